#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The helper itself, against ss and /proc: each mode makes the state that it
# says, holds what it says, ends when told and leaves nothing behind.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

mib=16
bytes=$((mib * 1048576))
big=131072 # KiB, above what other processes come and go with

# The sum over the rows of ss: rmem and the larger of the two wmem figures.
ss_sum()
{
	sed -n 's/.*skmem:(r\([0-9]*\),.*,t\([0-9]*\),.*,w\([0-9]*\),.*/\1 \2 \3/p' \
		"$tmp/ss" | awk '{ n += $1 + ($2 > $3 ? $2 : $3) }
			END { print n + 0 }'
}

# Window probes may split a buffer between the two looks.
near()
{
	echo "$1 against $2"
	cat "$tmp/ss"
	[ $((($1 - $2) * 1000)) -le "$2" ] && [ $((($2 - $1) * 1000)) -le "$2" ]
}

# at_least HELD BYTES: and little more, the last buffer of each socket.
at_least()
{
	echo "$1 against $2"
	[ "$1" -ge "$2" ] && [ "$1" -le $(($2 + $2 / 16)) ]
}

rows()
{
	cat "$tmp/ss"
	[ "$(grep -c "$1" "$tmp/ss")" -eq "$2" ]
}

# mode | what ss is asked, beyond TCP | what each row of ss must show
# The rows are those of memhog's side; orphans and unaccepted ones have ino:0.
queues='
tcp-rx      |state established|pid=@,
tcp-tx      |state established|pid=@,.*timer:(persist
accept-queue|state established|ino:0 
orphan      |state fin-wait-1 |timer:(persist.*ino:0 
close-wait  |state close-wait |pid=@,
'

tcp_mode()
{
	hog_start "$1" --bytes ${mib}M --sockets 4 --netns "$ns_made" || {
		not_ok "$reason"
		return
	}
	pattern=$(echo "$3" | sed "s/@/$hog_pid/")
	sleep 0.3
	# shellcheck disable=SC2086 # a filter of several words
	ip netns exec "$ns_made" ss -tnmOHaoep $2 >"$tmp/all" 2>/dev/null
	grep "$pattern" "$tmp/all" >"$tmp/ss"
	t "$1: four rows as they should be" rows "$pattern" 4
	sum=$(ss_sum)
	t "$1: it holds what ss sees" near "$sum" "$hog_held"
	t "$1: it holds what it was told" at_least "$hog_held" "$bytes"
	t "$1: its peer holds next to nothing" \
		[ "$hog_peer_held" -lt $((bytes / 100)) ]
	t "$1: the peer has a process of its own" \
		[ "$(cat /proc/"$hog_peer_pids"/comm)" = memhog-peer ]
	peer=$hog_peer_pids
	t "$1: it ends when told" hog_stop
	t "$1: with status 0" [ "$hog_status" = 0 ]
	t "$1: and its peer with it" [ ! -d /proc/"$peer" ]
}

udp_mode()
{
	hog_start udp --bytes ${mib}M --sockets 4 --netns "$ns_made" "$@" || {
		not_ok "$reason"
		return
	}
	ip netns exec "$ns_made" ss -unmOHae >"$tmp/ss" 2>/dev/null
	sum=$(ss_sum)
	t "udp $*: it holds what ss sees" [ "$sum" = "$hog_held" ]
	t "udp $*: it holds what it was told" at_least "$hog_held" "$bytes"
	t "udp $*: nothing was dropped" [ "$hog_drops" = 0 ]
	t "udp $*: in the namespace asked for" \
		[ "$(readlink /proc/"$hog_pid"/ns/net)" = "net:[$hog_netns]" ]
	t "udp $*: it ends when told" hog_stop
}

# grows KEY MODE ARGS...: a mode that a line of meminfo shows, and that is over
# when memhog is, even by SIGKILL.
grows()
{
	key=$1
	shift
	before=$(meminfo_kib "$key")
	hog_start "$@" --bytes $((big / 1024))M || {
		case $reason in
		'memhog '*'skip mode='*) skip "$*" "$reason" ;;
		*) not_ok "$reason" ;;
		esac
		return
	}
	now=$(meminfo_kib "$key")
	t "$*: $key grows" [ $((now - before)) -ge $((big / 2)) ]
	kill -KILL "$HOG"
	wait "$HOG" 2>/dev/null
	HOG=
	sleep 0.5
	now=$(meminfo_kib "$key")
	t "$*: nothing stays, even after SIGKILL" \
		[ $((now - before)) -lt $((big / 2)) ]
}

refuses()
{
	hog_start "$@" && return 1
	echo "$reason"
	[ "$hog_status" -ne 0 ]
}

live_begin
room_for $big 4 || skip_all "$reason"
if command -v ss >/dev/null && netns_make; then
	udp_mode --dgram 1400
	udp_mode --dgram 64 --processes 2
	[ ! -e /proc/net/if_inet6 ] || udp_mode --ipv6
	while IFS='|' read -r mode filter pattern; do
		[ -z "$mode" ] || tcp_mode $mode "$filter" "$pattern"
	done <<-END
		$queues
	END
else
	skip 'socket modes' 'no ss, or no network namespace can be made'
fi
grows AnonPages anon
grows Shmem shmem --kind memfd
grows Shmem shmem --kind sysv
grows Shmem shmem --kind file
grows Shmem shmem --kind deleted
grows Hugetlb hugetlb --pool
t 'an unknown mode is refused' refuses no-such-mode
t 'a bad size is refused' refuses udp --bytes 1x
t 'a namespace that is not there is refused' refuses udp --netns no-such-ns
t 'it ends in time' timeout 20 "$MEMHOG" anon --bytes 1M --seconds 1
live_end
