#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The shipped units in the hands of a real systemd, which runs as pid 1 of
# namespaces of its own and knows no other units: the hardening must not hide a
# fault of another user in another network namespace, and the timer must start
# what writes the metrics. Nothing outside the test's folder changes.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

SYSTEMD=/lib/systemd/systemd
group=
manager=

end()
{
	[ -z "$manager" ] || kill "$manager" 2>/dev/null
	[ -z "$manager" ] || wait "$manager" 2>/dev/null
	if [ -n "$group" ]; then
		sleep 0.5
		find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
	fi
	live_cleanup
}

# A cgroup for this systemd, wherever cgroup v2 is.
group_make()
{
	for root in /sys/fs/cgroup /sys/fs/cgroup/unified; do
		[ -e "$root/cgroup.procs" ] || continue
		mkdir "$root/kmwt$$" 2>/dev/null || continue
		group=$root/kmwt$$
		return 0
	done
	return 1
}

unit()
{
	cat >"$tmp/units/$1"
}

units_make()
{
	mkdir -p "$tmp/units/kmemwhere-prometheus.timer.d" "$tmp/state" \
		"$tmp/textfile"
	chmod 755 "$tmp"
	chmod 700 "$tmp/state"
	cp "$MEMHOG" "$tmp/memhog"
	for name in alert prometheus; do
		sed "s|^ExecStart=[^ ]*|ExecStart=$KMEMWHERE|" \
			"$top_builddir/scripts/systemd/kmemwhere-$name.service" \
			>"$tmp/units/kmemwhere-$name.service" || return 1
	done
	cp "$top_srcdir/scripts/systemd/kmemwhere-prometheus.timer" \
		"$tmp/units" || return 1
	unit kmemwhere-prometheus.timer.d/soon.conf <<-END
		[Timer]
		OnActiveSec=1s
		AccuracySec=100ms
	END
	# as hardened as the alert, but it says all that it sees
	sed -e "s|^ExecStart=.*|ExecStart=$KMEMWHERE --json --all|" \
		-e "s|^Type=.*|&\nStandardOutput=file:$tmp/seen.json|" \
		"$tmp/units/kmemwhere-alert.service" |
		unit seen.service
	for name in sysinit basic shutdown timers; do
		printf '[Unit]\nDefaultDependencies=no\n' | unit $name.target
	done
	printf '[Unit]\nDefaultDependencies=no\nRequires=test.service\n' |
		unit test.target
	unit fault.service <<-END
		[Service]
		User=65534
		PrivateNetwork=yes
		ExecStart=$tmp/memhog udp --bytes 20M --sockets 10 --comm friend_push
		StandardOutput=file:$tmp/fault
	END
	unit test.service <<-END
		[Unit]
		Wants=fault.service kmemwhere-prometheus.timer
		After=fault.service
		SuccessAction=exit-force
		FailureAction=exit-force
		[Service]
		Type=oneshot
		ExecStart=/bin/sh $tmp/steps
		StandardOutput=file:$tmp/steps.log
		StandardError=inherit
	END
}

# What test.service does; systemctl needs no D-Bus as root.
steps()
{
	cat <<-END
		wait_for()
		{
			n=0
			until grep -q "\$1" "\$2" 2>/dev/null; do
				n=\$((n + 1))
				[ \$n -lt 300 ] || return 1
				sleep 0.1
			done
		}
		wait_for '^ready' $tmp/fault
		systemctl start seen.service
		wait_for kmemwhere_build_info $tmp/textfile/kmemwhere.prom
		systemctl start kmemwhere-alert.service
		systemctl show -P Result kmemwhere-prometheus.service \
			kmemwhere-alert.service seen.service
	END
}

inside()
{
	cat <<-END
		set -e
		mount -t proc proc /proc
		mount --bind /proc/sys /proc/sys
		mount -o remount,bind,ro /proc/sys
		mount -t tmpfs none /run
		mount -t tmpfs none /var/lib
		mkdir -p /var/lib/prometheus/node-exporter /var/lib/kmemwhere
		mount --bind $tmp/textfile /var/lib/prometheus/node-exporter
		mount --bind $tmp/state /var/lib/kmemwhere
		umount -R /sys/fs/cgroup
		mount -t cgroup2 none /sys/fs/cgroup
		mkdir /run/units
		cp -r $tmp/units/* /run/units
		exec env -i container=kmwt SYSTEMD_UNIT_PATH=/run/units \\
			PATH=/usr/sbin:/usr/bin:/sbin:/bin $SYSTEMD --system \\
			--unit=test.target --log-target=console --show-status=no
	END
}

boot()
{
	# shellcheck disable=SC2016
	sh -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' sh "$group" \
		timeout -k 5 90 unshare --fork --kill-child --pid --mount --net \
		--uts --ipc --cgroup sh "$tmp/inside" \
		>"$tmp/boot.log" 2>&1 </dev/null 9>&- &
	manager=$!
	wait "$manager"
	manager=
}

shown()
{
	cat "$tmp/boot.log" "$tmp/steps.log" 2>/dev/null
	return 1
}

results()
{
	[ "$(grep -c '^success$' "$tmp/steps.log")" -eq 3 ] || shown
}

sees()
{
	"$PYTHON3" - "$tmp/seen.json" "$hog_pid" <<-'END'
		import json, sys
		doc = json.load(open(sys.argv[1]))
		held = sum(s["held_bytes"] for s in doc["sockets"]
		           if s["proto"] == "udp"
		           and [o["comm"] for o in s["owners"]] == ["friend_push"])
		print(doc["scope"], held)
		uids = [p["uid"] for p in doc["processes"]
		        if p["comm"] == "friend_push" and p["pss_bytes"]]
		sys.exit(held < 18 << 20 or uids != [65534]
		         or doc["scope"]["netns"]["dumped"] != 2)
	END
}

written()
{
	grep -q '^kmemwhere_run_privileged 1$' "$tmp/textfile/kmemwhere.prom" ||
		shown
}

sees_in_metrics()
{
	"$PYTHON3" - "$tmp/textfile/kmemwhere.prom" <<-'END'
		import re, sys
		text = open(sys.argv[1]).read()
		# in a pid namespace sums of sockets are no sums: they are absent
		used = re.search(r'protocol_used_bytes\{protocol="udp"\} (\d+)',
		                 text)
		netns = re.search(r'network_namespaces\{look="dumped"\} (\d+)',
		                  text)
		print(used, netns)
		sys.exit(int(used[1]) < 18 << 20 or int(netns[1]) != 2)
	END
}

live_begin
trap end EXIT
[ -x $SYSTEMD ] || skip_all "no $SYSTEMD"
command -v systemctl >/dev/null || skip_all 'no systemctl'
! sanitized ||
	skip_all 'the sanitizers need more than the units leave'
[ -r "$top_builddir/scripts/systemd/kmemwhere-alert.service" ] ||
	skip_all 'the units are not built'
room_for 65536 2 || skip_all "$reason"
group_make || skip_all 'cannot make a cgroup'
units_make || skip_all 'cannot make the units'
steps >"$tmp/steps"
inside >"$tmp/inside"
boot
if [ ! -s "$tmp/steps.log" ]; then
	diag <"$tmp/boot.log"
	skip_all "systemd does not start here: $(tail -n 1 "$tmp/boot.log")"
fi
t 'the units end with success' results
t 'hardened, it sees another user in another network namespace' sees
t 'the timer started the one that writes the metrics' written
t 'and that one sees it, too' sees_in_metrics
t 'the alert kept its state' test -n "$(ls -A "$tmp/state")"
live_end
