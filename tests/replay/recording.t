#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--record, --replay, --sample, --diff, --mask, and files that were harmed."""
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

FAST = ["--no-pss", "--no-probe", "--netns=self"]
BEGIN = b'{"schema":"kmemwhere.recording/1","time_ms":'
tmp = tempfile.mkdtemp(prefix="kmemwhere-record.")


def path(name):
	return os.path.join(tmp, name)


def put(name, content):
	with open(path(name), "wb") as f:
		f.write(content)
	return path(name)


def get(name):
	with open(path(name), "rb") as f:
		return f.read()


def body(table):
	"""Without the header: it says what the source was."""
	return table.split(b"\n\n", 1)[-1]


def as_recorded(report):
	"""What a replay must say, byte for byte."""
	for source in b"live", b"capture":
		report = report.replace(b'"source":"' + source + b'"',
					b'"source":"recording"', 1)
	return report


def same(got, want, what):
	"""Equal reports; where they differ is shown."""
	at = next((i for i, (x, y) in enumerate(zip(got, want)) if x != y),
		  min(len(got), len(want)))
	tap.ok(got == want and got, what, f"byte {at}:",
	       got[max(at - 60, 0):at + 60], want[max(at - 60, 0):at + 60])


def refused(name, where, what, *options):
	"""A file that cannot be replayed: its line, exit 1, nothing on stdout."""
	r = tap.run(f"--replay={path(name)}", *options)
	err = r.stderr.decode()
	tap.ok(r.returncode == 1 and not r.stdout
	       and f"{path(name)}{where}: " in err and what in err
	       and err.count("\n") == 1, f"{name}: {what}", r.returncode, err)


def lines_of(name):
	"""Whole documents in a file, each of them read."""
	data = get(name)
	tap.ok(data.endswith(b"\n") and all(
		json.loads(line)["schema"] == "kmemwhere.recording/1"
		for line in data.splitlines()), f"{name} has whole documents")
	return data.count(b"\n")


# Captured machines, every format.
FORMATS = [["--json"], ["--json", "--all"], ["--bytes", "--ascii"],
	   ["--top=3"], ["--by=process", "--json"], ["--by=cgroup", "--json"],
	   ["--by=port"], ["-o", "+CGROUP,PID,FD,WHY,UID,INODE", "-a"]]
for case, folder in tap.sample(list(tap.captures().items())):
	capture = f"--from={folder}"
	made = [tap.run(capture, "--json", *more, f"--record={path(name)}")
		for more, name in (([], "case"), (["--all"], "case-all"))]
	# of an empty folder there is a report, and a hint
	if not tap.ok(not any(r.returncode or r.stderr for r in made
			      if case != "empty"),
		      f"{case} is recorded", made):
		continue
	for options in FORMATS:
		rec = path("case-all" if set(options) & {"-a", "--all"}
			   else "case")
		want = tap.run(capture, *options).stdout
		r = tap.run(f"--replay={rec}", *options)
		got = r.stdout
		if "--json" not in options and "-o" not in options:
			want, got = body(want), body(got)
		if (as_recorded(want), r.stderr) != (got, b"") or not got:
			same(got, as_recorded(want), f"{case} {options}")
			break
	else:
		tap.ok(True, f"{case} replays the same in every format")
	os.unlink(path("case"))
	os.unlink(path("case-all"))

# This machine.
rec = path("live.rec")
live = tap.run(f"--record={rec}", "--json", *FAST)
tap.equal((live.returncode, live.stderr), (0, b""), "a live report is recorded")
replay = tap.run(f"--replay={rec}", "--json")
same(replay.stdout, as_recorded(live.stdout), "and replays byte for byte")
tap.equal(stat.S_IMODE(os.stat(rec).st_mode), 0o600, "its mode is 0600")
live = tap.run(f"--record={rec}", *FAST)
same(body(tap.run(f"--replay={rec}").stdout), body(live.stdout),
     "the table, too, of the last sample")
tap.equal(lines_of("live.rec"), 2, "two samples are two lines")
invalid = tap.invalid()
if invalid:
	tap.none(invalid(replay.stdout), "a replay is as the schema wants")
again = tap.run(f"--replay={rec}", f"--record={path('copy.rec')}", "--json")
tap.equal((again.returncode, get("copy.rec") == get("live.rec")), (0, True),
	  "a recording of a recording is the same")
# with everything: looks, owners, cgroups
full = tap.run(f"--record={path('full.rec')}", "--json", "--all")
same(tap.run(f"--replay={path('full.rec')}", "--json", "--all").stdout,
     as_recorded(full.stdout), "a full report replays byte for byte")

# Which sample.
doc = json.loads(get("live.rec").splitlines()[0])
lines = [json.dumps(dict(doc, time_ms=ms), separators=(",", ":")).encode()
	 for ms in (1795359871120, 1795359881120, 1795359891120)]
