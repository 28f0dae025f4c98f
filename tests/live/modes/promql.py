#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks a Prometheus: promql.py PORT QUERY. Prints a line a sample: value,
labels. promql.py PORT QUERY WANT [SECONDS] waits until the values are those
(separated by blanks; "" for none), 60 seconds unless told."""
import json
import sys
import time
import urllib.parse
import urllib.request

port, query = sys.argv[1:3]
url = f"http://127.0.0.1:{port}/api/v1/query?" + \
	urllib.parse.urlencode({"query": query})
# a proxy of the environment has no business here
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask():
	with opener.open(url, timeout=10) as answer:
		doc = json.load(answer)
	return sorted((r["value"][1], json.dumps(r["metric"], sort_keys=True))
		      for r in doc["data"]["result"])


if len(sys.argv) == 3:
	for sample in ask():
		print(*sample)
	sys.exit(0)
want = sys.argv[3].split()
end = time.monotonic() + float(sys.argv[4] if len(sys.argv) > 4 else 60)
got = None
while time.monotonic() < end:
	try:
		got = ask()
	except OSError as err:
		got = err
	else:
		if [float(v) for v, _ in got] == [float(w) for w in want]:
			sys.exit(0)
	time.sleep(0.3)
print(f"{query}: got {got}, want {want}")
sys.exit(1)
