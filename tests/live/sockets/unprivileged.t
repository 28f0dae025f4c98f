#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Seen by nobody: the socket is named, its process cannot be, and the report
# says what was hidden.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

as_nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$tmp/kmemwhere" "$@" 9>&-
}

look()
{
	as_nobody --json --all >"$tmp/now.json"
}

hidden_in_header()
{
	as_nobody >"$tmp/table" || return 1
	cat "$tmp/table"
	grep -qi 'not root' "$tmp/table"
}

live_begin
command -v setpriv >/dev/null || skip_all 'no setpriv'
chmod 755 "$tmp"
cp "$KMEMWHERE" "$tmp/kmemwhere"
chmod 755 "$tmp/kmemwhere"
as_nobody --version >/dev/null || skip_all 'nobody cannot run it here'
kib=$(queue_notice_kib)
queue_room "$kib" && at_rest notice || skip_all "$reason"
if hog_start udp --bytes "${kib}K" --sockets 10; then
	t 'the exit status is 0' look
	t 'the terms add up to MemTotal' ask now identity
	t 'what was hidden is said' ask now gaps
	t 'udp-unread stands first' ask now first udp-unread
	t 'its bytes are what memhog measured' ask now held "$hog_held"
	t 'no process is named, as none could be seen' ask now pids ''
	t 'the sockets are named by address' \
		ask now no-owner "$hog_netns" 10
	t 'the table says that this was not root' hidden_in_header
	hog_stop
else
	not_ok "$reason"
fi
live_end
