#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Timestamps that nobody takes: the receive buffers are full, UDP is charged
# nothing for them, and nothing waits to be read. And the sums of --by, of
# which the same sockets are one each.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

look()
{
	t "$1: the report is written" report now --all
	t "$1: errqueue-unread stands first" ask now first errqueue-unread
	t "$1: it names memhog and no other" ask now pids "$hog_pids"
	t "$1: its bytes are what memhog measured" ask now held "$hog_held"
	t "$1: it is at least a $level" ask now severity "$level"
	t "$1: all its sockets, and their owner by fd" ask now rows \
		"$hog_netns" fd "$hog_pids" "$hog_sockets" "$hog_held"
	t "$1: UDP is charged that much less" \
		ask now uncharged udp "$hog_held"
	t "$1: the terms add up to MemTotal" ask now identity
}

groups()
{
	pid=${hog_pids%%,*}
	for by in process command netns; do
		case $by in
		process) key="$pid memhog" ;;
		command) key=memhog ;;
		netns) key=$place ;;
		esac
		t "--by=$by: the report is written" report "$by" --by="$by"
		t "--by=$by: $key holds it" ask "$by" group "$by" "$key" \
			"$hog_sockets" "$hog_held"
	done
	t '--by=cgroup: the report is written' report cgroup --by=cgroup
	t '--by=cgroup: the first group holds it' ask cgroup group cgroup '' \
		"$hog_sockets" "$hog_held"
	t '--by=port: the report is written' report port --by=port --all
	t '--by=port: each socket has a port of its own' \
		ask port groups-of udp/ "$hog_sockets" "$hog_held"
	t '--by: the table has them' table_has
}

table_has()
{
	"$KMEMWHERE" --by=command >"$tmp/out" 2>&1 || return 1
	cat "$tmp/out"
	grep -Eq '^ *SOCKETS +HELD +DROPS +COMMAND$' "$tmp/out" &&
		grep -Eq " $hog_sockets +[0-9.]+[MG] +[0-9]+ memhog\$" \
			"$tmp/out" &&
		! grep -q '^PROTO ' "$tmp/out"
}

# What reserves of the CPUs may explain must be little of it.
big_enough()
{
	rsv=$(cat /proc/sys/net/core/mem_pcpu_rsv 2>/dev/null || echo 256)
	blur=$((rsv * $(getconf _NPROCESSORS_ONLN) * $(getconf PAGESIZE) / 1024))
	[ "$kib" -ge $((blur * 4)) ] || kib=$((blur * 4))
}

fault()
{
	big_enough
	room_for "$kib" 2 && at_rest "$level" || {
		skip "memhog $1, $place" "$reason"
		return
	}
	# shellcheck disable=SC2086 # options
	hog_start $1 --bytes "${kib}K" $in_ns || {
		case $reason in
		*SO_TIMESTAMPING*) skip "memhog $1" "$reason" ;;
		*) not_ok "$reason" ;;
		esac
		return
	}
	look "$1, $place"
	groups
	t "$1, $place: it can be taken away" hog_stop
	t "$1, $place: then the verdict is as before" again_as_before
}

live_begin
place=host in_ns=
kib=$(queue_warning_kib) level=warning
fault 'udp-errqueue --sockets 8'
if netns_make; then
	place=$ns_made in_ns="--netns $ns_made"
	kib=$(queue_notice_kib) level=notice
	fault 'udp-errqueue --sockets 4 --dgram 8000'
else
	skip 'the same in another namespace' 'cannot make one'
fi
live_end
