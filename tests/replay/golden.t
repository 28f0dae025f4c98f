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

# folder of golden/: the files' ending, options
FORMATS = {
	"table": ("txt", []),
	"bytes": ("txt", ["--bytes", "--ascii"]),
	"json": ("json", ["--json"]),
	"prometheus": ("prom", ["--prometheus", "--prometheus-holders=3"]),
	"kernel": ("txt", ["--kernel"]),
}
# Metrics are checked for all captures elsewhere; these two show every line.
METRICS_OF = ["broken", "udp-exhausted"]
# case: the verdicts that are right for it; none: any, it is nonsense
VERDICTS = {
	"broken": [],
	"empty": ["unknown"],
	"healthy-full-cache": ["healthy"],
	"highmem-32bit": ["socket-count", "slab-unreclaimable"],
	"hugetlb-idle": ["hugetlb-idle"],
	"pod-at-limit": ["cgroup-limit"],
	"slab-leak": ["slab-unreclaimable"],
	"tcp-exhausted": ["tcp-mem-limit"],
	"udp-exhausted": ["udp-mem-limit"],
}
here = os.path.join(tap.top, "tests", "replay")
# those with an expected.json are for incidents.t
cases = {name: folder for name, folder in tap.captures().items()
	 if not os.path.exists(os.path.join(folder, "expected.json"))}


def normal(kind, text):
	"""Without the version; JSON with a line a value, so that it diffs."""
	if kind == "json":
		doc = json.loads(text)
		doc["version"] = "VERSION"
		return json.dumps(doc, indent=1, ensure_ascii=False) + "\n"
	if kind == "prometheus":
		return re.sub(r'version="[\w.~-]+"', 'version="VERSION"', text)
	return re.sub(r"\Akmemwhere [\w.~-]+", "kmemwhere VERSION", text)


def compare(case, kind, text):
	name = f"{kind}/{case}.{FORMATS[kind][0]}"
	path = os.path.join(here, "golden", name)
	if os.environ.get("UPDATE_GOLDEN"):
		os.makedirs(os.path.dirname(path), exist_ok=True)
		with open(path, "w", encoding="utf-8") as f:
			f.write(text)
	if not os.path.exists(path):
		tap.ok(False, f"{name} is there")
		return
	with open(path, encoding="utf-8") as f:
		want = f.read()
	tap.ok(text == want, f"{name} is as it was",
	       *difflib.unified_diff(want.splitlines(), text.splitlines(),
				     "golden", "now", lineterm="", n=1))


invalid = tap.invalid()
tap.equal(sorted(cases), sorted(VERDICTS), "every capture has its verdict here")
tap.none(set(tap.files("tests/replay/golden"))
	 - {f"tests/replay/golden/{kind}/{case}.{FORMATS[kind][0]}"
	    for kind in FORMATS for case in cases},
	 "every golden file is of a capture")
for case, folder in cases.items():
	doc = {}
	for kind, (_, options) in FORMATS.items():
		if kind == "prometheus" and case not in METRICS_OF:
			continue
		r = tap.run(f"--from={folder}", *options)
		tap.equal((r.returncode, b"nothing could be read" in r.stderr),
			  (1, True) if case == "empty" else (0, False),
			  f"{case} is reported as {kind}")
		try:
			text = normal(kind, r.stdout.decode())
		except ValueError as err:
			tap.ok(False, f"{case}: {kind} can be read", err)
			continue
		compare(case, kind, text)
		if kind == "json":
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
