#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's own list of open files (BPF) in place of the walk over /proc: it
# finds the same owners, and what closed sockets hold that no table has.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

comm=bpf$$ # others may have a memhog, too
columns=PROTO,STATE,LOCAL,PEER,INODE,PID,FD,COMMAND,VIA

# Nothing is guessed: without BPF the gap says why.
bpf_works()
{
	if report now --all && ! ask now gaps "BPF iterator" >/dev/null; then
		return 0
	fi
	reason="no BPF: $(ask now get scope.gaps)"
	return 1
}

# owners OPTION FILE: all sockets with their owners; our own (netlink, and those
# between worker and supervisor) are others each time.
owners()
{
	"$KMEMWHERE" --all -n --bytes -t 100000 -o "$columns" $1 9>&- |
		grep -Ev '^netlink| kmemwhere +fd' | sort >"$tmp/$2"
}

# Others come and go meanwhile: once of five times is enough.
same_owners()
{
	for _ in 1 2 3 4 5; do
		owners --no-bpf walk
		owners '' bpf
		if cmp -s "$tmp/walk" "$tmp/bpf"; then
			[ "$(grep -c "$comm" "$tmp/bpf")" -ge "$1" ]
			return
		fi
	done
	diff "$tmp/walk" "$tmp/bpf"
	return 1
}

# closed MODE: as big as owners.t has it; here without --intrusive.
closed()
{
	# shellcheck disable=SC2086 # mode and options
	queue_room "$kib" && at_rest notice && hog_start $1 --bytes "${kib}K" || {
		skip "memhog $1" "$reason"
		return
	}
	bpf=yes
	if ! bpf_works; then
		bpf=
		skip "memhog $1" "$reason"
		hog_stop
		return
	fi
	t "$1: tcp-closed-unread stands first" ask now first tcp-closed-unread
	t "$1: it names memhog and no other" ask now pids "$hog_pids"
	t "$1: its bytes are what memhog measured" ask now held "$hog_held"
	t "$1: all of its sockets" ask now socket-count "$hog_sockets"
	t "$1: it is sure" ask now confidence high
	t "$1: each has its row, namespace and owner" ask now rows \
		"$hog_netns" fd "$hog_pids" "$hog_sockets" "$hog_held"
	t "$1: the peer is told, too" ask now get sockets.0.peer
	t "$1: it can be taken away" hog_stop
}

# amplified PAYLOAD SENTENCE: what the queues of these datagrams cost.
amplified()
{
	what="datagrams of $1 bytes"
	queue_room "$kib" && at_rest notice &&
		hog_start udp --dgram "$1" --bytes "${kib}K" || {
		skip "$what" "$reason"
		return
	}
	t "$what: the report is written" report now
	t "$what: what they cost is said" ask now evidence udp-unread "$2"
	hog_stop
}

# compare WHAT MEMHOG-ARGS...: both ways find the same owners.
compare()
{
	what=$1
	shift
	hog_start "$@" --comm "$comm" || {
		skip "$what" "$reason"
		return
	}
	t "$what: the same owners" same_owners "$hog_sockets"
	hog_stop
}

# From inside a pid namespace: the pids are those that /proc shows there.
nested()
{
	if ! unshare -pf --mount-proc true 2>/dev/null; then
		skip 'in a pid namespace' 'cannot make one'
		return
	fi
	cat >"$tmp/inside" <<-END
		#!/bin/sh
		"$MEMHOG" udp --sockets 7 --bytes 1M --comm $comm \\
			>"$tmp/hog" 2>&1 </dev/null &
		hog=\$!
		until grep -q '^[a-z]* mode=' "$tmp/hog"; do sleep 0.1; done
		for how in "" --no-bpf; do
			"$KMEMWHERE" -n -t 100 -o INODE,PID,FD,COMMAND \$how |
				grep $comm | sort >"$tmp/inside\$how"
		done
		echo "\$hog" >"$tmp/pid"
		kill \$hog
	END
	unshare "$@" sh "$tmp/inside" 9>&-
	n=$(grep -c . "$tmp/inside--no-bpf")
	t "unshare $*: the walk finds memhog" [ "$n" -eq 7 ]
	t "unshare $*: BPF finds the same" \
		cmp "$tmp/inside" "$tmp/inside--no-bpf"
	cat "$tmp/inside" "$tmp/pid" | diag
}

live_begin
bpf=
kib=$(queue_notice_kib)
[ "$kib" -ge 98304 ] || kib=98304
closed tcp-closed
closed tcp-reset
closed 'tcp-reset --ipv6'
if [ -n "$bpf" ]; then
	amplified 64 ' of payload (13.0 x in the first 64 of each queue)'
fi
compare 'many processes' udp --sockets 400 --processes 40 --bytes 1M
compare 'two processes with one socket' shared-fd --bytes 1M
compare 'connections' tcp-rx --sockets 50 --bytes 1M
nested -pf --mount-proc
# /proc of the outer namespace: its pids are not ours, and it is walked
nested -pf
live_end
