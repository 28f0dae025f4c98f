#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The cron file in the hands of the real cron, for a minute, in a mount
# namespace of its own: no file of the machine changes, and no mail leaves it.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

cron_pid=

end()
{
	[ -z "$cron_pid" ] || kill "$cron_pid" 2>/dev/null
	[ -z "$cron_pid" ] || wait "$cron_pid" 2>/dev/null
	live_cleanup
}

# What runs in the namespace: /etc and /usr get a layer above them, /run and
# /var/spool are empty, /var/lib has the state in a folder of the test, and
# sendmail is a script that keeps the mail.
in_namespace()
{
	cat <<-'END'
		set -e
		tmp=$1
		mount -t tmpfs none "$tmp/layers"
		for d in etc usr; do
			mkdir "$tmp/layers/$d" "$tmp/layers/$d.work"
			mount -t overlay -o "lowerdir=/$d,upperdir=$tmp/layers/$d,workdir=$tmp/layers/$d.work" none "/$d"
		done
		mount -t tmpfs none /run
		mount -t tmpfs none /var/spool
		mount -t tmpfs none /var/lib
		mkdir /var/lib/kmemwhere
		mount --bind "$tmp/state" /var/lib/kmemwhere
		mkdir -p /var/spool/cron/crontabs /etc/cron.d
		rm -f /etc/cron.d/* /etc/crontab /etc/kmemwhere.conf
		cp "$tmp/kmemwhere.cron" /etc/cron.d/kmemwhere
		cp "$tmp/mail.cron" /etc/cron.d/mail
		chmod 644 /etc/cron.d/*
		chown -R root:root /etc/cron.d
		printf '#!/bin/sh\ncat >>%s\n' "$tmp/mail" >/usr/sbin/sendmail
		chmod 755 /usr/sbin/sendmail
		exec cron -f
	END
}

# the installed program is this one, and the folder one of the test
prepare()
{
	installed=$(sed -n 's/.*test -x \([^ ]*\).*/\1/p' "$cron_file" |
		head -n 1)
	mkdir "$tmp/layers" "$tmp/textfile"
	mkdir -m 700 "$tmp/state"
	# every five minutes is too rare for this test
	sed -e "s|$installed|$KMEMWHERE|g" -e 's|^\*/5 |* |' \
		-e "s|/var/lib/prometheus/node-exporter|$tmp/textfile|g" \
		"$cron_file" >"$tmp/kmemwhere.cron"
	echo '* * * * * root echo this is mailed' >"$tmp/mail.cron"
	in_namespace >"$tmp/script"
}

# Cron looks once a minute; the mail of the other job comes in the same one.
a_minute()
{
	tries=0
	until [ -s "$tmp/textfile/kmemwhere.prom" ] &&
		grep -q 'this is mailed' "$tmp/mail" 2>/dev/null; do
		kill -0 "$cron_pid" || break
		tries=$((tries + 1))
		[ $tries -lt 90 ] || break
		sleep 1
	done
	sleep 1
}

written()
{
	[ -s "$tmp/textfile/kmemwhere.prom" ] || {
		cat "$tmp/cron.log"
		return 1
	}
	grep -q '^kmemwhere_run_privileged 1$' "$tmp/textfile/kmemwhere.prom"
}

mailed()
{
	grep -q 'this is mailed' "$tmp/mail"
}

remembers()
{
	[ -n "$(ls -A "$tmp/state")" ]
}

silent()
{
	! grep kmemwhere "$tmp/mail"
}

live_long
live_begin
trap end EXIT
command -v cron >/dev/null || skip_all 'no cron'
cron_file=$top_builddir/scripts/cron/kmemwhere
[ -r "$cron_file" ] || skip_all "no $cron_file"
at_rest warning || skip_all "$reason"
prepare
unshare -m sh -c 'mount -t tmpfs none "$1" && mkdir "$1/u" "$1/w" &&
	mount -t overlay -o "lowerdir=/etc,upperdir=$1/u,workdir=$1/w" none /etc' \
	sh "$tmp/layers" 2>"$tmp/err" ||
	skip_all "cannot layer /etc: $(head -n 1 "$tmp/err")"
unshare -m sh "$tmp/script" "$tmp" >"$tmp/cron.log" 2>&1 </dev/null 9>&- &
cron_pid=$!
a_minute
t 'cron runs the job, and it writes the metrics' written
t 'cron mails what a job says' mailed
t 'the alert ran, and remembers it' remembers
t 'and of kmemwhere there is nothing to mail' silent
live_end
