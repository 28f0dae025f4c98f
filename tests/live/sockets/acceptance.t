#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 1 GiB of unread datagrams over a hundred sockets in another namespace: its
# process is named first, in less than a second.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# Another program may have the CPUs for a moment: the best of three counts.
in_a_second()
{
	"$PYTHON3" - "$KMEMWHERE" <<-'END'
		import subprocess, sys, time
		best = 1e9
		for _ in range(3):
		    start = time.monotonic()
		    subprocess.run([sys.argv[1]], stdout=subprocess.DEVNULL,
		                   check=True)
		    best = min(best, time.monotonic() - start)
		print("%.3f s" % best)
		sys.exit(best >= 1)
	END
}

live_begin
netns_make || skip_all 'cannot make a network namespace'
queue_room 1048576 || skip_all "$reason"
at_rest warning || skip_all "$reason"
if hog_start udp --bytes 1G --sockets 100 --netns "$ns_made"; then
	t 'the report is written' report now
	t 'udp-unread stands first' ask now first udp-unread
	t 'it names the process' ask now pids "$hog_pid"
	t 'it counts the sockets' ask now socket-count 100
	t 'its bytes are within 2 %' ask now held "$hog_held"
	t 'it is at least a warning' ask now severity warning
	t 'the terms add up to MemTotal' ask now identity
	if sanitized; then
		skip 'it takes less than a second' 'under the sanitizers'
	else
		t 'it takes less than a second' in_a_second
	fi
	t 'the memory comes back' hog_stop
	t 'then the verdict is as before' again_as_before
else
	not_ok "$reason"
fi
live_end
