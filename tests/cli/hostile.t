#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile names, no privileges, and captures that hold nothing."""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15


def holder(comm):
	"""A process of that name with a UDP socket that nobody reads: its
	pid, and the socket's address."""
	reader, writer = os.pipe()
	pid = os.fork()
	if pid == 0:
		libc = ctypes.CDLL(None)
		libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
		libc.prctl(PR_SET_NAME, comm)
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		sock.bind(("127.0.0.1", 0))
		for _ in range(20):
			sock.sendto(b"x" * 512, sock.getsockname())
		os.write(writer, b"127.0.0.1:%d" % sock.getsockname()[1])
		while True:
			signal.pause()
	os.close(writer)
	local = os.read(reader, 80).decode()
	os.close(reader)
	return pid, local


def end(pid):
	os.kill(pid, signal.SIGKILL)
	os.waitpid(pid, 0)


def control(text):
	return [line for line in text.splitlines()
		if any(ord(c) < 32 and c != "\t" or 0x7f <= ord(c) < 0xa0
		       or c in "\u202e\u2066\ufffd" for c in line)]


# comm (15 bytes at most), and how it must be printed
NAMES = [(b"\x1b[31m\x1b]0;a\x07b", r"\x1b[31m\x1b]0;a\x07b"),
	 (b"a\nb\tc\rd\x7f", r"a\x0ab\x09c\x0dd\x7f"),
	 (b"\xff\xfe\xc3(", r"\xff\xfe\xc3("),
	 (b"\xe2\x80\xaeevil\xc2\x9b", r"\xe2\x80\xaeevil\xc2\x9b"),
	 (b'"}\\,{"x":1', r'"}\x5c,{"x":1'),
	 ("größe".encode(), "größe"),
	 (b"a b) S 1 (c", "a b) S 1 (c")]
for comm, shown in NAMES:
	pid, _ = holder(comm)
	args = ["--no-pss", "--netns=self", "-a"]
	try:
		# invalid bytes in the output would raise here
		report = tap.run(*args).stdout.decode()
		table = tap.run(*args, "-o", "PID,COMMAND").stdout.decode()
		ascii_ = tap.run(*args, "-o", "PID,COMMAND",
				 env={"LC_ALL": "C"}).stdout
		text = tap.run(*args, "--json").stdout.decode()
		doc = json.loads(text)
	except ValueError as err:
		tap.ok(False, f"{shown}: the output is text", err)
		end(pid)
		continue
	end(pid)
	tap.none(control(report) + control(table) + control(text),
		 f"{shown}: nothing raw in any output")
	tap.ok(max(ascii_) < 128, f"{shown}: LC_ALL=C stays ASCII")
	mine = [row.strip() for row in table.splitlines()
		if row.split()[:1] == [str(pid)]]
	tap.equal(mine, [f"{pid} {shown}"], f"{shown}: the table has it")
	tap.equal({o["comm"] for s in doc["sockets"] for o in s["owners"]
		   if o["pid"] == pid}, {shown}, f"{shown}: JSON has it")


def leaves(doc):
	if isinstance(doc, dict):
		doc = list(doc.values())
	if not isinstance(doc, list):
		return [doc]
	return [leaf for part in doc for leaf in leaves(part)]


# Another user, without any capability.
as_other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
	    "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
if os.getuid() != 0:
	as_other = []
if as_other and (not shutil.which("setpriv") or subprocess.run(
		[*as_other, "test", "-x", tap.kmemwhere]).returncode):
	tap.skip("unprivileged", "another user cannot run the program")
