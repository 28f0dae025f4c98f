#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A program that a stranger chose, and files that a stranger made: what they
# get of us, how long they keep us, and what is left of them.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/live/attacks/attacks.sh
. "$(dirname "$0")/attacks.sh"

NOBODY=65534

# A "java" of a user, with a "jcmd" beside it that does what it likes.
evil_java()
{
	box=$tmp/node/jdk
	rm -rf "$box"
	mkdir -p "$box/out" && cp /bin/sleep "$box/java" || return 1
	cat >"$box/jcmd"
	chmod 755 "$box/java" "$box/jcmd"
	chown "$NOBODY" "$box/out"
	setpriv --reuid="$NOBODY" --clear-groups "$box/java" 40 9>&- 8>&- &
	java=$!
	sleep 0.2
}

evil_end()
{
	kill "$java" 2>/dev/null
	wait "$java" 2>/dev/null
}

# with_secret ARGS...: a run with descriptors that are not for others.
with_secret()
{
	answers "$@" 7</etc/shadow 6</etc/shadow
}

left_behind()
{
	for dir in /proc/[0-9]*; do
		tr '\0' ' ' <"$dir/cmdline" 2>/dev/null |
			grep -q "^sleep 31.4" || continue
		echo "${dir#/proc/} is left"
		return 1
	done
}

attack_begin
command -v setpriv >/dev/null || skip_all 'no setpriv'

evil_java <<'END'
#!/bin/sh
out=$(dirname "$0")/out
ls /proc/self/fd >"$out/fds"
for fd in 3 4 5 6 7 8 9; do
	eval "cat <&$fd" 2>/dev/null
done >"$out/read"
grep -E 'NoNewPrivs|^Cap(Eff|Bnd)|^Uid' /proc/self/status >"$out/status"
setsid sleep 31.4 >/dev/null 2>&1 </dev/null &
(setsid sh -c 'setsid sleep 31.4 & sleep 0' >/dev/null 2>&1 </dev/null &)
END
t 'jcmd: the report comes' with_secret 8 0 --pid="$java" --jcmd
t 'jcmd: it was run' test -s "$box/out/fds"
t 'jcmd: it read nothing of ours' test ! -s "$box/out/read"
t 'jcmd: it has three descriptors and the folder that it reads' \
	test "$(tr '\n' ' ' <"$box/out/fds")" = '0 1 2 3 '
t 'jcmd: it is the user' grep -q "Uid:.$NOBODY.$NOBODY" "$box/out/status"
t 'jcmd: it gets no rights back' grep -q 'NoNewPrivs:.1' "$box/out/status"
t 'jcmd: none of its children is left' left_behind
evil_end

# A program that never ends, and has what it writes to open elsewhere.
evil_java <<'END'
#!/bin/sh
(setsid sh -c 'exec sleep 31.4') &
exec sleep 31.4
END
t 'jcmd that hangs: --timeout counts' answers 4 1 --timeout=3 --pid="$java" --jcmd
t 'jcmd that hangs: nothing is left' left_behind
evil_end

# Names that a stranger may have made what he likes.
mkfifo "$tmp/pipe"
t '--nmt of a pipe' answers 2 1 --pid=$$ --nmt="$tmp/pipe"
t '--replay of a pipe' answers 2 1 --replay="$tmp/pipe"
t '--record to a pipe' answers 2 1 --record="$tmp/pipe"
mkdir -p "$tmp/from/proc" && mkfifo "$tmp/from/proc/meminfo"
t '--from with a pipe in it' answers 2 1 --from="$tmp/from"
t '--config of a pipe' answers 2 1 --alert --config="$tmp/pipe"

# A lock that somebody holds who can only read.
"$KMEMWHERE" --record="$tmp/rec" >/dev/null 9>&-
chmod 644 "$tmp/rec"
flock -s "$tmp/rec" sleep 9 9>&- &
holder=$!
sleep 0.2
t 'a recording that another has locked: it is told' \
	answers 8 1 --record="$tmp/rec"
t 'a recording that another has locked: why' \
	grep -q 'another process has it locked' "$tmp/err"
kill "$holder" 2>/dev/null

# The state of --alert: whoever has it for a moment is another run.
"$KMEMWHERE" --alert --state="$tmp/state" >/dev/null 9>&-
flock "$tmp/state.lock" sleep 9 9>&- &
holder=$!
sleep 0.2
t 'a state that another run has: it reports the same' \
	answers 3 0 --alert --state="$tmp/state"
touch -d '-10 minutes' "$tmp/state.lock"
t 'a state that is locked for long: an error' \
	answers 3 1 --alert --state="$tmp/state"
t 'a state that is locked for long: it is told' \
	grep -q 'nothing was reported' "$tmp/err"
kill "$holder" 2>/dev/null
live_end
