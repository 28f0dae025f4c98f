#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Interval mode without a terminal: blocks, lines of JSON, COUNT, its end."""
import importlib.util
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap  # noqa: E402

FAST = ["--no-pss", "--netns=self"]
KMEMWHERE = os.environ.get("KMEMWHERE", "./kmemwhere")

spec = importlib.util.spec_from_file_location(
	"validate_json", os.path.join(HERE, "..", "replay", "validate-json.py"))
validate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(validate)


def schema_errors(report):
	"""What the JSON schema says; nothing where it cannot be asked."""
	try:
		import jsonschema
	except ImportError:
		return []
	with open(validate.default_schema(), encoding="utf-8") as file:
		schema = json.load(file)
	return [e.message for e in
		jsonschema.Draft7Validator(schema).iter_errors(report)]


def start(*args, **more):
	return subprocess.Popen([KMEMWHERE, *FAST, *args],
		stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
		stderr=subprocess.PIPE, **more)


r = tap.run(*FAST, "0.2", "3")
text = r.stdout.decode()
tap.equal(r.returncode, 0, "three blocks, and the end")
tap.equal(text.count("\nMEMORY "), 3, "each block is a report")
tap.equal(text.count("\nGROWTH  sample "), 3, "with what grows")
tap.equal(len(re.findall(r"^kmemwhere .*\d\d:\d\d:\d\d", text, re.M)), 3,
	  "and the time of day")
tap.ok("\033" not in text, "no cursor is moved in a pipe")

r = tap.run(*FAST, "-o", "PROTO,HELD", "0.1", "2")
tap.equal(len(re.findall(r"^# \d{4}-", r.stdout.decode(), re.M)), 2,
	  "socket tables are stamped")
r = tap.run(*FAST, "-n", "-o", "PROTO,HELD", "0.1", "2")
tap.ok(r.returncode == 0 and b"#" not in r.stdout,
       "without headings they are not", r)

begin = time.monotonic()
r = tap.run(*FAST, "--json", "--watch=0.3", "0.3", "5")
seconds = time.monotonic() - begin
lines = r.stdout.decode().splitlines()
reports = [json.loads(line) for line in lines]
tap.equal(len(reports), 5, "--json: one object a line")
tap.ok(1.2 <= seconds < 6, "five samples are four intervals apart", seconds)
tap.equal([r["rates"]["samples"] for r in reports], [1, 2, 3, 4, 5],
	  "the samples are counted")
tap.equal([e for report in reports for e in schema_errors(report)], [],
	  "every line follows the schema")
first, last = reports[0]["rates"], reports[-1]["rates"]
tap.equal(first["interval_ms"], None, "the first has no interval")
tap.ok(250 <= last["interval_ms"] <= 600, "the last has one", last)
terms = {t["name"]: t for t in last["terms"]}
tap.ok({"processes", "cache", "shared", "hugetlb", "free", "kernel",
	"available"} <= set(terms), "the terms have rates", sorted(terms))
tap.ok(terms["free"]["slope_bytes_per_second"] is not None,
       "five samples have a slope", terms["free"])
tap.ok(all(t["slope_bytes_per_second"] is None for t in first["terms"]),
       "one has none")

# flushed each: a reader sees the first before the second is taken
p = start("--json", "--watch=30")
ready, _, _ = select.select([p.stdout], [], [], 20)
line = p.stdout.readline() if ready else b""
tap.ok(line.endswith(b"}\n"), "a report is there as soon as it is taken")
begin = time.monotonic()
p.stdout.close()
status = p.wait(timeout=20)
tap.ok(status == 0 and time.monotonic() - begin < 10 and not p.stderr.read(),
       "a closed pipe ends it quietly, and at once", status)

p = start("--json", "--watch=0.1")
p.stdout.readline()
p.send_signal(signal.SIGTERM)
tap.equal(p.wait(timeout=20), -signal.SIGTERM, "SIGTERM ends it")
p.stdout.close()

# a terminal that cannot move its cursor gets blocks
master, slave = pty.openpty()
p = subprocess.Popen([KMEMWHERE, *FAST, "0.1", "2"], stdin=slave,
	stdout=slave, stderr=subprocess.DEVNULL,
	env=dict(os.environ, TERM="dumb"), start_new_session=True)
os.close(slave)
seen = b""
while True:
	try:
		chunk = os.read(master, 65536)
	except OSError: # EIO: the other end is closed
		break
	if not chunk:
		break
	seen += chunk
os.close(master)
tap.ok(p.wait(timeout=20) == 0 and seen.count(b"MEMORY ") == 2
       and b"\033[" not in seen.replace(b"\033[0m", b""),
       "TERM=dumb: blocks, and no control sequence", seen[-200:])
tap.done()
