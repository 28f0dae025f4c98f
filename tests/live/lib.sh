# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
# What the live tests share. A test sources this, calls live_begin, makes a
# fault with hog_start, looks with report, asks with t, and ends with live_end.
#
# A fault is made on the real machine: as root, one test at a time (one lock
# for the whole machine), with sizes that follow from the thresholds in
# kmemwhere(8), and only where there is room for it.

: "${top_srcdir:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${top_builddir:=$PWD}"
: "${KMEMWHERE:=$top_builddir/kmemwhere}"
: "${PYTHON3:=/usr/bin/python3}"
MEMHOG=${MEMHOG:-$top_builddir/tests/helpers/memhog}
PATH=$PATH:/usr/sbin:/sbin
lock_file=/tmp/kmemwhere-live.lock
n_tests=0
n_failed=0
HOG=
ns_made=
tmp=

# --- TAP

ok()
{
	n_tests=$((n_tests + 1))
	printf 'ok %d - %s\n' "$n_tests" "$1"
}

not_ok()
{
	n_tests=$((n_tests + 1))
	n_failed=$((n_failed + 1))
	printf 'not ok %d - %s\n' "$n_tests" "$1"
}

skip()
{
	n_tests=$((n_tests + 1))
	printf 'ok %d - %s # SKIP %s\n' "$n_tests" "$1" "$2"
}

skip_all()
{
	printf '1..0 # SKIP %s\n' "$*"
	exit 0
}

diag()
{
	sed 's/^/# /'
}

# Whether the build is one with sanitizers: it costs more, and has no glibc heap.
sanitized()
{
	grep -q __asan_init "$KMEMWHERE"
}

# t SENTENCE COMMAND...: one check; what the command says explains a failure.
t()
{
	sentence=$1
	shift
	if "$@" >"$tmp/t" 2>&1; then
		ok "$sentence"
	else
		not_ok "$sentence"
		diag <"$tmp/t"
	fi
}

# --- beginning and end

# Whether what another build has measured already is to be left out.
live_short()
{
	[ "${KMEMWHERE_LIVE:-yes}" = short ]
}

# For tests of which nothing is left then. Before live_begin.
live_long()
{
	! live_short || skip_all 'KMEMWHERE_LIVE=short'
}

live_begin()
{
	[ "${KMEMWHERE_LIVE:-yes}" != no ] || skip_all 'KMEMWHERE_LIVE=no'
	[ "$(id -u)" = 0 ] || skip_all 'live tests need root'
	[ -x "$MEMHOG" ] || skip_all "no $MEMHOG: make check builds it"
	for tool in flock "$PYTHON3"; do
		command -v "$tool" >/dev/null || skip_all "no $tool"
	done
	[ -r /proc/net/sockstat ] || skip_all 'no /proc/net/sockstat'
	trap live_cleanup EXIT
	trap 'exit 1' HUP INT TERM
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/kmemwhere-live.XXXXXX") || exit 99
	exec 9>>"$lock_file" || skip_all "cannot open $lock_file"
	flock -w 600 9 || skip_all 'another live test has run for ten minutes'
}

live_end()
{
	printf '1..%d\n' "$n_tests"
	[ "$n_failed" -eq 0 ]
}

live_cleanup()
{
	hog_kill
	[ -z "$ns_made" ] || ip netns del "$ns_made" 2>/dev/null
	[ -z "$tmp" ] || rm -rf "$tmp"
}

# Leaves the name in $ns_made; it goes with the test.
netns_make()
{
	command -v ip >/dev/null || return 1
	ip netns add "kmwt$$" 2>/dev/null || return 1
	ns_made=kmwt$$
	ip -n "$ns_made" link set lo up
}

# --- sizes

meminfo_kib()
{
	awk -v key="$1:" '$1 == key { print $2; found = 1 }
		END { if (!found) print 0 }' /proc/meminfo
}

# threshold_kib PERCENT MIN_MIB MAX_MIB: clamp() of the severity table;
# MAX_MIB 0 for none.
threshold_kib()
{
	awk -v total="$(meminfo_kib MemTotal)" \
		-v huge="$(meminfo_kib Hugetlb)" \
		-v percent="$1" -v lo="$2" -v hi="$3" 'BEGIN {
			v = (total - huge) * percent / 100
			if (v < lo * 1024) v = lo * 1024
			if (hi && v > hi * 1024) v = hi * 1024
			printf "%d\n", v
		}'
}

# half_more KIB: 1.5 times, what a fault holds that is to cross a threshold.
half_more()
{
	echo $(($1 * 3 / 2))
}

