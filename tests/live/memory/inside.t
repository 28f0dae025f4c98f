#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One process from within (--pid): shapes that a helper makes, a real JVM, and
# processes that cannot be looked into.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

box=$top_builddir/tests/helpers/membox
memhog=$MEMHOG
notice=$(half_more "$(threshold_kib 1 64 256)")

# fails STATUS WORDS ARGS...: exit status, and what stderr says
fails()
{
	want=$1 words=$2
	shift 2
	"$KMEMWHERE" "$@" >"$tmp/out" 2>"$tmp/err" 9>&- </dev/null
	status=$?
	cat "$tmp/err"
	[ $status -eq "$want" ] && [ ! -s "$tmp/out" ] &&
		grep -q "$words" "$tmp/err"
}

# shape MODE N KIB: membox; 0 when it stands
shape()
{
	room_for "$notice" 2 && [ -x "$box" ] || {
		skip "$1" "${reason:-no membox}"
		return 1
	}
	MEMHOG=$box
	hog_start "$@" && MEMHOG=$memhog && return 0
	MEMHOG=$memhog
	case $reason in
	*'skip mode='*) skip "$1" "$reason" ;;
	*) not_ok "$reason" ;;
	esac
	return 1
}

arenas()
{
	shape arenas 8 $((notice / 8)) || return
	t 'arenas: the report is written' report now --pid="$hog_pid"
	t 'arenas: glibc-arenas stands first' ask now first glibc-arenas
	t 'arenas: with what the threads had allocated' \
		ask now near findings.0.bytes "$hog_held" 5
	t 'arenas: 8 heaps' ask now equal inside.arenas.heaps 8
	t 'arenas: it is about that process' ask now pids "$hog_pid"
	t 'arenas: it is likely retention' ask now confidence medium
	t 'arenas: the allocator is glibc' \
		ask now equal inside.allocator glibc
	t 'arenas: the classes add up to what is resident' ask now inside-sum
	hog_kill
}

inflaters()
{
	shape inflate 1 $((notice * 2)) || return
	t 'inflate: the report is written' report now --pid="$hog_pid"
	t 'inflate: glibc-arenas stands first' ask now first glibc-arenas
	t 'inflate: its bytes are those of the class' \
		ask now near findings.0.bytes \
		"$(ask now class glibc-arenas resident_bytes)" 1
	t 'inflate: most of what was leaked' \
		ask now near findings.0.bytes "$hog_held" 50
	t 'inflate: not sure, and only a notice' ask now confidence low
	t 'inflate: and only a notice' \
		ask now equal findings.0.severity notice
	hog_kill
}

stacks()
{
	shape stacks 500 $((notice / 500)) || return
	t 'stacks: the report is written' report now --pid="$hog_pid" --all
	t 'stacks: thread-stacks stands first' ask now first thread-stacks
	t 'stacks: with what was touched' \
		ask now near findings.0.bytes "$hog_held" 5
	t 'stacks: they are known by their threads' ask now confidence high
	t 'stacks: the group is named' ask now group-of-threads worker 500
	hog_kill
	shape stacks 500 0 || return
	t 'idle stacks: the report is written' report now --pid="$hog_pid"
	t 'idle stacks: no fault' ask now first healthy
	hog_kill
}

# A limit of the kernel stands in the way of 100k: it is raised for the time.
mappings()
{
	limit=$(cat /proc/sys/vm/max_map_count)
	n=100000
	[ "$limit" -gt 110000 ] ||
		echo 262144 2>/dev/null >/proc/sys/vm/max_map_count || n=60000
	shape maps $n && {
		t 'mappings: the report is written' report now --pid="$hog_pid"
		t 'mappings: all are seen' ask now at-least inside.mappings $n
		t 'mappings: they are no fault' \
			ask now equal verdict.code healthy
		t 'mappings: the reading takes less than 5 s' ask now \
			at-most inside.reading.total_microseconds 5000000
		t 'mappings: no read holds it up for more than 100 ms' ask now \
			at-most inside.reading.longest_microseconds 100000
		hog_kill
	}
	[ "$limit" = "$(cat /proc/sys/vm/max_map_count)" ] ||
		echo "$limit" >/proc/sys/vm/max_map_count
}

