#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A recording holds facts: old ones replay, and are judged by today's rules."""
import json
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

OLD = os.path.join(tap.top, "tests", "replay", "recordings", "of-0.1.0.json")
CODES = ["tcp-close-wait", "tcp-mem-limit", "slab-unreclaimable"]
# What is said of facts, and is none.
JUDGEMENT = {"finding", "findings", "code", "severity", "verdict", "title",
	     "evidence", "remedy", "confidence", "limit_ratio"}
invalid = tap.invalid()
tmp = tempfile.mkdtemp(prefix="kmemwhere-judged.")


def replay(file, sample):
	r = tap.run(f"--replay={file}", f"--sample={sample}", "--json")
	return r, json.loads(r.stdout) if r.returncode == 0 else {}


def changed(document, change):
	"""The verdict's code where a fact of the document is another one."""
	change(document)
	file = os.path.join(tmp, "changed.json")
	with open(file, "w", encoding="utf-8") as f:
		f.write(json.dumps(document, separators=(",", ":")) + "\n")
	r, doc = replay(file, 1)
	return doc.get("verdict", {}).get("code"), r.stderr


def names(value):
	"""All keys of objects and columns of lists."""
	if isinstance(value, dict):
		for key, item in value.items():
			yield key
			yield from names(item)
	elif isinstance(value, list) and value and isinstance(value[0], list):
		yield from value[0]


with open(OLD, encoding="utf-8") as old_file:
	documents = [json.loads(line) for line in old_file]
for number, code in enumerate(CODES, 1):
	run, report = replay(OLD, number)
	tap.equal(report.get("verdict", {}).get("code"), code,
		  f"sample {number} of an old recording is judged")
	if invalid:
		tap.none(invalid(run.stdout), f"sample {number}: the schema is kept")
looks = [s["look"] for s in replay(OLD, 1)[1]["sockets"] if s["look"]]
tap.equal([look["not_reading"] for look in looks], ["stopped"],
	  "what was seen of a reader is read")


def raise_limit(document):
	columns, *rows = document["protocols"]
	for row in rows:
		if row[0] == "tcp":
			row[columns.index("max_pages")] *= 10


def give_back_slab(document):
	for info in ("info", "earlier"):
		slab = document["memory"][info]["SUnreclaim"]
		document["memory"][info]["SUnreclaim"] = slab // 100
		document["memory"][info]["Slab"] -= slab - slab // 100
		document["memory"][info]["MemFree"] += slab - slab // 100
	columns, *rows = document["slabs"]
	for row in rows:
		row[columns.index("bytes")] //= 100


for number, change in ((2, raise_limit), (3, give_back_slab)):
	got, why = changed(documents[number - 1], change)
	tap.ok(got and got != CODES[number - 1],
	       f"sample {number} with another fact has another verdict", got, why)
with open(OLD, encoding="utf-8") as old_file:
	found = {n for line in old_file for n in names(json.loads(line))}
tap.none(sorted(found & JUDGEMENT), "the old recording has no judgement")
new = os.path.join(tmp, "new.json")
tap.run(f"--replay={OLD}", "--sample=1", f"--record={new}")
tap.ok(os.path.exists(new), "a replay can be recorded")
with open(new, encoding="utf-8") as new_file:
	document = json.loads(new_file.readline())
tap.none(sorted(set(names(document)) & JUDGEMENT), "nor has a new one")
first = json.loads(open(OLD, encoding="utf-8").readline())
tap.none([s for s in first if s not in document],
	 "a new one has all sections of the old one")
shutil.rmtree(tmp)
tap.done()
