#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One walk over the fds for a whole report, counted by strace: whoever asks what
# processes have open, each /proc/PID/fd is opened once.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# opened ARGS...: how often each process's fd directory was, in $tmp/opened.
opened()
{
	strace -f -qq -e trace=open,openat -o "$tmp/trace" \
		"$KMEMWHERE" "$@" >/dev/null 2>"$tmp/err" 9>&- || {
		cat "$tmp/err"
		return 1
	}
	sed -nE 's|.*open(at)?\(.*"(/proc/)?([0-9]+)/fd/?".*|\3|p' "$tmp/trace" |
		sort -n | uniq -c >"$tmp/opened"
}

# at_most_once LEAST ARGS...: and at least so many of them were opened.
at_most_once()
{
	least=$1
	shift
	opened "$@" || return 1
	awk '$1 > 1' "$tmp/opened" >"$tmp/often"
	cat "$tmp/often"
	[ ! -s "$tmp/often" ] && [ "$(wc -l <"$tmp/opened")" -ge "$least" ]
}

live_begin
command -v strace >/dev/null || skip_all 'no strace'
strace -qq -o /dev/null true 2>/dev/null || skip_all 'strace may not trace'
! sanitized || skip_all 'a leak check cannot run below strace'

# processes of its own, so that one walk is more than nothing
for _ in 1 2 3 4 5; do
	sleep 60 9>&- &
	sleepers="$sleepers $!"
done

kib=$(queue_warning_kib)
if queue_room "$kib" && hog_start udp --bytes "${kib}K"; then
	t "full queues are traced to their reader: each fd directory once" \
		at_most_once 1 --no-bpf
	t "the same with all of the kernel's parts" \
		at_most_once 6 --kernel --no-bpf
	t "the same by BPF" at_most_once 6 --kernel
	t "and the usual report" at_most_once 0
	t "it can be taken away" hog_stop
else
	skip "with full queues" "$reason"
fi
t "--kernel --no-bpf opens each fd directory once" \
	at_most_once 6 --kernel --no-bpf
t "--deep, too" at_most_once 6 --deep --no-bpf
t "the usual report at most once" at_most_once 0
# shellcheck disable=SC2086 # a list of pids
kill $sleepers
live_end
