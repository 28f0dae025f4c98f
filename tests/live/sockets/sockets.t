#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each fault of a socket, in the host's namespace and in one made for the
# test: the first finding names it, its process and its bytes; and with the
# fault gone the verdict is what it was.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# memhog mode and options | finding | owner_via; owners are memhog's pids, but
# an orphan has none.
faults='
udp --sockets 100               |udp-unread      |fd
udp --sockets 20 --ipv6         |udp-unread      |fd
udp --sockets 40 --dgram 64     |udp-unread      |fd
udp --sockets 8 --dgram 65000   |udp-unread      |fd
udp --sockets 40 --processes 4  |udp-unread      |fd
tcp-rx --sockets 64             |tcp-unread      |fd
tcp-rx --sockets 64 --ipv6      |tcp-unread      |fd
tcp-tx                          |tcp-peer-stalled|fd
tcp-tx --ipv6                   |tcp-peer-stalled|fd
accept-queue --sockets 64       |tcp-unaccepted  |accept-queue
accept-queue --sockets 64 --ipv6|tcp-unaccepted  |accept-queue
orphan                          |tcp-orphans     |orphan
close-wait --sockets 64         |tcp-close-wait  |fd
'

# look WHAT CODE VIA SEVERITY: the fault is in place.
look()
{
	what="$1, $place"
	pids=$hog_pids
	[ "$3" != orphan ] || pids=
	t "$what: the report is written" report now --all
	t "$what: $2 stands first" ask now first "$2"
	t "$what: it names memhog's processes and no other" \
		ask now pids "$pids"
	t "$what: its bytes are what memhog measured" ask now held "$hog_held"
	t "$what: it is at least a $4" ask now severity "$4"
	t "$what: the verdict is the first finding" ask now verdict
	t "$what: the terms add up to MemTotal" ask now identity
	t "$what: each socket has its row, its owner and the way it was found" \
		ask now rows "$hog_netns" "$3" "$pids" "$hog_sockets" \
		"$hog_held"
	[ "$place" = host ] || t "$what: the namespace has its name" \
		ask now namespace "$hog_netns" "$place"
}

# fault ARGS CODE VIA: makes it, looks at it, takes it away.
fault()
{
	ipv6=$(grep -c . /proc/net/if_inet6 2>/dev/null || :)
	case $1 in
	*--ipv6*) [ "${ipv6:-0}" -gt 0 ] || {
		skip "memhog $1, $place" 'no IPv6 here'
		return
	} ;;
	esac
	queue_room "$kib" && at_rest "$level" || {
		skip "memhog $1, $place" "$reason"
		return
	}
	# shellcheck disable=SC2086 # options
	hog_start $1 --bytes "${kib}K" $in_ns || {
		not_ok "$reason"
		return
	}
	look "$1" "$2" "$3" "$level"
	t "$1, $place: it can be taken away" hog_stop
	t "$1, $place: then the verdict is as before" again_as_before
}

all_faults()
{
	while IFS='|' read -r args code via; do
		[ -n "$args" ] || continue
		set -- "$(echo $args)" "$(echo $code)" "$via"
		fault "$@"
	done <<-END
		$faults
	END
}

live_begin
place=host in_ns=
kib=$(queue_warning_kib) level=warning
if live_short; then
	skip 'faults in the namespace of the host' 'KMEMWHERE_LIVE=short'
else
	all_faults
fi
if netns_make; then
	place=$ns_made in_ns="--netns $ns_made"
	kib=$(queue_notice_kib) level=notice
	all_faults
else
	skip 'the same in another namespace' 'cannot make one'
fi
live_end
