#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--watch --replay: the samples of a recording one by one, with their rates."""
import copy
import json
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

tmp = tempfile.mkdtemp(prefix="kmemwhere-views.")
MIB = 1 << 20
BOOT = 1000000 # ms of uptime at the first sample
TIME = 1795359871120


def path(name):
	return os.path.join(tmp, name)


def base():
	"""A machine without processes and sockets, as a document."""
	tap.run(f"--from={tap.capture('healthy-full-cache')}",
		f"--record={path('base')}")
	with open(path("base"), encoding="utf-8") as file:
		return json.loads(file.readline())


def write(name, samples):
	with open(path(name), "w", encoding="utf-8") as file:
		for doc in samples:
			json.dump(doc, file, separators=(",", ":"))
			file.write("\n")
	return f"--replay={path(name)}"


def series(n, every_ms, change=None):
	"""n samples of that machine; change(doc, i) makes them differ."""
	doc, made = base(), []
	for i in range(n):
		d = copy.deepcopy(doc)
		d["time_ms"] = TIME + i * every_ms
		d["host"]["uptime_ms"] = BOOT + i * every_ms
		d["host"]["boot_id"] = "3b0f1b5c-0f6e-4c8e-9f4e-0d2b8a1c7e55"
		if change:
			change(d, i)
		made.append(d)
	return made


def leak(doc, i):
	"""A program that takes 16 MiB a second, and memory that goes."""
	taken = i * 80 * MIB
	for key in "info", "earlier":
		info = doc["memory"].get(key)
		if not info:
			continue
		info["MemTotal"] += 16 * 1024 * MIB
		info["AnonPages"] += taken
		info["MemAvailable"] += 16 * 1024 * MIB - taken
		info["MemFree"] += 16 * 1024 * MIB - taken
	doc["scope"]["processes"] = doc["scope"]["pss"] = 1
	doc["processes"] = [["pid", "start_time", "comm", "rss_bytes",
			     "pss_bytes", "pss_anon_bytes"],
			    [7, 10, "steady", 50 * MIB, 50 * MIB, 50 * MIB],
			    [4711, 10, "leaker", 100 * MIB + taken,
			     100 * MIB + taken, 90 * MIB + taken]]


def reports(*args):
	r = tap.run("--watch", "--json", *args)
	return r, [json.loads(line) for line in r.stdout.splitlines()]


rec = write("leak", series(120, 5000, leak))
r, seen = reports(rec)
tap.equal((r.returncode, r.stderr, len(seen)), (0, b"", 120),
	  "a line for each sample")
tap.equal([s["time"] for s in seen[:2]],
	  ["2026-11-22T15:04:31.120Z", "2026-11-22T15:04:36.120Z"],
	  "in their order, with their times")
tap.ok(r.stdout == tap.run("--watch", "--json", rec).stdout,
       "twice, it is the same to the byte")
rates = [s["rates"] for s in seen]
tap.equal([x["samples"] for x in rates], list(range(1, 121)),
	  "the samples are counted")
tap.equal([x["interval_ms"] for x in rates], [None] + [5000] * 119,
	  "the clock is the recorded machine's")
tap.ok(not any(x["restarted"] or x["suspended_ms"] or x["clock_step_ms"]
	       for x in rates), "which neither stopped nor jumped")
leaker = [p for p in rates[-1]["processes"] if p["comm"] == "leaker"]
tap.ok(leaker and leaker[0]["slope_bytes_per_second"] == 16 * MIB
       and leaker[0]["only_grows"] and leaker[0]["eta_to"] == "memory",
       "the leak has its rate, and a time", leaker)
grown = [[f for f in s["findings"] if f["code"] == "process-anon"]
	 for s in seen]
tap.ok(not any(grown[:36]) and grown[-1]
       and grown[-1][0]["subject"]["comm"] == "leaker"
       and grown[-1][0]["severity"] == "critical",
       "after minutes it is a finding, and not before", grown[-1])
invalid = tap.invalid()
if invalid:
	tap.none([e for line in r.stdout.splitlines() for e in invalid(line)],
		 "every line is as the schema wants")

_, three = reports(rec, "1", "3")
tap.equal(three, seen[:3], "COUNT ends it")
_, late = reports(rec, "--sample=50", "1", "2")
tap.equal([s["time"] for s in late], [s["time"] for s in seen[49:51]],
	  "--sample is where it begins")
term = [[t for t in s["rates"]["terms"] if t["name"] == "available"][0]
	for s in (late[0], seen[49])]
tap.ok(late[0]["rates"]["samples"] > 5 and late[0]["rates"]["interval_ms"]
       == 5000 and term[0]["slope_bytes_per_second"]
       == term[1]["slope_bytes_per_second"] == -16 * MIB,
       "with the rates of what was before", term)
_, last = reports(rec, "--sample=-1")
tap.equal(len(last), 1, "and the end is the end")
r = tap.run("--watch", rec, "--mask")
text = r.stdout.decode()
tap.ok(r.returncode == 0 and text.count("\nGROWTH  sample ") == 120
       and "leaker" not in text and "prog-" in text,
       "blocks, and --mask hides names", text[-300:])

# a new boot, a suspend, a clock that was set
def boots(doc, i):
	if i >= 3:
		doc["host"]["boot_id"] = "00000000-0000-4000-8000-000000000000"
		doc["host"]["uptime_ms"] = 5000 * i


def is_set(doc, i):
	doc["time_ms"] += 3600000 if i >= 3 else 0


_, seen = reports(write("boot", series(5, 5000, boots)))
tap.equal([s["rates"]["restarted"] for s in seen],
	  [False, False, False, True, False], "a new boot begins anew")
_, seen = reports(write("set", series(5, 5000, is_set)))
tap.equal([s["rates"]["clock_step_ms"] for s in seen],
	  [0, 0, 0, 3600000, 0], "a clock that was set is told")
tap.equal(seen[3]["rates"]["interval_ms"], 5000, "and does no harm")

def sleeps(doc, i):
	asleep = 60000 if i >= 3 else 0
	doc["host"]["awake_ms"] = doc["host"]["uptime_ms"]
	doc["host"]["uptime_ms"] += asleep
	doc["time_ms"] += asleep


_, seen = reports(write("asleep", series(5, 5000, sleeps)))
tap.equal([[s["rates"][k] for s in seen] for k in ("suspended_ms",
	"clock_step_ms")], [[0, 0, 0, 60000, 0], [0] * 5],
	"a suspend is told, and is no clock that was set")
tap.equal(seen[3]["rates"]["interval_ms"], 5000,
	  "nor time that went by")

# what is broken in the middle ends it there
docs = series(3, 5000)
write("broken", docs)
with open(path("broken"), encoding="utf-8") as f:
	lines = f.read().splitlines(True)
with open(path("broken"), "w", encoding="utf-8") as f:
	f.writelines([lines[0], lines[1].replace('"socks":[', '"socks":{'),
		      lines[2]])
r = tap.run("--watch", "--json", f"--replay={path('broken')}")
tap.ok(r.returncode == 1 and r.stdout.count(b"\n") == 1
       and f"{path('broken')}:2: " in r.stderr.decode(),
       "a broken line ends it, with its number", r)
shutil.rmtree(tmp)
tap.done()
