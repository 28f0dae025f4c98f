#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Published incidents under $KMEMWHERE_INCIDENTS, held to expected.json."""
import glob
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

SEVERITIES = ["ok", "notice", "warning", "critical"]
root = os.environ.get("KMEMWHERE_INCIDENTS")


def only_ss(folder):
	"""All that it tells is a listing of ss, which is not read yet."""
	return glob.glob(folder + "/sos_commands/networking/ss_*") and not any(
		os.path.exists(os.path.join(folder, f))
		for f in ("proc/meminfo", "proc/net/sockstat"))


def judged(case, doc, expected):
	first = doc["findings"][0]
	codes = expected["first_finding_one_of"]
	if codes:
		tap.ok(first["code"] in codes,
		       f"{case}: the first finding is {' or '.join(codes)}",
		       *[f"{f['severity']} {f['code']}: {f['title']}"
			 for f in doc["findings"]])
	low, high = (SEVERITIES.index(expected[f"severity_at_{end}"])
		     for end in ("least", "most"))
	tap.ok(low <= SEVERITIES.index(first["severity"]) <= high,
	       f"{case}: its severity is {SEVERITIES[low]} to "
	       f"{SEVERITIES[high]}", first)


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
	if only_ss(folder):
		tap.skip(f"{case}: verdict",
			 "TODO: listings of ss in a capture are not read yet")
	else:
		judged(case, doc, expected)


if not root:
	tap.skip_all("KMEMWHERE_INCIDENTS is not set")
invalid = tap.invalid()
folders = sorted(f for f in os.listdir(root)
		 if os.path.isdir(os.path.join(root, f)))
tap.ok(folders, "there are incidents")
for name in folders:
	replay(name, os.path.join(root, name))
tap.done()
