#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The metrics all the way: kmemwhere writes the file, node_exporter serves it,
# Prometheus scrapes it, the shipped rules fire while a fault lasts and clear
# after it. Both run on loopback, unprivileged, in a folder of the test.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"

servers=

end()
{
	for pid in $servers; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	live_cleanup
}

free_port()
{
	"$PYTHON3" -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# as_nobody LOG COMMAND...: in the background, its pid goes to $servers.
as_nobody()
{
	log=$1
	shift
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@" \
		>"$tmp/$log" 2>&1 </dev/null 9>&- &
	servers="$servers $!"
}

configure()
{
	mkdir -p "$tmp/data" "$tmp/textfile" &&
		chown 65534:65534 "$tmp/data" && chmod 755 "$tmp" || return 1
	# minutes become seconds, and 15 minutes without news 8 seconds
	sed -e 's/^\( *for: [0-9]*\)[mh]$/\1s/' -e 's/> 900$/> 8/' \
		"$top_srcdir/scripts/prometheus/kmemwhere.rules.yml" \
		>"$tmp/rules.yml" || return 1
	cat >"$tmp/prometheus.yml" <<-END
		global:
		  scrape_interval: 1s
		  evaluation_interval: 1s
		rule_files: [rules.yml]
		scrape_configs:
		  - job_name: node
		    static_configs:
		      - targets: ['127.0.0.1:$node_port']
		        labels: {instance: here}
	END
}

write_metrics()
{
	"$KMEMWHERE" --prometheus="$tmp/textfile/kmemwhere.prom" \
		--prometheus-holders=3 9>&-
}

# wait_for QUERY WANT: writes anew each second meanwhile, as a timer would.
wait_for()
{
	tries=0
	until ask_server "$1" "$2" 1 >"$tmp/answer" 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || break
		write_metrics || return 1
	done
	[ $tries -lt 60 ] || {
		cat "$tmp/answer" "$tmp"/*.log
		return 1
	}
}

ask_server()
{
	"$PYTHON3" "$top_srcdir/tests/live/modes/promql.py" "$port" "$@"
}

of_total()
{
	ask_server 'kmemwhere_memory_total_bytes' \
		"$(($(meminfo_kib MemTotal) * 1024))"
}

live_long
live_begin
trap end EXIT
for tool in setpriv prometheus prometheus-node-exporter; do
	command -v "$tool" >/dev/null || skip_all "no $tool"
done
kib=$(queue_warning_kib)
queue_room "$kib" || skip_all "$reason"
at_rest warning || skip_all "$reason"
port=$(free_port)
node_port=$(free_port)
configure || skip_all 'cannot make the configuration'
write_metrics || skip_all 'no metrics'
as_nobody node.log prometheus-node-exporter --collector.disable-defaults \
	--collector.textfile --collector.textfile.directory="$tmp/textfile" \
	--web.listen-address="127.0.0.1:$node_port"
as_nobody server.log prometheus --config.file="$tmp/prometheus.yml" \
	--storage.tsdb.path="$tmp/data" --log.level=warn \
	--web.listen-address="127.0.0.1:$port"

FIRING='ALERTS{alertname="KmemwhereFindingWarning",alertstate="firing",code="udp-unread"}'
STALE='ALERTS{alertname="KmemwhereStale",alertstate="firing"}'
t 'Prometheus scrapes node_exporter' wait_for 'up{job="node"}' 1
t 'the metrics arrive' wait_for 'kmemwhere_build_info' 1
t 'node_exporter finds no fault in the file' \
	ask_server 'node_textfile_scrape_error' 0
t 'the total is MemTotal' of_total
t 'the terms add up in the server' ask_server \
	'sum(kmemwhere_memory_bytes) - sum(kmemwhere_memory_total_bytes)' 0
t 'the parts of the kernel add up in the server' ask_server \
	'sum(kmemwhere_kernel_bytes) - sum(kmemwhere_memory_bytes{term="kernel"})' 0
t 'the state set has one verdict' ask_server 'sum(kmemwhere_verdict)' 1
t 'no alert fires at rest' ask_server "$FIRING" ''

if hog_start udp --bytes "${kib}K" --sockets 20 --comm friend_push; then
	t 'with a fault the verdict changes' \
		wait_for 'kmemwhere_verdict{code="udp-unread"}' 1
	t 'the alert fires' wait_for "$FIRING" 1
	t 'the largest holder is named' wait_for \
		'count(kmemwhere_holder_bytes{rank="1",holder="friend_push"})' 1
	t 'it holds what it holds' ask_server \
		"kmemwhere_holder_bytes{rank=\"1\",holder=\"friend_push\"}
		> bool $((hog_held / 100 * 98))" 1
	t 'the memory comes back' hog_stop
	t 'the alert clears' wait_for "$FIRING" ''
	t 'and the verdict is healthy again' \
		wait_for 'kmemwhere_finding_severity{code="udp-unread"}' 0
else
	not_ok "$reason"
fi
t 'figures that nobody renews are told to be stale' ask_server "$STALE" 1
t 'and no longer when they are renewed' wait_for "$STALE" ''
live_end
