#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The second look: whether anybody reads, who waits for it, and why not.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

kib=32768 # enough to be looked at; the verdict is not asked here
small=1024

# faulty WHAT MODE... -- LEAST CONDITION...: makes it, looks, takes it away.
faulty()
{
	what=$1 args=
	shift
	while [ "$1" != -- ]; do
		args="$args $1"
		shift
	done
	shift
	queue_room "$kib" || {
		skip "$what" "$reason"
		return
	}
	# shellcheck disable=SC2086 # options
	hog_start $args --bytes ${kib}K || {
		not_ok "$what: $reason"
		return
	}
	${then:-true}
	sleep 0.2
	t "$what: the report is written" report now --all
	t "$what" ask now looks "$hog_pids" "$@"
	${after:-true}
	t "$what: it can be taken away" hog_stop
}

stop_it()
{
	kill -STOP "$HOG"
}

# find_freezer TYPE: makes a cgroup that can be frozen, of cgroup or cgroup2.
find_freezer()
{
	root=$(awk -v type="$1" '$3 == type && (type == "cgroup2" ||
		$4 ~ /(^|,)freezer(,|$)/) { print $2; exit }' /proc/mounts)
	[ -n "$root" ] && mkdir "$root/kmwt$$" 2>/dev/null || return 1
	frozen=$root/kmwt$$
	[ ! -e "$frozen/cgroup.freeze" ] && [ ! -e "$frozen/freezer.state" ] ||
		return 0
	rmdir "$frozen"
	frozen=
	return 1
}

set_frozen()
{
	if [ -e "$frozen/cgroup.freeze" ]; then
		echo "$1" >"$frozen/cgroup.freeze"
	elif [ "$1" = 1 ]; then
		echo FROZEN >"$frozen/freezer.state"
	else
		echo THAWED >"$frozen/freezer.state"
	fi
}

freeze_it()
{
	echo "$HOG" >"$frozen/cgroup.procs"
	set_frozen 1
}

thaw_it()
{
	set_frozen 0
	echo "$HOG" >"${frozen%/*}/cgroup.procs"
	rmdir "$frozen"
	frozen=
}

# A quota of 5 % for a reader that wants all of a CPU: cgroup v1's cpu.
find_quota()
{
	cpu=$(awk '$3 == "cgroup" && $4 ~ /(^|,)cpu(,|$)/ {
		print $2; exit }' /proc/mounts)
	[ -n "$cpu" ] && mkdir "$cpu/kmwt$$" 2>/dev/null || return 1
	quota=$cpu/kmwt$$
	[ -e "$quota/cpu.cfs_quota_us" ] || {
		rmdir "$quota"
		quota=
		return 1
	}
}

throttle_it()
{
	echo 20000 >"$quota/cpu.cfs_period_us"
	echo 1000 >"$quota/cpu.cfs_quota_us"
	echo "$HOG" >"$quota/cgroup.procs"
}

let_it_run()
{
	echo "$HOG" >"${quota%/*}/cgroup.procs"
	rmdir "$quota"
	quota=
}

frozen='' quota=''
clean()
{
	[ -z "$frozen" ] || thaw_it 2>/dev/null
	[ -z "$quota" ] || let_it_run 2>/dev/null
	live_cleanup
}

not_looked_at()
{
	report now --all "$@" && ask now no-looks
}

live_begin
trap clean EXIT
faulty 'nobody reads UDP' udp -- 16 gone=false read_bytes=null \
	queue_delta_bytes=0 drops_delta=0 watched=false not_reading=null \
	'after_ms>249' 'after_ms<30000'
faulty 'a slow reader shows' udp-slow -- 1 gone=false \
	'netns_read_datagrams>4' 'queue_delta_bytes<0' watched=false \
	not_reading=null
faulty 'an epoll loop that missed its edge' udp-epoll -- 4 watched=true \
	edge_triggered=true disarmed=false awaited=false queue_delta_bytes=0
faulty 'a shot that was not armed again' udp-epoll --kind oneshot -- 4 \
	watched=false edge_triggered=false disarmed=true awaited=false
faulty 'a reader that waits for a lock' udp-futex -- 4 watched=false \
	awaited=false 'not_reading="waiting"'
faulty 'a reader that only spins' udp-spin -- 4 watched=false awaited=false \
	'not_reading="spinning"'
faulty 'nobody reads UDP in a namespace that only an fd keeps' netns-fd -- 16 \
	gone=false queue_delta_bytes=0 netns_read_datagrams=0
if netns_make; then
	faulty 'nobody reads UDP in a namespace' udp --netns "$ns_made" -- 16 \
		netns_read_datagrams=0 queue_delta_bytes=0
	faulty 'a slow reader in a namespace' udp-slow --netns "$ns_made" -- 1 \
		'netns_read_datagrams>4' 'netns_read_datagrams<1000' \
		'queue_delta_bytes<0'
	faulty 'nobody reads TCP in a namespace' tcp-rx --netns "$ns_made" -- \
		8 read_bytes=0 'read_ms>200' queue_delta_bytes=0
else
	skip 'other namespaces' 'cannot make one'
fi
faulty 'a slow reader of TCP' tcp-slow -- 8 'read_bytes>65535' \
	'read_ms>200' 'queue_delta_bytes<0'
then=stop_it
faulty 'a reader of TCP that is stopped' tcp-rx -- 8 read_bytes=0 \
	'read_ms>200' 'peer_window_bytes>0' retransmits=0 notsent_bytes=0 \
	'not_reading="stopped"'
then=
faulty 'a peer that takes nothing' tcp-tx -- 8 peer_window_bytes=0 \
	'notsent_bytes>0' 'rwnd_limited_us>200000' queue_delta_bytes=0
faulty 'the peer has closed' close-wait -- 8 read_bytes=0 gone=false
faulty 'nobody accepts' accept-queue -- 16 read_bytes=0 watched=null \
	awaited=null
for type in cgroup cgroup2; do
	if find_freezer $type; then
		then=freeze_it after=thaw_it
		faulty "a reader in a frozen $type" udp-slow -- 1 \
			'not_reading="frozen"' netns_read_datagrams=0
		then='' after=''
	else
		skip "a frozen $type" 'none that can be frozen'
	fi
done
if find_quota; then
	then=throttle_it after=let_it_run
	faulty 'a reader without CPU quota' udp-spin -- 4 \
		'not_reading="throttled"'
	then='' after=''
else
	skip 'a throttled cgroup' "no cgroup v1 quota here"
fi

# Small queues, and those who do not want it, are not looked at again.
if hog_start udp --bytes ${small}K; then
	t 'small queues have no second look' not_looked_at
	t 'small queues can be taken away' hog_stop
else
	not_ok "$reason"
fi
if queue_room $kib && hog_start udp --bytes ${kib}K; then
	t '--no-probe: no second look' not_looked_at --no-probe
	t 'the queues can be taken away' hog_stop
else
	skip '--no-probe' "$reason"
fi
live_end
