#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""This machine's report is valid, and the validator refuses what is not."""
import copy
import importlib.util
import json
import os
import subprocess
import sys

TOP = os.environ.get("top_srcdir", ".")
KMEMWHERE = os.environ.get("KMEMWHERE", "./kmemwhere")

spec = importlib.util.spec_from_file_location(
	"validate_json", os.path.join(TOP, "tests", "replay", "validate-json.py"))
validate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(validate)

LOOK = {
	"after_ms": 262, "gone": False, "read_bytes": None, "read_ms": None,
	"netns_read_datagrams": 0, "drops_delta": 3, "queue_delta_bytes": -2304,
	"peer_window_bytes": None, "rwnd_limited_us": None, "retransmits": None,
	"notsent_bytes": None, "watched": None, "edge_triggered": False,
	"disarmed": False, "awaited": True, "not_reading": "blocked",
	"wchan": "nfs_wait_bit_killable",
}
SOCKET = {
	"proto": "udp", "family": "inet6", "state": "UNCONN",
	"local": "[::]:9743", "peer": "*:*",
	"netns": {"inode": 4026531840, "name": "host"},
	"inode": 12345, "cookie": "1001", "uid": 1000, "cgroup": None,
	"recvq_bytes": 0, "sendq_bytes": 0, "queue_is_truesize": True,
	"accept_queue": None,
	"skmem": {"rmem_alloc_bytes": 0, "rcvbuf_bytes": 0, "wmem_alloc_bytes": 0,
		"sndbuf_bytes": 0, "fwd_alloc_bytes": -4096, "wmem_queued_bytes": 0,
		"optmem_bytes": 0, "backlog_bytes": 0, "drops": None},
	"held_bytes": 0, "charged_bytes": -4096, "ring_bytes": None,
	"owners": [{"pid": 8570, "comm": "friend_push", "fd": 7}],
	"owner_via": "fd", "look": LOOK, "finding": "udp-unread",
}


def with_socket(report, **changes):
	report["sockets"] = [dict(copy.deepcopy(SOCKET), **changes)]
	report["scope"]["sockets"]["listed"] = 1


def put(path, value):
	def change(report):
		*front, last = path.split(".")
		for key in front:
			report = report[int(key)] if key.isdigit() else report[key]
		report[last] = value
	return change


def drop(path):
	def change(report):
		*front, last = path.split(".")
		for key in front:
			report = report[int(key)] if key.isdigit() else report[key]
		del report[last]
	return change


def off_by_one(report):
	report["memory"]["free_bytes"] += 1


def part_off_by_one(report):
	report["memory"]["kernel"]["percpu_bytes"] = 1 + (
		report["memory"]["kernel"]["percpu_bytes"] or 0)


REFUSED = [
	("a key is missing", drop("rates")),
	("a nested key is missing", drop("memory.swap.free_bytes")),
	("a key is unknown", put("memory.buffers_bytes", 1)),
	("a fraction of a byte", put("memory.available_bytes", 1.5)),
	("a whole fraction", put("memory.available_bytes", 1.0)),
	("an amount as text", put("memory.available_bytes", "1")),
	("a negative counter", put("memory.swap.total_bytes", -1)),
	("more than 64 bits", put("memory.available_bytes", 2**64)),
	("another schema", put("schema", "kmemwhere.report/2")),
	("a local time", put("time", "2026-11-22T15:04:31.120+01:00")),
	("time without milliseconds", put("time", "2026-11-22T15:04:31Z")),
	("an unknown severity", put("verdict.severity", "fatal")),
	("an unknown source", put("scope.source", "remote")),
	("an unknown state", put("protocols.0.state", "full")),
	("an unknown confidence", put("findings.0.confidence", "certain")),
	("a control character", put("host.name", "a\x1b[31m")),
	("an empty name", put("host.name", "")),
	("no finding", put("findings", [])),
	("the six terms do not add up", off_by_one),
	("the kernel's parts do not add up", part_off_by_one),
	("the verdict is another one", put("verdict.text", "x")),
	("a wrong row count", put("scope.sockets.listed", 10**6)),
	("a socket's unknown owner_via",
		lambda r: with_socket(r, owner_via="guess")),
	("a socket's cookie as a number", lambda r: with_socket(r, cookie=1001)),
	("a listener's queue in bytes", lambda r: with_socket(r, state="LISTEN",
		accept_queue={"length": 1, "max": 2})),
	("a listener without a queue", lambda r: with_socket(r, state="LISTEN",
		recvq_bytes=None, sendq_bytes=None)),
	("a look that lacks a key", lambda r: with_socket(r, look={
		k: v for k, v in LOOK.items() if k != "gone"})),
	("a look with an unknown reason", lambda r: with_socket(r, look=dict(
		LOOK, not_reading="lazy"))),
	("inode 0", lambda r: with_socket(r, inode=0)),
]