put("three.rec", b"\n".join(lines) + b"\n")
SAMPLES = [("1", "15:04:31.120Z"), ("-1", "15:04:51.120Z"),
	   ("-3", "15:04:31.120Z"), ("2", "15:04:41.120Z"),
	   ("2026-11-22T15:04:41Z", "15:04:41.120Z"),
	   ("2026-11-22T15:04:50.999Z", "15:04:41.120Z"),
	   ("2026-11-22T15:04Z", "15:04:51.120Z"),
	   ("2030-01-01", "15:04:51.120Z")]
for sample, want in SAMPLES:
	r = tap.run(f"--replay={path('three.rec')}", f"--sample={sample}",
		    "--json")
	got = json.loads(r.stdout)["time"] if r.stdout else r.stderr
	tap.equal(got, "2026-11-22T" + want, f"--sample={sample}")
for sample, status, what in [
		("4", 1, "has 3 samples, not '4'"), ("0", 1, "not '0'"),
		("-4", 1, "not '-4'"), ("x", 2, "neither the number"),
		("2020-01-01T00:00:00Z", 1, "no sample up to"),
		("2026-13-01", 2, "neither the number")]:
	r = tap.run(f"--replay={path('three.rec')}", f"--sample={sample}")
	tap.ok(r.returncode == status and what in r.stderr.decode(),
	       f"--sample={sample} is refused", r)
r = tap.run(f"--replay={path('three.rec')}", "--list-samples", "-n")
rows = [line.split() for line in r.stdout.decode().splitlines()]
tap.equal(rows, [[str(i + 1), "2026-11-22T15:04:" + s, str(len(lines[i]) + 1)]
		 for i, s in enumerate(["31.120Z", "41.120Z", "51.120Z"])],
	  "--list-samples")

# Files that are none, or were harmed.
put("empty", b"")
refused("empty", "", "it is empty")
put("binary", bytes(range(256)) * 50)
refused("binary", ":1", "no kmemwhere.recording/1")
put("foreign.json", b'{"schema":"other/1"}\n')
refused("foreign.json", ":1", "no kmemwhere.recording/1")
put("newer", BEGIN.replace(b"/1", b"/2") + b"1,\n")
refused("newer", ":1", "no kmemwhere.recording/1")
put("second", lines[0] + b"\nrubbish\n" + lines[1] + b"\n")
refused("second", ":2", "no kmemwhere.recording/1")
put("blank", lines[0] + b"\n\n")
refused("blank", ":2", "no kmemwhere.recording/1")
put("short", lines[0][:-100])
refused("short", ":1", "not whole")
put("broken", lines[0] + b"\n" + lines[1].replace(b'"socks":[', b'"socks":{')
    + b"\n")
refused("broken", ":2", "list is missing")
r = tap.run(f"--replay={path('broken')}", "--sample=1")
tap.equal((r.returncode, r.stderr), (0, b""), "its first sample can be read")
put("nul", lines[0][:300] + b"\0" + lines[0][300:] + b"\n")
refused("nul", ":1", "at byte")
put("bad-utf8", lines[0].replace(b'"name":"', b'"name":"\xff', 1) + b"\n")
refused("bad-utf8", ":1", "at byte")
put("hostile", lines[0].replace(b'"free"', b'"\\u001b[31m"').replace(
	b'"proto"', b'"\\u001b[31m"') + b"\n")
r = tap.run(f"--replay={path('hostile')}")
tap.ok(r.returncode in (0, 1) and b"\x1b" not in r.stdout + r.stderr,
       "hostile keys do no harm", r.stderr)
with open(path("huge"), "wb") as f:
	f.write(BEGIN + b"1,")
	f.truncate((1 << 30) + 100000)
refused("huge", ":1", "too long")
with open(path("huge"), "wb") as f:
	f.truncate(1 << 40)
refused("huge", ":1", "no kmemwhere.recording/1")
os.unlink(path("huge"))
put("cut", lines[0] + b"\n" + lines[1][:-1])
r = tap.run(f"--replay={path('cut')}")
tap.ok(r.returncode == 0 and r.stderr.decode() ==
       f"kmemwhere: {path('cut')}:2: ignoring an incomplete last line\n",
       "half a line at the end is left out, and told", r.stderr)
for what, bad in [("no such file", path("none")), ("a folder", tmp),
		  ("a device", "/dev/zero")]:
	r = tap.run(f"--replay={bad}")
	tap.ok(r.returncode == 1 and b"cannot replay" in r.stderr,
	       f"{what} is refused", r)
doc.update(memory={"info": {"MemTotal": 1 << 56}}, new={"x": [1]})
put("odd", json.dumps(doc, separators=(",", ":")).encode() + b"\n")
r = tap.run(f"--replay={path('odd')}", "--json")
tap.ok(r.returncode == 0 and json.loads(r.stdout)["memory"]["total_bytes"]
       == 1 << 56, "a newer writer's keys are left out", r.stderr)


def record(name, *options, source="three.rec", **more):
	return tap.run(f"--replay={path(source)}", f"--record={path(name)}",
		       *options, **more)


