#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pasted texts, each held to the expected.json beside it.

Our own below tests/replay/pastes, and real ones where $KMEMWHERE_PASTES says
where they are (several folders with ":" between). A new folder is a new case.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

SEVERITIES = ["ok", "notice", "warning", "critical"]
real = os.environ.get("KMEMWHERE_PASTES")


def counter(name):
	return lambda d: d["memory"]["counters"][name]


def swap_used(d):
	c = d["memory"]["swap"]
	return c["total_bytes"] - c["free_bytes"]


def largest(d):
	rows = sorted((p for p in d["processes"] if p["rss_bytes"]),
		      key=lambda p: -p["rss_bytes"])
	return [{"pid": p["pid"], "comm": p["comm"], "rss_bytes": p["rss_bytes"]}
		for p in rows[:3]]


def tcp(d, key):
	return next(p[key] for p in d["protocols"] if p["name"] == "tcp")


# Where a figure of an expected.json stands in the report.
FIGURES = {f"{k}_bytes": counter(f"{v or k}_bytes") for k, v in {
	"free": "", "available": "", "buffers": "", "cached": "",
	"anon": "", "slab": "", "slab_reclaimable": "", "vmalloc_used": "",
	"slab_unreclaimable": "", "kernel_stack": "", "percpu": "",
	"pagetables": "page_tables", "shared": "shmem", "shmem": "",
	"buff_cache": "", "active": "", "inactive": "", "used": "",
}.items()}
FIGURES.update({
	"swap_total_bytes": lambda d: d["memory"]["swap"]["total_bytes"],
	"swap_free_bytes": lambda d: d["memory"]["swap"]["free_bytes"],
	"swap_used_bytes": swap_used,
	"unaccounted_bytes": lambda d: d["memory"]["kernel"]["unaccounted_bytes"],
	"hugetlb_bytes": lambda d: d["memory"]["hugetlb_bytes"],
	"processes": largest,
	"tcp_mem_bytes": lambda d: tcp(d, "used_bytes"),
	"tcp_alloc": lambda d: tcp(d, "alloc"),
	"sockets": lambda d: d["scope"]["sockets"]["seen"],
	"held": lambda d: sum(s["held_bytes"] or 0 for s in d["sockets"]),
})
def cgroup(name):
	"""Of the cgroup that has that figure, where there is one."""
	return lambda d: next((c[name] for c in d["cgroups"]
			       if c.get(name) is not None), None)


FIGURES.update({
	"limit_bytes": cgroup("limit_bytes"),
	"usage_bytes": cgroup("current_bytes"),
	"sock_bytes": cgroup("socket_bytes"),
	"file_bytes": cgroup("file_bytes"),
})
# used is what is not free in some forms, what is not cache either in others
ALSO = {f"{k}_bytes": cgroup(f"{k}_bytes") for k in (
	"anon", "shmem", "slab_reclaimable", "slab_unreclaimable",
	"kernel_stack")}
ALSO.update({"pagetables_bytes": cgroup("page_tables_bytes"),
	     "used_bytes": lambda d: counter("total_bytes")(d) - counter("free_bytes")(d)})


def near(got, want):
	"""To a page, or to 0.1 %."""
	if isinstance(want, list):
		return all(w in got for w in want)
	if not isinstance(want, int) or not isinstance(got, int):
		return got == want
	return abs(got - want) <= max(4096, want // 1000)


def figures(doc, expected):
	"""Figures that the report has not, or otherwise."""
	want = {k: v for k, v in expected.get("figures", {}).items()
		if k in FIGURES and v is not None}
	for key, value in want.items():
		try:
			got = [f(doc) for f in (FIGURES[key], ALSO.get(key))
			       if f]
		except TypeError:
			got = [None]
		if not any(near(g, value) for g in got):
			yield f"{key}: {got[0]!r}, not {value!r}"
	total = expected["memory_total_bytes"]
	if total and not near(doc["memory"]["total_bytes"], total):
		yield f"total: {doc['memory']['total_bytes']!r}, not {total}"


def judge(case, expected, doc):
	first = doc["findings"][0]
	told = [f"{f['severity']} {f['code']}: {f['title']}"
		for f in doc["findings"]]
	tap.ok(first["code"] in expected["first_finding_one_of"],
	       f"{case}: the first finding is "
	       f"{' or '.join(expected['first_finding_one_of'])}", *told)
	low, high = (SEVERITIES.index(expected[f"severity_at_{end}"])
		     for end in ("least", "most"))
	tap.ok(first["code"] == "unknown"
	       or low <= SEVERITIES.index(first["severity"]) <= high,
	       f"{case}: its severity is {SEVERITIES[low]} to "
	       f"{SEVERITIES[high]}", *told)
	tap.none(list(figures(doc, expected)), f"{case}: its figures")
	forms = [f["name"] for f in doc["scope"]["forms"]]
	for form in expected.get("forms", []):
		tap.ok(form in forms, f"{case}: {form} is recognised", *forms)


def replay(case, folder):
	path = os.path.join(folder, "paste.txt")
	with open(os.path.join(folder, "expected.json"),
		  encoding="utf-8") as f:
		expected = json.load(f)
	r = tap.run(f"--from={path}", "--json", "--all")
	try:
		doc = json.loads(r.stdout)
	except ValueError as e:
		tap.ok(False, f"{case} is JSON", e, r.stderr)
		return
	known = bool(doc["scope"]["forms"])
	tap.ok(r.returncode == (0 if known else 1), f"{case} is read",
	       r.returncode, r.stderr)
	judge(case, expected, doc)


def folders(root):
	return sorted(os.path.join(root, d) for d in os.listdir(root)
		      if os.path.exists(os.path.join(root, d, "paste.txt")))


own = folders(os.path.join(tap.top, "tests/replay/pastes"))
tap.ok(own, "there are pastes of our own")
for path in own:
	replay(os.path.basename(path), path)
if real:
	for root in real.split(":"):
		for path in folders(root):
			replay(os.path.basename(path), path)
else:
	tap.skip("real pastes", "KMEMWHERE_PASTES is not set")
tap.done()
