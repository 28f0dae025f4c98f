#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets that are a finding by their number, and what sockets hold without a
# reader to blame, in a namespace made for the test.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# hold MODE COUNT: in the namespace; holder is its pid
hold()
{
	: >"$tmp/says"
	ip netns exec "$ns_made" "$PYTHON3" "$top_srcdir/tests/live/hold.py" \
		"$@" <"$tmp/hold" >"$tmp/says" 2>"$tmp/err" &
	holder=$!
	exec 8>"$tmp/hold"
	tries=0
	until grep -q ready "$tmp/says" || [ $tries -ge 300 ]; do
		kill -0 "$holder" 2>/dev/null || return 1
		tries=$((tries + 1))
		sleep 0.1
	done
	grep -q ready "$tmp/says"
}

let_go()
{
	exec 8>&-
	wait "$holder"
}

live_begin
netns_make || skip_all 'cannot make a network namespace'
mkfifo "$tmp/hold"

if hold close-wait 1100; then
	t 'close-wait: the report is written' report now
	t 'close-wait: 1100 sockets without data are a finding' \
		ask now finding tcp-close-wait notice
	t 'close-wait: whose they are' ask now blamed tcp-close-wait python3 \
		"$holder"
	let_go
else
	skip 'close-wait' "cannot make them: $(tail -n 1 "$tmp/err")"
	let_go
fi

if hold close-wait 700; then
	t 'close-wait: the report is written' report now
	t 'close-wait: 700 of them are none' ask now lacks tcp-close-wait
fi
let_go

if hold accept-queue 16; then
	t 'accept-queue: the report is written' report now
	t 'accept-queue: full, and all connections without data' \
		ask now finding tcp-unaccepted notice
	t 'accept-queue: whose it is' ask now blamed tcp-unaccepted python3 \
		"$holder"
	t 'accept-queue: how long it is' \
		ask now evidence tcp-unaccepted '17 of 16'
fi
let_go

# what a holder is named for: 1% of memory, 16 to 256 MiB
limit=$(threshold_kib 1 16 256)
if room_for "$limit" 3; then
	if hold cork "$((limit / 60 + 50))"; then
		t 'cork: the report is written' report now
		t 'cork: what was not sent has a name' \
			ask now finding socket-memory notice
		t 'cork: whose it is' ask now blamed socket-memory python3 \
			"$holder"
		t 'cork: and why' ask now evidence socket-memory UDP_CORK
	fi
	let_go
	if hold out-of-order "$((limit / 3800 + 10))"; then
		t 'out-of-order: the report is written' report now
		t 'out-of-order: it has a name' \
			ask now finding socket-memory notice
		t 'out-of-order: whose it is' ask now blamed socket-memory \
			python3 "$holder"
		t 'out-of-order: and why' \
			ask now evidence socket-memory 'out of order'
	fi
	let_go
else
	skip 'cork, out-of-order' "$reason"
fi
live_end
