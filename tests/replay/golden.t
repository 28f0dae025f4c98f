#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines in every output format, against golden files.

UPDATE_GOLDEN=1 writes them anew: read the difference before it is kept.
"""
import difflib
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# golden file's ending: options
FORMATS = {
	"txt": [],
	"bytes.txt": ["--bytes", "--ascii"],
	"json": ["--json"],
	"prom": ["--prometheus", "--prometheus-holders=3"],
	"kernel.txt": ["--kernel"],
}
# Metrics are checked for all captures elsewhere; these two show every line.
METRICS_OF = ["broken", "udp-exhausted"]
# case: the verdicts that are right for it; none: any, it is nonsense
VERDICTS = {
	"broken": [],
	"empty": ["healthy"],
	"healthy-full-cache": ["healthy"],
	"highmem-32bit": ["socket-count", "slab-unreclaimable"],
	"hugetlb-idle": ["hugetlb-idle"],
	"pod-at-limit": ["cgroup-limit"],
	"slab-leak": ["slab-unreclaimable"],
	"tcp-exhausted": ["tcp-mem-limit"],
	"udp-exhausted": ["udp-mem-limit"],
}
here = os.path.join(tap.top, "tests", "replay")
captures = os.path.join(here, "captures")
# those with an expected.json are for incidents.t
cases = sorted(c for c in os.listdir(captures) if not os.path.exists(
	os.path.join(captures, c, "expected.json")))


def normal(ending, text):
	"""Without the version; JSON with a line a value, so that it diffs."""
	if ending == "json":
		doc = json.loads(text)
		doc["version"] = "VERSION"
		return json.dumps(doc, indent=1, ensure_ascii=False) + "\n"
	if ending == "prom":
		return re.sub(r'version="[\w.~-]+"', 'version="VERSION"', text)
	return re.sub(r"\Akmemwhere [\w.~-]+", "kmemwhere VERSION", text)


def compare(case, ending, text):
	path = os.path.join(here, "golden", f"{case}.{ending}")
	if os.environ.get("UPDATE_GOLDEN"):
		os.makedirs(os.path.dirname(path), exist_ok=True)
		with open(path, "w", encoding="utf-8") as f:
			f.write(text)
	if not os.path.exists(path):
		tap.ok(False, f"{case}.{ending} has a golden file")
		return
	with open(path, encoding="utf-8") as f:
		want = f.read()
	tap.ok(text == want, f"{case}.{ending} is as it was",
	       *difflib.unified_diff(want.splitlines(), text.splitlines(),
				     "golden", "now", lineterm="", n=1))


invalid = tap.invalid()
tap.equal(cases, sorted(VERDICTS), "every capture has its verdict here")
for case in cases:
	folder = os.path.join(here, "captures", case)
	doc = {}
	for ending, options in FORMATS.items():
		if ending == "prom" and case not in METRICS_OF:
			continue
		r = tap.run(f"--from={folder}", *options)
		tap.equal((r.returncode, r.stderr), (0, b""),
			  f"{case} is reported as {ending}")
		try:
			text = normal(ending, r.stdout.decode())
		except ValueError as err:
			tap.ok(False, f"{case}.{ending} can be read", err)
			continue
		compare(case, ending, text)
		if ending == "json":
			doc = json.loads(r.stdout)
			if invalid:
				tap.none(invalid(r.stdout),
					 f"{case}.json is as the schema wants")
	if not doc:
		continue
	if VERDICTS.get(case):
		tap.ok(doc["verdict"]["code"] in VERDICTS[case],
		       f"{case}: the verdict is right", doc["verdict"])
	tap.ok(tap.terms_add_up(doc), f"{case}: the terms add up",
	       doc["memory"])
tap.done()