address_space()
{
	shape reserve 1048576 || return
	t '1 TiB: the report is written' report now --pid="$hog_pid"
	t '1 TiB: it is seen' \
		ask now at-least inside.size_bytes 1099511627776
	t '1 TiB: address space is no memory' ask now first healthy
	hog_kill
}

without_smaps()
{
	shape arenas 8 1024 || return
	t '--no-smaps: the report is written' \
		report now --pid="$hog_pid" --no-smaps
	t '--no-smaps: heaps are seen' ask now equal inside.arenas.heaps 8
	t '--no-smaps: nothing is called resident' \
		ask now class glibc-arenas resident_bytes None
	t '--no-smaps: but for what the status says' \
		ask now at-least inside.anon_bytes 8000000
	hog_kill
}

# Send queues and buffers behind them are said together.
backlog()
{
	kib=$(queue_notice_kib)
	queue_room "$kib" && hog_start tcp-tx --bytes "${kib}K" || {
		skip 'backlog' "$reason"
		return
	}
	t 'backlog: the report is written' report now --pid="$hog_pid"
	t 'backlog: the peer that does not read stands first' \
		ask now first tcp-peer-stalled
	t 'backlog: what its sockets hold' \
		ask now near inside.sockets.held_bytes "$hog_held" 2
	t 'backlog: no other sockets are listed' \
		ask now only-owner "$hog_pid"
	t 'backlog: queue and buffers are one' ask now says 'one backlog'
	hog_stop
}

odd_processes()
{
	t 'a kernel thread has no inside' fails 1 'kernel thread' --pid=2
	t 'no such process' fails 1 'no such process' --pid=2147483647
	sh -c 'sleep 0 & echo $! >"$1"; exec sleep 20' sh "$tmp/zombie" 9>&- &
	HOG=$!
	sleep 1
	t 'a zombie has no inside' fails 1 'zombie' \
		--pid="$(cat "$tmp/zombie")"
	hog_kill
	unshare -pf sleep 20 9>&- &
	HOG=$!
	sleep 0.5
	inner=$(cat /proc/$HOG/task/$HOG/children 2>/dev/null)
	t 'another pid namespace: the report is written' \
		report now --pid="${inner% }"
	t 'another pid namespace: it is that process' \
		ask now equal inside.comm sleep
	[ -z "$inner" ] || kill "${inner% }" 2>/dev/null
	hog_kill
}

# Another user's process: what its status tells, and why there is no more.
unreadable()
{
	cp "$KMEMWHERE" "$tmp/kmemwhere"
	chmod 755 "$tmp" "$tmp/kmemwhere"
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$tmp/kmemwhere" --json --pid=$$ >"$tmp/now.json" 2>"$tmp/err" \
		9>&- </dev/null || {
		not_ok 'as another user the report is written'
		diag <"$tmp/err"
		return
	}
	t 'as another user: the status is known' \
		ask now at-least inside.resident_bytes 100000
	t 'as another user: no classes' ask now equal inside.classes '[]'
	t 'as another user: a gap says why' ask now gap smaps
	t 'as another user: nothing is accused' ask now first healthy
}

java_start()
{
	MEMHOG=java
	hog_start -Xmx128m -XX:NativeMemoryTracking="$1" -cp "$tmp/java" \
		NativeLeak "$2" "$3" && MEMHOG=$memhog && return 0
	MEMHOG=$memhog
	not_ok "$reason"
	return 1
}