else:
	uid = 65534 if as_other else os.getuid()

	def unprivileged(*args):
		env = {**os.environ, "LC_ALL": "C.UTF-8"}
		return subprocess.run([*as_other, tap.kmemwhere, *args],
				      env=env, cwd="/", timeout=120,
				      stdout=subprocess.PIPE,
				      stderr=subprocess.PIPE)
	pid, queue = holder(b"not-yours")
	r = unprivileged()
	tap.ok(r.returncode == 0 and r.stderr == b"",
	       "without privileges there is a report", r.stderr)
	tap.ok("not root" in "\n".join(r.stdout.decode().splitlines()[:4]),
	       "its heading says so", r.stdout.decode()[:400])
	doc = json.loads(unprivileged("--json", "-a").stdout)
	tap.equal(doc["scope"]["uid"], uid, "it says whose eyes these are")
	tap.ok(tap.terms_add_up(doc), "the identity needs no privileges", doc["memory"])
	if as_other:
		tap.ok(doc["scope"]["processes"]["unreadable"] > 0,
		       "unreadable processes are counted", doc["scope"])
		tap.ok(doc["scope"]["gaps"], "and what was hidden is a gap")
		tap.equal([s["owners"] for s in doc["sockets"]
			   if s["local"] == queue], [[]],
			  "somebody else's socket is there, without an owner")
	end(pid)
tap.ok(tap.terms_add_up(json.loads(tap.run("--json").stdout)),
       "the six terms add up to the byte")

with tempfile.TemporaryDirectory() as folder:
	r = tap.run(f"--from={folder}", "--json")
	tap.ok(r.returncode == 1 and b"one folder down" in r.stderr,
	       "a capture that holds nothing is reported, with a hint",
	       r.stderr)
	doc = json.loads(r.stdout)
	tap.none([k for k in ["total_bytes", "kernel_bytes", "free_bytes",
			      "processes_bytes"]
		  if doc["memory"][k] is not None],
		 "all of it is unknown, nothing is 0")
	tap.equal((doc["scope"]["source"], doc["time"], doc["scope"]["uid"]),
		  ("capture", None, None), "it does not pretend to be live")
	tap.ok(doc["scope"]["gaps"], "and says what is missing")
	here = os.uname()
	with open("/proc/sys/kernel/random/boot_id") as f:
		boot = f.read().strip()
	tap.none([w for w in leaves(doc)
		  if w in (here.nodename, here.release, boot)],
		 "nothing of this machine is in it")
	tap.equal(tap.run(f"--from={folder}").returncode, 1,
		  "as a table, too")
	tap.equal(doc["verdict"]["code"], "unknown", "its verdict is no OK")
	r = tap.run(f"--from={folder}", "--check")
	tap.ok(r.returncode == 3 and r.stdout.startswith(b"KMEMWHERE UNKNOWN"),
	       "nor is it for --check", r.stdout)
	os.makedirs(folder + "/db-07/proc")
	r = tap.run(f"--from={folder}")
	tap.ok(r.returncode == 1 and b"'db-07'" in r.stderr,
	       "the folder below is named", r.stderr)

	# A symlink that leads out of the folder shows nothing of this machine.
	os.makedirs(folder + "/proc/net")
	os.symlink("/proc/meminfo", folder + "/proc/meminfo")
	os.symlink("/proc/net/sockstat", folder + "/proc/net/sockstat")
	os.symlink("../../../../../../../../proc/vmstat",
		   folder + "/proc/vmstat")
	doc = json.loads(tap.run(f"--from={folder}", "--json").stdout)
	tap.equal((doc["memory"]["total_bytes"],
		   [p["used_bytes"] for p in doc["protocols"]]),
		  (None, [None] * len(doc["protocols"])),
		  "a capture's symlinks do not lead out of it")
	os.unlink(folder + "/proc/meminfo")
	os.mkfifo(folder + "/proc/meminfo")
	r = tap.run(f"--from={folder}", "--json", timeout=20)
	tap.equal(r.returncode, 1, "a FIFO in a capture does not hang it")
	os.unlink(folder + "/proc/meminfo")
	with open(folder + "/proc/meminfo", "wb") as f:
		f.write(os.urandom(100000))
	tap.equal(tap.run(f"--from={folder}", "--json").returncode, 1,
		  "noise in place of meminfo is no crash")
tap.done()
