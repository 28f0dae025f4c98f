#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --alert and --check with a fault in place: told once, not again, its end
# told once; and what a run costs.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

alert()
{
	"$KMEMWHERE" --alert --config="$tmp/conf" --state="$tmp/alert.state" \
		>"$tmp/out" 2>"$tmp/err" 9>&-
	status=$?
	cat "$tmp/out" "$tmp/err"
	return $status
}

quiet()
{
	alert && [ ! -s "$tmp/out" ] && [ ! -s "$tmp/err" ]
}

# told PATTERN: the one message has it in its first line.
told()
{
	alert && [ ! -s "$tmp/err" ] && head -n 1 "$tmp/out" | grep -q "$1"
}

check()
{
	"$KMEMWHERE" --check --config="$tmp/conf" >"$tmp/out" 2>&1 9>&-
	status=$?
	cat "$tmp/out"
	[ $status -eq "$1" ] && grep -q "$2" "$tmp/out"
}

incident()
{
	at_rest warning || {
		skip 'an incident' "$reason"
		return
	}
	: >"$tmp/conf"
	chmod 600 "$tmp/conf"
	t 'at rest nothing is told' quiet
	t 'and the plugin says OK' check 0 '^KMEMWHERE OK - '
	kib=$(queue_warning_kib)
	queue_room "$kib" || {
		skip 'an incident' "$reason"
		return
	}
	hog_start udp --bytes "${kib}K" --comm friend_push || {
		not_ok "$reason"
		return
	}
	t 'the first run with it waits' quiet
	t 'the second tells it' told '^kmemwhere: WARNING on .*friend_push'
	t 'the message names the pid' grep -q "pid $HOG" "$tmp/out"
	t 'it is not told again' quiet
	t 'nor again' quiet
	t 'the plugin says WARNING' check 1 \
		'^KMEMWHERE WARNING - .*friend_push.* | .kernel.=[0-9]*B;'
	echo "ignore = udp-unread:friend_push" >"$tmp/conf"
	t 'unless it is silenced' check 0 '^KMEMWHERE OK - '
	: >"$tmp/conf"
	t 'it can be taken away' hog_stop
	t 'one run without it waits' quiet
	t 'the second tells its end' told \
		'^kmemwhere: OK on .*: over: .*friend_push'
	t 'once' quiet
}

# The same from cron: next to no environment, no terminal, stdin closed.
cron()
{
	env -i HOME=/ SHELL=/bin/sh PATH= /bin/sh -c \
		"\"$KMEMWHERE\" --alert --for=1 --config=\"$tmp/conf\" \
		--state=\"$tmp/cron.state\"" <&- >"$tmp/out" 2>&1 9>&-
	status=$?
	cat "$tmp/out"
	[ $status -eq 0 ] && [ ! -s "$tmp/out" ]
}

# 2000 processes more: under 0.3 s (best of five) and under 10 MiB.
cost()
{
	i=0
	while [ $i -lt 20 ]; do
		sh -c 'i=0; while [ $i -lt 100 ]; do sleep 60 & i=$((i + 1)); done
			echo; wait' >"$tmp/started.$i" 9>&- &
		group="$group $!"
		i=$((i + 1))
	done
	tries=0
	while [ "$(cat "$tmp"/started.* | wc -l)" -lt 20 ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || break
		sleep 0.1
	done
	i=0
	while [ $i -lt 5 ]; do
		"$timerun" "$KMEMWHERE" --alert --config="$tmp/conf" \
			--state="$tmp/cost.state" 9>&-
		i=$((i + 1))
	done >"$tmp/cost"
	cat "$tmp/cost"
	n=$(printf '%s\n' /proc/[0-9]* | wc -l)
	echo "$n processes"
	[ "$n" -ge 2000 ] && sort -n "$tmp/cost" |
		awk 'NR == 1 && $1 < 0.3 && $2 < 10240 && $3 == 0 { good = 1 }
			END { exit !good }'
	status=$?
	for pid in $group; do
		# shellcheck disable=SC2046 # several
		kill $(ps -o pid= --ppid "$pid") "$pid" 2>/dev/null
	done
	# shellcheck disable=SC2086 # several
	wait $group
	return $status
}

group=
timerun=$top_builddir/tests/helpers/timerun
live_begin
incident
if at_rest warning; then
	t 'from cron nothing is said' cron
else
	skip 'from cron' "$reason"
fi
if sanitized; then
	skip 'a run among 2000 processes is cheap' 'under the sanitizers'
else
	t 'a run among 2000 processes is cheap' cost
fi
live_end
