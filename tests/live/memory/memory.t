#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Memory that is no socket's: private, shared, huge pages.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

# A process's own memory is no finding while there is plenty, but it leads.
anon()
{
	at_rest warning || {
		skip 'anon' "$reason"
		return
	}
	kib=$(ask before larger-than-any)
	room_for "$kib" 4 || {
		skip 'anon' "$reason"
		return
	}
	hog_start anon --bytes "${kib}K" || {
		not_ok "$reason"
		return
	}
	t 'anon: the report is written' report now --all
	t 'anon: the verdict is as before' \
		ask now first "$(ask before get verdict.code)"
	own=4 # MiB: what memhog has beside that
	! sanitized || own=16
	t 'anon: memhog leads the processes' \
		ask now top-process "$hog_pid" "$hog_held" $own
	t 'anon: the terms add up to MemTotal' ask now identity
	hog_stop
}

# part WHAT CODE ROOM KIB MEMHOG-ARGS...: a fault of at least notice size.
part()
{
	what=$1 code=$2 times=$3 kib=$4
	shift 4
	room_for "$kib" "$times" && at_rest notice || {
		skip "$what" "$reason"
		return
	}
	hog_start "$@" --bytes "${kib}K" || {
		case $reason in
		*'skip mode='*) skip "$what" "$reason" ;;
		*) not_ok "$reason" ;;
		esac
		return
	}
	t "$what: the report is written" report now --all
	t "$what: $code stands first" ask now first "$code"
	t "$what: its bytes are what memhog holds" ask now held "$hog_held"
	t "$what: it is at least a notice" ask now severity notice
	t "$what: the verdict is the first finding" ask now verdict
	t "$what: the terms add up to MemTotal" ask now identity
	t "$what: it can be taken away" hog_stop
	t "$what: then the verdict is as before" again_as_before
}

pool()
{
	cat /proc/sys/vm/nr_hugepages 2>/dev/null || echo none
}

live_long
live_begin
anon
# a little over the threshold: a tenth of the machine is much
shared=$(($(threshold_kib 10 0 0) * 6 / 5))
part 'memfd' shmem 3 "$shared" shmem --kind memfd
part 'System V, detached' shmem 3 "$shared" shmem --kind sysv
part 'deleted and open' shmem 3 "$shared" shmem --kind deleted
pool_before=$(pool)
part 'idle huge pages' hugetlb-idle 3 \
	"$(half_more "$(threshold_kib 5 0 0)")" hugetlb --pool
t 'the pool of huge pages is what it was' [ "$(pool)" = "$pool_before" ]
live_end
