#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The experiment that this tool comes from: a hundred processes send requests
# over UDP and never read the replies; once with default buffers, once with
# SO_RCVBUF 0, which makes a socket all but write-only.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# The kernel's least receive buffer (SOCK_MIN_RCVBUF), and one datagram of
# 1400 bytes with its skb.
least=2304
truesize=2304

# kernel_grew: by the queues at least; other things may have shrunk a bit.
kernel_grew()
{
	before=$(ask before get memory.kernel_bytes)
	now=$(ask now get memory.kernel_bytes)
	echo "from $before to $now, the queues hold $hog_held"
	[ $((now - before)) -ge $((hog_held / 2)) ]
}

default_buffers()
{
	at_rest notice || {
		skip 'default buffers' "$reason"
		return
	}
	hog_start udp-origin --comm friend_push || {
		not_ok "$reason"
		return
	}
	t 'the report is written' report now --all
	t 'udp-unread stands first' ask now first udp-unread
	t 'it is at least a notice' ask now severity notice
	t 'it is about the one program' ask now comm friend_push
	t 'it names the hundred processes' ask now pids "$hog_pids"
	t 'it counts their sockets' ask now socket-count 100
	t 'its bytes are what they hold' ask now held "$hog_held"
	t 'the queues are full and dropping' ask now rows-dropping 100
	t 'the kernel has grown' kernel_grew
	t 'the terms add up to MemTotal' ask now identity
	t 'they can be ended' hog_stop
	t 'then the verdict is as before' again_as_before
}

write_only()
{
	hog_start udp-writeonly --comm friend_push || {
		not_ok "$reason"
		return
	}
	t 'SO_RCVBUF 0: the report is written' report now --all
	t 'SO_RCVBUF 0: no queue is more than a datagram over the least' \
		ask now rows-at-most "$hog_pids" 100 $((least + truesize))
	t 'SO_RCVBUF 0: nobody is accused' ask now no-finding "$hog_pids"
	hog_stop
}

live_begin
default_buffers
write_only
live_end