TEXTS = [
	("a key stands twice", b'{"schema":1,"schema":1}'),
	("NaN", b'{"schema":NaN}'),
	("invalid UTF-8", b'{"schema":"\xff"}'),
	("text behind the object", b'{} {}'),
]

count = 0
failed = False


def ok(good, text, why=()):
	global count, failed
	count += 1
	failed = failed or not good
	print("%sok %d - %s" % ("" if good else "not ", count, text))
	for line in why:
		print("# %s" % line)


try:
	validator = validate.load_validator(validate.default_schema())
except ImportError:
	print("1..0 # SKIP python3-jsonschema is missing")
	sys.exit(0)

for options in ([], ["--all"], ["--no-pss"],
		["--by=process"], ["--by=cgroup", "--all"], ["--top=1"], ["--top=0"]):
	run = subprocess.run([KMEMWHERE, "--json", *options], timeout=60,
		stdout=subprocess.PIPE, check=False)
	try:
		wrong = validate.errors(validate.parse(run.stdout), validator)
	except ValueError as error:
		wrong = [str(error)]
	ok(run.returncode == 0 and not wrong and run.stdout.count(b"\n") == 1,
		"--json %s is valid" % " ".join(options), wrong)

run = subprocess.run([KMEMWHERE, "--json", "--top=5"], timeout=60,
	stdout=subprocess.PIPE, check=False)
base = json.loads(run.stdout)
with_socket(base)
ok(not validate.errors(base, validator), "a socket row is valid",
	validate.errors(base, validator))
for text, change in REFUSED:
	report = copy.deepcopy(base)
	change(report)
	ok(validate.errors(report, validator), "refused: " + text)
for text, data in TEXTS:
	try:
		validate.parse(data)
		ok(False, "refused: " + text)
	except ValueError:
		ok(True, "refused: " + text)

UNITS = {"bytes", "bytes per second", "count", "id", "microseconds",
	"milliseconds", "pages", "percent", "ratio", "seconds"}


def unit_is_wrong(key, node):
	"""Each number has a unit, nothing else has; the key's is what it says."""
	types = node.get("type", [])
	types = {types} if isinstance(types, str) else set(types)
	unit = node.get("unit")
	if "enum" in node or not {"integer", "number"} & types:
		return unit is not None
	return unit not in UNITS or key.endswith("bytes") != (unit == "bytes")


def units(key, node):
	if unit_is_wrong(key, node):
		yield f"{key}: {node}"
	for inner, value in node.get("properties", {}).items():
		yield from units(inner, value)
	if "items" in node:
		yield from units(key, node["items"])


for what in ("report", "diff"):
	run = subprocess.run([KMEMWHERE, f"--json-schema={what}"], timeout=60,
		stdout=subprocess.PIPE, check=False)
	name = f"kmemwhere-{what}.schema.json"
	with open(os.path.join(TOP, "scripts", name), "rb") as file:
		ok(run.stdout == file.read(),
			f"scripts/{name} is what --json-schema={what} prints")
	bad = list(units("", json.loads(run.stdout)))
	ok(not bad, f"each number of {what} has its unit: {bad[:3]}")

keys_made = subprocess.run([os.path.join(TOP, "scripts", "report-keys"),
	"--check"], timeout=60, check=False)
ok(keys_made.returncode == 0,
	"the manual's list of keys is what scripts/report-keys makes")

print("1..%d" % count)
sys.exit(1 if failed else 0)
