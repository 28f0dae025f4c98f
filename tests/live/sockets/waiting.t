#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Packets that wait outside of sockets, in a namespace made for the test:
# fragments whose other parts never come, and a device that sends slowly.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# First fragments, until the threshold is reached and they are dropped.
fragments()
{
	ip netns exec "$ns_made" "$PYTHON3" -c '
import socket, struct
r = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
lo = socket.inet_aton("127.0.0.1")
for i in range(3000):
	r.sendto(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 1420, i, 0x2000, 64, 17,
		0, lo, lo) + bytes(1400), ("127.0.0.1", 0))'
}

frag_memory()
{
	ip netns exec "$ns_made" awk '$1 == "FRAG:" { print $5 }' \
		/proc/net/sockstat
}

slow_device()
{
	ip netns exec "$ns_made" tc qdisc add dev lo root tbf \
		rate 8kbit burst 2000 limit 4000000
}

# The sender stays: a namespace without sockets is not asked.
backlog()
{
	ip netns exec "$ns_made" "$PYTHON3" -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, 32, 4000000)  # SO_SNDBUFFORCE
for i in range(300):
	s.sendto(bytes(1400), ("127.0.0.1", 9))
print("sent", flush=True)
sys.stdin.read()' <"$tmp/hold" >"$tmp/sent" &
	sender=$!
	exec 8>"$tmp/hold"
	tries=0
	until grep -q sent "$tmp/sent" || [ $tries -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

live_begin
command -v tc >/dev/null || skip_all 'no tc'
netns_make || skip_all 'cannot make a network namespace'
inode=$(ip netns exec "$ns_made" stat -Lc %i /proc/self/ns/net)

if fragments 2>"$tmp/err" && [ "$(frag_memory)" -gt 3145728 ]; then
	t 'fragments: the report is written' report now
	t 'fragments: it has the finding' ask now finding ip-fragments notice
	t 'fragments: so many bytes, and their limit' \
		ask now fragments "$inode" "$(frag_memory)" \
		"$(ip netns exec "$ns_made" \
			cat /proc/sys/net/ipv4/ipfrag_high_thresh)"
else
	skip 'fragments' "cannot make them: $(tail -n 1 "$tmp/err")"
fi

mkfifo "$tmp/hold"
if slow_device 2>"$tmp/err"; then
	backlog
	t 'qdisc: the report is written' report now
	t 'qdisc: the backlog of lo is in it' \
		ask now qdisc "$ns_made" lo tbf 290 300
	exec 8>&-
	wait "$sender"
else
	skip 'qdisc' "no tbf here: $(tail -n 1 "$tmp/err")"
fi
live_end
