# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the tests of attacks share; after tests/live/lib.sh.
#
# Each attack is armed for 15 seconds at most and let go by itself. A run is
# given 12 seconds; its answer must be there long before.
ATTACK=${ATTACK:-$top_builddir/tests/helpers/attack}
attack_pid=
attack_fifo=

attack_begin()
{
	live_begin
	[ -x "$ATTACK" ] || skip_all "no $ATTACK: make check builds it"
	grep -qw fuse /proc/filesystems || skip_all 'no FUSE in this kernel'
	rm -f /run/kmemwhere/held-up
	mkdir "$tmp/node" && mount -t tmpfs attack "$tmp/node" ||
		skip_all 'cannot mount a tmpfs'
	trap 'attack_end; umount "$tmp/node"; live_cleanup' EXIT
	chmod 711 "$tmp" "$tmp/node"
	mknod -m 666 "$tmp/node/fuse" c 10 229 || skip_all 'no device nodes here'
	mkfifo "$tmp/hold"
}

# attack UID MODE...: arms it; whoever reads the process is held up.
attack()
{
	uid=$1
	shift
	"$ATTACK" "$tmp/node/fuse" "$uid" 15 "$@" \
		<"$tmp/hold" >"$tmp/attack" 2>"$tmp/attack.err" 9>&- &
	attack_fifo=open
	exec 8>"$tmp/hold"
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		attack_pid=$(sed -n 's/^ready //p' "$tmp/attack")
		[ -z "$attack_pid" ] || return 0
		sleep 0.1
	done
	reason=$(cat "$tmp/attack.err")
	attack_end
	return 1
}

# Lets go, and waits until no reader is stuck.
attack_end()
{
	[ "$attack_fifo" ] || return 0
	exec 8>&-
	attack_fifo=
	attack_pid=
	wait 2>/dev/null
	rm -f /run/kmemwhere/held-up
}

# answers SECONDS STATUS ARGS...: the answer is there, with that status.
answers()
{
	limit=$1
	status=$2
	shift 2
	begin=$(date +%s%N)
	timeout -s KILL 12 "$KMEMWHERE" "$@" >"$tmp/out" 2>"$tmp/err" 9>&- 8>&-
	got=$?
	ms=$((($(date +%s%N) - begin) / 1000000))
	cat "$tmp/err"
	echo "status $got after $ms ms"
	[ "$got" = "$status" ] && [ "$ms" -lt $((limit * 1000)) ]
}

# A pipe that somebody reads to its end must be closed when we are done.
piped()
{
	limit=$1
	shift
	begin=$(date +%s%N)
	timeout -s KILL 12 "$KMEMWHERE" "$@" 2>&1 9>&- 8>&- |
		timeout -s KILL 12 cat >"$tmp/out"
	ms=$((($(date +%s%N) - begin) / 1000000))
	echo "closed after $ms ms"
	[ "$ms" -lt $((limit * 1000)) ] && [ -s "$tmp/out" ]
}

# names WHAT: the last report says that this was left out, of that process.
names()
{
	tr '\n' ' ' <"$tmp/out" | tr -s ' ' | grep -F "$1" | grep -F "(evil)"
}

# stuck MOST: so many readers of ours sleep in the kernel at most.
stuck()
{
	n=0
	ours=$(readlink -f "$KMEMWHERE")
	sleep 0.2
	for dir in $(grep -ls '^State:.D' /proc/[0-9]*/status); do
		[ "$(readlink "${dir%/status}/exe")" != "$ours" ] ||
			n=$((n + 1))
	done
	echo "$n readers are stuck"
	[ "$n" -le "$1" ]
}