# Appending.
shutil.copy(path("cut"), path("append"))
r = record("append")
tap.ok(r.returncode == 0 and b"incomplete line" in r.stderr
       and lines_of("append") == 4, "half a line is cut off before appending",
       r.stderr)
for what, name, make in [
		("a symbolic link", "link", lambda p: os.symlink(rec, p)),
		("not a regular file", "fifo", os.mkfifo),
		("hard link", "hard", lambda p: os.link(path("copy.rec"), p)),
		("Is a directory", "dir", os.mkdir),
		("not a recording", "foreign", lambda p: put("foreign", b"precious")),
		("not a recording", "long", lambda p: put("long", b"x" * 10000))]:
	make(path(name))
	before = get("live.rec"), get("copy.rec")
	r = record(name)
	tap.ok(r.returncode == 1 and b"cannot record to" in r.stderr
	       and what in r.stderr.decode() and r.stdout.strip() in (b"",)
	       and (get("live.rec"), get("copy.rec")) == before,
	       f"--record refuses {name}: {what}", r.returncode, r.stderr)
tap.equal(get("foreign"), b"precious", "a foreign file is not touched")
if os.geteuid() == 0:
	put("theirs", lines[0] + b"\n")
	os.chown(path("theirs"), 12345, 12345)
	r = record("theirs")
	tap.ok(r.returncode == 1 and b"another user" in r.stderr,
	       "another user's file is refused", r.stderr)

# Rotation.
size = 2 * (len(lines[0]) + 1)
for _ in range(3):
	record("rot", f"--record-size={size + 10}")
tap.equal((lines_of("rot"), lines_of("rot.1"), os.path.exists(
	path("rot.2"))), (1, 2, False), "a file is rotated by its size")
tap.equal(stat.S_IMODE(os.stat(path("rot")).st_mode), 0o600,
	  "the new one has mode 0600, too")
record("one", "--record-size=1K")
tap.equal((lines_of("one"), lines_of("one.1")), (1, 1),
	  "a sample larger than the size stands alone")
os.symlink("/nonexistent", path("sym"))
os.rename(path("sym"), path("rot.1"))
r = record("rot", f"--record-size={size}")
tap.ok(r.returncode == 0 and not os.path.islink(path("rot.1")),
       "a link in the place of FILE.1 is not followed", r.stderr)

# Killed at any moment, and others writing: what is there is whole.
put("many.rec", b"\n".join(lines * 100) + b"\n")


def start(name, *options):
	return subprocess.Popen([tap.kmemwhere, f"--replay={path('many.rec')}",
				 f"--record={path(name)}", "--json", *options],
				stdout=subprocess.DEVNULL,
				stderr=subprocess.DEVNULL)


began = time.monotonic()
start("timed").wait()
took = time.monotonic() - began
cut = killed = bad = 0
for _ in range(40):
	p = start("killed", "--record-size=20M")
	time.sleep(random.uniform(0, took))
	p.send_signal(signal.SIGKILL)
	killed += p.wait() == -signal.SIGKILL
	if not os.path.exists(path("killed")) or not get("killed"):
		continue
	cut += not get("killed").endswith(b"\n")
	r = tap.run(f"--replay={path('killed')}", "--list-samples")
	bad += r.returncode != 0 and b"not whole" not in r.stderr
tap.ok(killed >= 10 and not bad,
       "kill -9 in the middle of writes leaves what can be read",
       f"{killed} killed, {cut} with half a line, {bad} unreadable")
r = record("killed")
tap.ok(r.returncode == 0 and lines_of("killed") >= 3,
       "and can be appended to", r.stderr)
writers = [start("shared", f"--record-size={100 * size}") for _ in range(4)]
tap.equal([p.wait() for p in writers], [0] * 4, "four writers of one file")
tap.ok(lines_of("shared") + lines_of("shared.1") > 200,
       "do not get into each other's lines")

# A full disk.
small = path("small")
os.mkdir(small)
if os.geteuid() == 0 and subprocess.run(
		["mount", "-t", "tmpfs", "-o",
		 f"size={len(lines[0]) * 5 // 4096 * 4}k", "kmemwhere", small],
		stderr=subprocess.DEVNULL).returncode == 0:
	try:
		for _ in range(2):
			r = record("small/full", source="many.rec")
		tap.ok(r.returncode == 1 and b"No space left" in r.stderr
		       and r.stdout, "a full disk is told, the report is there",
		       r.returncode, r.stderr)
		tap.ok(3 <= lines_of("small/full") <= 6, "and the file is whole")
		r = record("small/full", f"--record-size={size}")
		tap.ok(r.returncode == 1 and lines_of("small/full") >= 1,
		       "rotation on a full disk leaves a file that is whole",
		       r.stderr)
	finally:
		subprocess.run(["umount", small], check=False)
else:
	tap.skip("a full disk", "cannot mount a tmpfs")

shutil.rmtree(tmp, ignore_errors=True)
tap.done()
