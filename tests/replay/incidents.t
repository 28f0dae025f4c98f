#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines, each held to the expected.json in its folder.

Made-up ones below tests/replay/captures, and published incidents where
$KMEMWHERE_INCIDENTS says where they are. A new folder is a new case.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# What an expected.json has beside the facts: a slip would be no check.
KEYS = {"title", "cause", "source", "strength", "kernel", "page_size", "note",
	"first_finding_one_of", "severity_at_least", "severity_at_most"}
SEVERITIES = ["ok", "notice", "warning", "critical"]
published = os.environ.get("KMEMWHERE_INCIDENTS")


def findings(doc):
	return [f"{f['severity']} {f['code']} {f['bytes']}: {f['title']}"
		for f in doc["findings"]]


def judged(case, doc, expected):
	first = doc["findings"][0]
	codes = expected["first_finding_one_of"]
	if codes:
		tap.ok(first["code"] in codes,
		       f"{case}: the first finding is {' or '.join(codes)}",
		       *findings(doc))
	low, high = (SEVERITIES.index(expected[f"severity_at_{end}"])
		     for end in ("least", "most"))
	tap.ok(low <= SEVERITIES.index(first["severity"]) <= high,
	       f"{case}: its severity is {SEVERITIES[low]} to "
	       f"{SEVERITIES[high]}", *findings(doc))


def facts(case, doc, expected):
	"""What else an expected.json may say."""
	subject = doc["findings"][0]["subject"]
	got = {"subject_comm": subject["comm"], "subject_pids": subject["pids"],
	       "subject_cache": subject["cache"],
	       "sockets": doc["scope"]["sockets"]["seen"],
	       "page_size_bytes": doc["host"]["page_size_bytes"]}
	tap.none(sorted(expected.keys() - got.keys() - KEYS),
		 f"{case}: every key of its expected.json is checked")
	for key in got.keys() & expected.keys():
		tap.equal(got[key], expected[key], f"{case}: {key}")


def replay(case, folder):
	r = tap.run(f"--from={folder}", "--json")
	tap.equal((r.returncode, r.stderr), (0, b""), f"{case} is reported")
	try:
		doc = json.loads(r.stdout)
	except ValueError as err:
		tap.ok(False, f"{case}: JSON", err)
		return
	tap.ok(tap.terms_add_up(doc), f"{case}: the terms add up",
	       doc["memory"])
	if invalid:
		tap.none(invalid(r.stdout), f"{case}: the schema is kept")
	path = os.path.join(folder, "expected.json")
	if not os.path.exists(path):
		return
	with open(path, encoding="utf-8") as f:
		expected = json.load(f)
	judged(case, doc, expected)
	facts(case, doc, expected)


def folders(root):
	return sorted(f for f in os.listdir(root)
		      if os.path.isdir(os.path.join(root, f)))


invalid = tap.invalid()
cases = {name: folder for name, folder in tap.captures().items()
	 if os.path.exists(os.path.join(folder, "expected.json"))}
tap.ok(len(cases) >= 50, "made-up captures are there", *cases)
for name, folder in cases.items():
	replay(name, folder)
if published:
	tap.ok(folders(published), "published incidents are there")
	for name in folders(published):
		replay(name, os.path.join(published, name))
else:
	tap.skip("published incidents", "KMEMWHERE_INCIDENTS is not set")
tap.done()