leaking_jvm()
{
	java_start detail leak $((notice / 262 + 1)) || return
	t 'JVM: the report is written' report now --pid="$hog_pid" --jcmd
	t 'JVM: jvm-untracked stands first' ask now first jvm-untracked
	t 'JVM: within 10 % of what was leaked' \
		ask now near findings.0.bytes "$hog_held" 10
	t 'JVM: sure of it' ask now confidence high
	t 'JVM: most of it is in arenas' ask now at-least inside.arenas.full 1
	t 'JVM: its heap is known to it' ask now category 'Java Heap'
	if "$PYTHON3" -c 'import jsonschema' 2>/dev/null; then
		t 'JVM: the report is as the contract has it' "$PYTHON3" \
			"$top_srcdir/tests/replay/validate-json.py" \
			"$tmp/now.json"
	fi
	t 'without --jcmd: the report is written' report now --pid="$hog_pid"
	t 'without --jcmd: the arenas are seen' ask now first glibc-arenas
	jcmd "$hog_pid" VM.native_memory summary >"$tmp/nmt" 9>&-
	t '--nmt: the report is written' \
		report now --pid="$hog_pid" --nmt="$tmp/nmt"
	t '--nmt: a summary is enough to suspect it' ask now first jvm-untracked
	t '--nmt: but not to be sure' ask now confidence medium
	"$KMEMWHERE" --json --pid="$hog_pid" --nmt=- <"$tmp/nmt" \
		>"$tmp/now.json" 9>&-
	t '--nmt=-: the same from standard input' ask now first jvm-untracked
	t '--nmt: another file is refused' fails 1 'is not output of' \
		--pid="$hog_pid" --nmt=/proc/version
	t '--nmt: a file that is not there is refused' fails 1 'cannot be read' \
		--pid="$hog_pid" --nmt=/nonexistent
	hog_kill
}

healthy_jvm()
{
	java_start detail end 2000 || return
	t 'healthy JVM: the report is written' report now --pid="$hog_pid" --jcmd
	t 'healthy JVM: nothing is accused' ask now first healthy
	t 'healthy JVM: little is not its own' \
		ask now at-most inside.nmt.untracked_bytes 33554432
	hog_kill
	java_start off end 10 || return
	t 'untracked JVM: the report is written' \
		report now --pid="$hog_pid" --jcmd
	t 'untracked JVM: a gap says how to start it' ask now gap jcmd
	hog_kill
}

# jcmd is run as the user that the JVM runs as.
other_user()
{
	chmod -R a+rX "$tmp"
	cat >"$tmp/java-as" <<-'SCRIPT'
		#!/bin/sh
		exec setpriv --reuid=65534 --regid=65534 --clear-groups java "$@"
	SCRIPT
	chmod 755 "$tmp/java-as"
	MEMHOG=$tmp/java-as
	hog_start -Xmx64m -XX:NativeMemoryTracking=detail -cp "$tmp/java" \
		NativeLeak end 10 || {
		MEMHOG=$memhog
		not_ok "$reason"
		return
	}
	MEMHOG=$memhog
	t "another user's JVM: the report is written" \
		report now --pid="$hog_pid" --jcmd
	t "another user's JVM: it answers" ask now category 'Java Heap'
	hog_kill
}

jvm()
{
	for tool in java javac jcmd; do
		command -v $tool >/dev/null && continue
		skip 'JVM' "no $tool"
		return
	done
	room_for "$notice" 3 || {
		skip 'JVM' "$reason"
		return
	}
	javac -d "$tmp/java" "$top_srcdir/tests/live/memory/NativeLeak.java" \
		>"$tmp/javac" 2>&1 9>&- || {
		not_ok "javac: $(head -n 1 "$tmp/javac")"
		return
	}
	leaking_jvm
	healthy_jvm
	other_user
}

live_begin
if sanitized; then
	skip 'arenas' 'the sanitizers have their own malloc'
else
	arenas
	inflaters
	without_smaps
fi
stacks
mappings
address_space
backlog
odd_processes
unreadable
jvm
live_end
