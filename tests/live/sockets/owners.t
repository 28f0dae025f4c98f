#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets that no fd leads to, that several processes have, that no table has
# or whose namespace no process is in: the first finding names the fault, its
# process and its bytes, and says how the owner was found.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# memhog mode | options of kmemwhere | finding | owner_via
faults='
shared-fd     |            |udp-unread       |fd
scm-in-flight |            |udp-unread       |in-flight
uring         |            |udp-unread       |io-uring
netns-fd      |            |udp-unread       |fd
netns-socket  |--intrusive |udp-unread       |fd
tcp-closed    |--intrusive --no-bpf|tcp-closed-unread|fd
tcp-reset     |--intrusive --no-bpf|tcp-closed-unread|fd
tcp-reset --ipv6|--intrusive --no-bpf|tcp-closed-unread|fd
shared-fd     |--no-bpf    |udp-unread       |fd
scm-in-flight |--no-bpf    |udp-unread       |in-flight
uring         |--no-bpf    |udp-unread       |io-uring
netns-fd      |--no-bpf    |udp-unread       |fd
'

# look WHAT OPTIONS CODE VIA: the fault is in place.
look()
{
	what=$1
	# shellcheck disable=SC2086 # options
	t "$what: the report is written" report now --all $2
	t "$what: $3 stands first" ask now first "$3"
	t "$what: it names memhog's processes and no other" \
		ask now pids "$hog_pids"
	t "$what: its bytes are what memhog measured" ask now held "$hog_held"
	t "$what: it is at least a notice" ask now severity notice
	t "$what: the terms add up to MemTotal" ask now identity
	t "$what: each socket has its row, its owner and the way it was found" \
		ask now rows "$hog_netns" "$4" "$hog_pids" "$hog_sockets" \
		"$hog_held"
}

# begin MODE...: 0 when the fault is in place, else it is skipped or has failed.
begin()
{
	case $* in
	*--ipv6*) [ "$(grep -c . /proc/net/if_inet6 2>/dev/null || :)" -gt 0 ] || {
		skip "memhog $*" 'no IPv6 here'
		return 1
	} ;;
	esac
	queue_room "$kib" && at_rest notice || {
		skip "memhog $*" "$reason"
		return 1
	}
	hog_start "$@" --bytes "${kib}K" && return 0
	case $reason in
	*": skip "*) skip "memhog $*" "$reason" ;;
	*) not_ok "$reason" ;;
	esac
	return 1
}

end()
{
	t "$1: it can be taken away" hog_stop
	t "$1: then the verdict is as before" again_as_before
}

fault()
{
	# shellcheck disable=SC2086 # mode and options
	begin $1 || return 0
	look "$@"
	case $1 in
	netns-*) t "$1: the namespace is named by who keeps it" \
		ask now namespace "$hog_netns" "kept by memhog[$hog_pid]" ;;
	esac
	end "$1"
}

# With neither BPF nor --intrusive: the unseen share, and whose it may be.
suspected()
{
	begin tcp-closed || return 0
	what='tcp-closed without BPF'
	t "$what: the report is written" report now --all --no-bpf
	t "$what: it is said that BPF was not used" ask now gaps "BPF iterator"
	t "$what: tcp-closed-unread stands first" \
		ask now first tcp-closed-unread
	t "$what: it names the process" ask now pids "$hog_pids"
	t "$what: it is not sure" ask now confidence medium
	t "$what: its bytes are about what memhog measured" \
		ask now held-about "$hog_held"
	t "$what: the process has so many sockets in no table" \
		ask now without-row "$hog_pid" "$hog_sockets"
	end "$what"
}

# A namespace that only sockets keep cannot be entered without --intrusive.
unseen()
{
	begin netns-socket || return 0
	what='netns-socket without --intrusive'
	t "$what: the report is written" report now --all
	t "$what: unseen-sockets stands first" ask now first unseen-sockets
	t "$what: its bytes are about what memhog measured" \
		ask now held-about "$hog_held"
	t "$what: the process has so many sockets in no table" \
		ask now without-row "$hog_pid" "$hog_sockets"
	end "$what"
}

# From inside another pid namespace the holder is no process of /proc.
other_pid_namespace()
{
	if ! unshare -pf --mount-proc true 2>/dev/null; then
		skip 'from another pid namespace' 'cannot make one'
		return
	fi
	begin udp --sockets 16 || return 0
	what='from another pid namespace'
	real=$KMEMWHERE
	printf '#!/bin/sh\nexec unshare -pf --mount-proc "%s" "$@"\n' \
		"$real" >"$tmp/inside"
	chmod +x "$tmp/inside"
	KMEMWHERE=$tmp/inside
	t "$what: the report is written" report now --all
	KMEMWHERE=$real
	t "$what: udp-unread stands first" ask now first udp-unread
	t "$what: its bytes are what memhog measured" ask now held "$hog_held"
	case $(ask now get sockets.0.cgroup) in
	/?*) via=cgroup ;; # which tells more
	*) via=pidns ;;
	esac
	t "$what: no process is claimed to have them" \
		ask now rows "$hog_netns" "$via" '' "$hog_sockets" "$hog_held"
	t "$what: it says that others are hidden" ask now gaps 'pid namespace'
	printf '#!/bin/sh\nexec unshare -npf --mount-proc "%s" "$@"\n' \
		"$real" >"$tmp/inside"
	KMEMWHERE=$tmp/inside
	what='from a container'
	t "$what: the report is written" report now
	KMEMWHERE=$real
	t "$what: its sockets cannot be seen" ask now first unseen-sockets
	t "$what: their bytes are about what memhog measured" \
		ask now held-about "$hog_held"
	t "$what: and it says why" \
		ask now evidence unseen-sockets 'inside a container'
	end "$what"
}

live_begin
# beyond the 64 MiB from which an unseen share is a finding, too
kib=$(queue_notice_kib)
[ "$kib" -ge 98304 ] || kib=98304
while IFS='|' read -r mode options code via; do
	[ -n "$mode" ] || continue
	fault "$(echo $mode)" "$(echo $options)" "$(echo $code)" "$via"
done <<END
$faults
END
suspected
unseen
other_pid_namespace
live_end
