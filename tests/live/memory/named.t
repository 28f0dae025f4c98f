#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Kernel memory that no counter names: who has it is told, and what is left
# without a name is what it was before.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# rest LESS: the median of nine samples of what has no name, less so much.
rest()
{
	for i in 1 2 3 4 5 6 7 8 9; do
		report rest --no-pss --no-probe --netns=self --kernel ||
			return 1
		ask rest get memory.kernel.unaccounted_bytes
		sleep 0.1
	done | sort -n | awk -v less="$1" 'NR == 5 { printf "%d\n", $1 - less }'
}

# as_idle LESS: within 1 MiB of what it was; three tries.
as_idle()
{
	for i in 1 2 3; do
		now=$(rest "$1")
		echo "idle $idle, now $now"
		[ $((now - idle)) -le 1048576 ] &&
			[ $((idle - now)) -le 1048576 ] && return 0
		sleep 1
	done
	return 1
}

# named MODE ROW BASIS [FINDING]: a holder of so much that it is looked for.
named()
{
	kib=$(($(threshold_kib 1 16 2048) * 5 / 4))
	[ $kib -ge "$(threshold_kib 1 16 256)" ] && room_for "$kib" 3 || {
		skip "$1" "$reason"
		return
	}
	at_rest notice || {
		skip "$1" "$reason"
		return
	}
	idle=$(rest 0)
	hog_start "$1" --bytes "${kib}K" || {
		case $reason in
		*'skip mode='*) skip "$1" "$reason" ;;
		*) not_ok "$reason" ;;
		esac
		return
	}
	less=0
	[ "$3" = exact ] || less=$hog_held
	pid=$hog_pid
	[ "$2" != zspages ] || pid=
	# shellcheck disable=SC2086
	t "$1: the report is written" report now --all --kernel
	t "$1: $2 is named, with its holder" \
		ask now named "$2" "$3" "$hog_held" "$pid"
	t "$1: the parts add up" ask now identity
	t "$1: what has no name is what it was" as_idle $less
	if [ -n "$4" ]; then
		t "$1: $4 stands first" ask now first "$4"
		t "$1: its bytes are what memhog holds" ask now held "$hog_held"
	fi
	[ "$4" != pipe-buffers ] || {
		t "$1: it is about memhog" ask now comm memhog
		t "$1: and about that process" ask now pids "$hog_pid"
	}
	[ "$4" != zram ] ||
		t "$1: the device is told" ask now evidence zram 'zram'
	t "$1: it can be taken away" hog_stop
	t "$1: then what has no name is what it was" as_idle 0
}

live_long
live_begin
named pipes pipes exact pipe-buffers
named perf-ring perf-rings exact
named io-uring io-uring estimate
named zram zspages exact zram
live_end
