#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --kernel names what is inside the kernel's counters, and what it names is in
# no "unaccounted" any more.
# shellcheck source=tests/live/lib.sh disable=SC2154
. "$(dirname "$0")/../lib.sh"

samples=9
slack=1048576

# unaccounted NAME: the median of nine samples; the last one stays as NAME.
unaccounted()
{
	i=0
	: >"$tmp/samples"
	while [ $i -lt $samples ]; do
		report "$1" --kernel --no-pss --no-probe --all || return 1
		grep -o '"unaccounted_bytes":-\{0,1\}[0-9]*' "$tmp/$1.json" |
			head -n 1 | cut -d: -f2 >>"$tmp/samples"
		i=$((i + 1))
		sleep 0.05
	done
	[ "$(wc -l <"$tmp/samples")" -eq $samples ] || return 1
	median=$(sort -n "$tmp/samples" | sed -n "$((samples / 2 + 1))p")
}

# What an earlier test left is given back late: two medians that agree; the
# first of them may be the one that the last consumer began with.
settled()
{
	tries=0
	[ -n "${idle:-}" ] || unaccounted idle || return 1
	: "${idle:=$median}"
	while [ $tries -lt 10 ]; do
		unaccounted idle || return 1
		gap=$((median - idle))
		idle=$median
		[ ${gap#-} -gt $((slack / 4)) ] || return 0
		tries=$((tries + 1))
		sleep 0.5
	done
}

# What the machine itself does in between must not decide: three tries.
stays()
{
	tries=0
	while [ $tries -lt 3 ]; do
		unaccounted now || return 1
		gap=$((median - idle))
		echo "unaccounted $idle before, $median now"
		[ ${gap#-} -gt $slack ] || return 0
		tries=$((tries + 1))
		sleep 1
	done
	return 1
}

# consumer WHAT QUESTION ARGS... -- MEMHOG-ARGS...: $hog_held and $hog_pid may
# stand in the question as HELD and PID.
consumer()
{
	what=$1
	shift
	question=
	while [ "$1" != -- ]; do
		question="$question $1"
		shift
	done
	shift
	settled || {
		not_ok "$what: the idle machine"
		return
	}
	idle=$median
	hog_start "$@" || {
		case $reason in
		*'skip mode='*) skip "$what" "$reason" ;;
		*) not_ok "$reason" ;;
		esac
		return
	}
	t "$what: unaccounted stays what it was" stays
	question=$(echo "$question" |
		sed "s/HELD/$hog_held/g; s/PID/$hog_pid/g")
	report full --kernel --all || not_ok "$what: the report"
	# shellcheck disable=SC2086
	t "$what: it is named" ask full $question
	t "$what: the terms add up to MemTotal" ask full identity
	hog_stop
}

live_long
live_begin
room_for 262144 2 || skip_all "$reason"

settled || skip_all 'no report'
total=$(($(meminfo_kib MemTotal) * 1024))
t "idle: unaccounted ($((median / 1048576)) MiB) is below 0.1 % of memory" \
	[ "$median" -lt $((total / 1000)) ]

consumer 'dentries' cache-grew dentry "$tmp/idle.json" HELD -- \
	dentries --bytes 64M
consumer 'BPF array' row kernel.detail.bpf kind=map,type=array,pid=PID HELD -- \
	bpf --kind array --bytes 64M
consumer 'BPF array, by caller' row kernel.detail.vmalloc \
	caller=array_map_alloc HELD -- bpf --kind array --bytes 64M
consumer 'BPF hash' row kernel.detail.bpf kind=map,type=hash,pid=PID HELD -- \
	bpf --kind hash --bytes 64M
consumer 'per-CPU BPF array' row kernel.detail.bpf \
	type=percpu_array,counted_in=percpu,pid=PID HELD -- \
	bpf --kind percpu --bytes 16M
consumer 'BPF ring buffer' row kernel.other name=bpf-ringbufs HELD -- \
	bpf --kind ringbuf --bytes 64M
consumer 'mapped BPF ring buffer' row kernel.other name=bpf-ringbufs HELD -- \
	bpf --kind ringbuf --bytes 64M --map
consumer 'page tables' row kernel.detail.page_tables.processes pid=PID HELD -- \
	page-tables --bytes 64M
consumer 'threads' row kernel.detail.stacks.processes pid=PID HELD -- \
	threads --bytes 16M
consumer 'removed cgroups' grew kernel.detail.percpu.dying_cgroups \
	"$tmp/idle.json" 500 -- cgroups --sockets 500
consumer 'memfd' row shared_detail kind=memfd,pid=PID HELD -- \
	shmem --kind memfd --bytes 64M
consumer 'System V, detached' row shared_detail \
	kind=sysv,attached=0,pid=PID HELD -- shmem --kind sysv --bytes 64M
consumer 'deleted and open' row shared_detail kind=deleted,pid=PID HELD -- \
	shmem --kind deleted --bytes 64M
consumer 'tmpfs' row shared_detail kind=tmpfs,name=/dev/shm HELD -- \
	shmem --kind file --bytes 64M
consumer 'huge pages, idle' row kernel.detail.hugetlb.pools \
	page_bytes=2097152 HELD -- hugetlb --pool --bytes 64M
consumer 'huge pages, in use' row kernel.detail.hugetlb.processes pid=PID \
	HELD -- hugetlb --pool --map --bytes 64M
consumer 'System V messages' row kernel.detail.consumers \
	name=sysv-messages,pid=PID HELD -- messages --bytes 64M
consumer 'pipes' named pipes exact HELD PID -- pipes --bytes 64M
consumer 'pipes full of a file' row kernel.other \
	name=pipes,basis=upper-bound HELD -- pipes-spliced --bytes 256M
consumer 'perf rings' named perf-rings exact HELD PID -- perf-ring --bytes 64M
consumer 'packet ring' named packet-rings exact HELD PID -- \
	packet-ring --bytes 64M --sockets 1
consumer 'packet ring, mapped' named packet-rings exact HELD PID -- \
	packet-ring --bytes 64M --sockets 1 --map
consumer 'zram' row kernel.other name=zspages HELD -- zram --bytes 64M
consumer 'XDP rings' row kernel.detail.vmalloc \
	caller=xskq_create HELD -- xdp-ring --bytes 64M
consumer 'XDP rings, mapped' row kernel.detail.vmalloc \
	caller=xskq_create HELD -- xdp-ring --bytes 64M --map
consumer 'parts of huge pages' row kernel.other name=unmapped-pages HELD -- \
	huge-parts --bytes 256M
consumer 'pinned pages' row kernel.detail.unmapped.processes pid=PID HELD -- \
	pinned --bytes 256M
consumer 'pinned pages, by counters' row kernel.other name=unmapped-pages \
	HELD -- pinned --bytes 256M
consumer 'ramfs' grew of_which.unevictable_cache_bytes "$tmp/idle.json" \
	HELD -- ramfs --bytes 64M

# How much of an arena is there nobody tells: its name and its size are.
if hog_start bpf --kind arena --bytes 64M; then
	report full --kernel --all
	t 'BPF arena: it is named, with its holder' ask full named \
		bpf-arenas upper-bound "$hog_held" "$hog_pid"
	t 'BPF arena: the terms add up to MemTotal' ask full identity
	hog_stop
else
	skip 'BPF arena' "$reason"
fi

# The same of the packets that a program does not read from its tun device.
if hog_start tun --bytes 64M; then
	report full --kernel --all
	t 'tun: what may be in its queue is named, with its program' ask full \
		row kernel.detail.consumers \
		"name=tun-queues,basis=upper-bound,pid=$hog_pid" 0
	hog_stop
else
	skip 'tun' "$reason"
fi

# A tmpfs that only another mount namespace sees, as in a container.
mkdir "$tmp/elsewhere"
# shellcheck disable=SC2016 # the inner shell's
unshare -m sh -c 'mount -t tmpfs kmemwhere "$1" &&
	head -c 33554432 /dev/zero >"$1/file" && exec sleep 60' \
	sh "$tmp/elsewhere" &
elsewhere=$!
tries=0
while [ $tries -lt 50 ] && [ "$(cat /proc/$elsewhere/comm)" != sleep ]; do
	tries=$((tries + 1))
	sleep 0.1
done
report elsewhere --kernel --all
t 'tmpfs of another mount namespace: it is named' ask elsewhere row \
	shared_detail "kind=tmpfs,name=$tmp/elsewhere,pid=$elsewhere" 33554432
t 'tmpfs of another mount namespace: its bytes are shared memory' \
	ask elsewhere identity
kill $elsewhere
wait $elsewhere

# ftrace's buffer: tracefs in a mount namespace of its own, for the tool mounts
# nothing. The size is the machine's, so it is put back whatever happens.
tracing=/sys/kernel/tracing
ftrace_size=
ftrace_ns=

in_ftrace()
{
	nsenter -m -t "$ftrace_ns" "$@"
}

ftrace_put_back()
{
	[ -z "$ftrace_size" ] || in_ftrace sh -c \
		"echo $ftrace_size >$tracing/buffer_size_kb"
	ftrace_size=
	[ -z "$ftrace_ns" ] || kill "$ftrace_ns" 2>/dev/null
	[ -z "$ftrace_ns" ] || wait "$ftrace_ns" 2>/dev/null
	ftrace_ns=
}

ftrace_kib()
{
	in_ftrace cat $tracing/buffer_total_size_kb |
		sed 's/.*expanded: *//; s/[^0-9].*//'
}

ftrace()
{
	if [ -e $tracing/buffer_size_kb ] || [ ! -d $tracing ] ||
		! command -v nsenter >/dev/null; then
		skip 'ftrace' 'tracefs is mounted here, or there is none'
		return
	fi
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m --propagation private sh -c \
		'mount -t tracefs none "$1" && exec sleep 60' sh $tracing \
		2>/dev/null 9>&- &
	ftrace_ns=$!
	trap 'ftrace_put_back; live_cleanup' EXIT
	tries=0
	while [ $tries -lt 50 ] && [ "$(cat /proc/$ftrace_ns/comm)" != sleep ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	ftrace_size=$(in_ftrace cat $tracing/buffer_size_kb 2>/dev/null |
		sed 's/[^0-9].*//')
	[ -n "$ftrace_size" ] || {
		skip 'ftrace' 'tracefs cannot be mounted here'
		ftrace_put_back
		return
	}
	kmemwhere=$KMEMWHERE
	KMEMWHERE="$tmp/inside"
	printf '#!/bin/sh\nexec nsenter -m -t %s %s "$@"\n' "$ftrace_ns" \
		"$(realpath "$kmemwhere")" >"$KMEMWHERE"
	chmod +x "$KMEMWHERE"
	settled
	idle=$median
	in_ftrace sh -c "echo 32768 >$tracing/buffer_size_kb"
	kib=$(ftrace_kib)
	t "ftrace: the buffers are raised ($kib KiB)" [ "$kib" -ge 65536 ]
	t 'ftrace: unaccounted stays what it was' stays
	report full --kernel --all || not_ok 'ftrace: the report'
	t 'ftrace: it is named' ask full row kernel.other \
		name=ftrace,basis=exact $((kib * 1024))
	t 'ftrace: the terms add up to MemTotal' ask full identity
	in_ftrace sh -c "echo $ftrace_size >$tracing/buffer_size_kb"
	t 'ftrace: the buffers are as they were' [ "$(in_ftrace cat \
		$tracing/buffer_size_kb | sed 's/[^0-9].*//')" = "$ftrace_size" ]
	ftrace_put_back
	KMEMWHERE=$kmemwhere
}

ftrace
report deep --deep
t '--deep: what it cost is said' ask deep deep
live_end
