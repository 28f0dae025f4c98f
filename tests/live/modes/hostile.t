#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A process may choose its name: no byte of it may reach a terminal raw.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

raw=$(printf '\033[31m\\\r\302\233\377x')
escaped='\x1b[31m\x5c\x0d\xc2\x9b\xffx'

# clean ARGS...: no control character but newline, and valid UTF-8.
clean()
{
	"$KMEMWHERE" "$@" >"$tmp/out" 9>&- || return 1
	"$PYTHON3" - "$tmp/out" <<-'END'
		import sys, unicodedata
		text = open(sys.argv[1], "rb").read().decode("utf-8")
		bad = [c for c in text if c != "\n" and
		       unicodedata.category(c) in ("Cc", "Cf")]
		print(ascii(bad))
		sys.exit(bool(bad) or "\\x1b[31m" not in text)
	END
}

live_begin
kib=$(queue_notice_kib)
queue_room "$kib" && at_rest notice || skip_all "$reason"
if hog_start udp --bytes "${kib}K" --sockets 10 --comm "$raw"; then
	t 'the report is written' report now
	t 'udp-unread stands first' ask now first udp-unread
	t 'the name is escaped as it should be' ask now printable "$escaped"
	t 'the table is clean' clean
	t 'the table with colour off and ASCII is clean' \
		clean --ascii --color=never
	t 'the socket table is clean' clean --all -o +COMMAND
	t 'JSON is clean' clean --json --all
	hog_stop
else
	not_ok "$reason"
fi
live_end
