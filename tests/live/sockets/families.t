#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Queues and rings of the families that no protocol counter knows: the first
# finding names the process that has to act, and its bytes; in the host's
# namespace and in one made for the test.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# memhog mode and options | finding
queues='
unix-stream                      |unix-unread
unix-stream --sockets 40         |unix-unread
unix-dgram                       |unix-unread
unix-dgram --dgram 60000         |unix-unread
raw                              |raw-unread
packet-queue                     |raw-unread
netlink                          |netlink-unread
netlink --dgram 8000             |netlink-unread
'

# start ARGS... : 0 when it holds; else the reason is said.
start()
{
	at_rest notice || {
		skip "memhog $1, $place" "$reason"
		return 1
	}
	# shellcheck disable=SC2086 # options
	hog_start $1 --bytes "${kib}K" $in_ns || {
		not_ok "memhog $1, $place: $reason"
		return 1
	}
}

queue()
{
	start "$1" || return 0
	what="$1, $place"
	t "$what: the report is written" report now --all
	t "$what: $2 stands first" ask now first "$2"
	t "$what: it names memhog, not who sends" ask now pids "$hog_pids"
	t "$what: its bytes are what memhog measured" ask now held "$hog_held"
	t "$what: it is at least a notice" ask now severity notice
	t "$what: the terms add up to MemTotal" ask now identity
	t "$what: the rows hold it, found by fd" \
		ask now queue-rows "$hog_netns" "$hog_pids" "$hog_held"
	t "$what: the table is written" "$KMEMWHERE"
	t "$what: it can be taken away" hog_stop
	t "$what: then the verdict is as before" again_as_before
}

ring()
{
	start "$1" || return 0
	what="$1, $place"
	t "$what: the report is written" report now --all
	t "$what: packet-ring stands first" ask now first packet-ring
	t "$what: it names memhog" ask now pids "$hog_pids"
	t "$what: its bytes are the rings'" ask now held "$hog_held"
	t "$what: the terms add up to MemTotal" ask now identity
	t "$what: each socket has its ring" ask now ring-rows "$hog_netns" \
		"$hog_pids" "$hog_sockets" "$hog_held"
	t "$what: the kernel's share is named" \
		ask now other packet-rings "$hog_held" "$hog_pid"
	t "$what: it is not unaccounted" \
		ask now not-unaccounted "$tmp/before.json" 8388608
	t "$what: it can be taken away" hog_stop
	t "$what: then the verdict is as before" again_as_before
}

all_queues()
{
	while IFS='|' read -r args code; do
		[ -n "$args" ] || continue
		set -- "$(echo $args)" "$(echo $code)"
		queue "$@"
	done <<-END
		$queues
	END
}

both()
{
	kib=$(queue_notice_kib)
	if room_for "$kib" 3; then
		all_queues
	else
		skip "queues, $place" "$reason"
	fi
	kib=$(half_more "$(threshold_kib 1 16 256)")
	if room_for "$kib" 3; then
		ring packet-ring
		ring 'packet-ring --map'
	else
		skip "rings, $place" "$reason"
	fi
}

live_begin
place=host in_ns=
if live_short; then
	skip 'queues in the namespace of the host' 'KMEMWHERE_LIVE=short'
else
	both
fi
if netns_make; then
	place=$ns_made in_ns="--netns $ns_made"
	both
else
	skip 'the same in another namespace' 'cannot make one'
fi
live_end