queue_notice_kib()
{
	half_more "$(threshold_kib 1 4 64)"
}

queue_warning_kib()
{
	half_more "$(threshold_kib 2 16 1024)"
}

# room_for KIB TIMES: whether so many times that is available; else $reason.
room_for()
{
	avail=$(meminfo_kib MemAvailable)
	reason="needs $(($1 * $2 / 1024)) MiB available, has $((avail / 1024))"
	[ "$avail" -ge $(($1 * $2)) ]
}

# queue_room KIB: the same for queues, which also stop at udp_mem's first and
# tcp_mem's last figure.
queue_room()
{
	room_for "$1" 2 || return 1
	page_kib=$(($(getconf PAGESIZE) / 1024))
	for pages in "$(awk '{ print $1 }' /proc/sys/net/ipv4/udp_mem)" \
		"$(awk '{ print $3 }' /proc/sys/net/ipv4/tcp_mem)"; do
		reason="udp_mem or tcp_mem is too low for $(($1 / 1024)) MiB"
		[ $((pages * page_kib)) -gt $(($1 * 2)) ] || return 1
	done
}

# --- memhog

# hog_start MODE ARGS...: 0 when it holds its memory: $HOG is its pid and
# each key of its ready line is in $hog_KEY. Else $reason says why.
hog_start()
{
	: >"$tmp/hog"
	mem_before=$(kernel_pages)
	shmem_before=$(meminfo_kib Shmem)
	"$MEMHOG" "$@" >"$tmp/hog" 2>&1 </dev/null 9>&- &
	HOG=$!
	tries=0
	until grep -q '^[a-z]* mode=' "$tmp/hog"; do
		kill -0 "$HOG" 2>/dev/null || break
		tries=$((tries + 1))
		[ $tries -lt 600 ] || break
		sleep 0.1
	done
	line=$(cat "$tmp/hog")
	case $line in
	'ready '*) ;;
	*)
		reason="memhog $*: ${line:-no answer}"
		hog_kill
		return 1
		;;
	esac
	for pair in ${line#ready }; do
		eval "hog_${pair%%=*}=\${pair#*=}"
	done
}

hog_kill()
{
	[ -n "$HOG" ] || return 0
	# in this order: a check for leaks at its end stops the process, and a
	# CONT that comes then takes the stop away, and it waits for ever
	kill -CONT "$HOG" 2>/dev/null
	kill "$HOG" 2>/dev/null
	wait "$HOG"
	hog_status=$?
	HOG=
}

# Pages that TCP and UDP are charged, in all namespaces.
kernel_pages()
{
	awk '{ for (i = 1; i < NF; i++) if ($i == "mem") n += $(i + 1) }
		END { print n + 0 }' /proc/net/sockstat
}

# Freeing is not over when the process is: wait for it, 10 s at most.
hog_stop()
{
	hog_kill
	tries=0
	while [ $tries -lt 100 ]; do
		[ "$(kernel_pages)" -gt $((mem_before + 2048)) ] ||
			[ "$(meminfo_kib Shmem)" -gt \
				$((shmem_before + 8192)) ] || return 0
		tries=$((tries + 1))
		sleep 0.1
	done
	return 1
}

# --- kmemwhere

# report NAME ARGS...: runs it; the report is $tmp/NAME.json for ask.
report()
{
	name=$1
	shift
	"$KMEMWHERE" --json "$@" >"$tmp/$name.json" 2>"$tmp/err" 9>&- &&
		return 0
	status=$?
	echo "kmemwhere --json $*: exit status $status"
	cat "$tmp/err"
	return 1
}

# ask NAME QUESTION ARGS...: see ask.py.
ask()
{
	name=$1
	shift
	"$PYTHON3" -ES "$top_srcdir/tests/live/ask.py" "$tmp/$name.json" "$@"
}

# at_rest SEVERITY: whether the machine's own verdict leaves room for one of
# that severity to stand first; takes the report "before".
at_rest()
{
	report before --all >"$tmp/t" 2>&1 || {
		reason=$(head -n 1 "$tmp/t")
		return 1
	}
	reason="this machine has $(ask before get verdict.code) of its own"
	ask before verdict-below "$1" >/dev/null
}

# again_as_before: the first finding is what it was; it may take 10 s.
again_as_before()
{
	code=$(ask before get verdict.code)
	tries=0
	until report after --all && ask after first "$code"; do
		tries=$((tries + 1))
		[ $tries -lt 20 ] || return 1
		sleep 0.5
	done
}
