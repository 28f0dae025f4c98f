#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--alert on captured machines: what is told, where, and what is kept."""
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

SICK = tap.capture("slab-leak")
SICK_SUBJECT = re.compile(r"kmemwhere: WARNING on \S+: .*slab.*")
ROOT = os.geteuid() == 0
tmp = tempfile.mkdtemp(prefix="kmemwhere-alert.")
os.chmod(tmp, 0o755)
conf = os.path.join(tmp, "conf")
folder = os.path.join(tmp, "state")
state = os.path.join(folder, "alert.state")
RAISED = "6f1d5f0a9c3b4f0e8a4d2b7c5e9f1a36"

# A machine that is well, and whose sockets could be seen.
WELL = tap.capture("made-dns-resolver-idle")
NO_UDP = tap.capture("made-kvm-host-full")


def fresh(text=""):
	"""No state, and that configuration."""
	shutil.rmtree(folder, ignore_errors=True)
	os.mkdir(folder, 0o700)
	with open(conf, "w") as f:
		f.write(text)
	os.chmod(conf, 0o600)


def alert(machine, *args, **more):
	return tap.run("--alert", f"--config={conf}", f"--state={state}",
		       f"--from={machine}", *args, **more)


def said(r):
	"""status, the first line of stdout, stderr"""
	return (r.returncode, r.stdout.decode().split("\n")[0],
		r.stderr.decode())


def told(r):
	return r.returncode == 0 and not r.stderr and \
		SICK_SUBJECT.fullmatch(r.stdout.decode().split("\n")[0])


def quiet(r, what):
	tap.equal((r.returncode, r.stdout, r.stderr), (0, b"", b""), what)


def fnv(data):
	h = 0xcbf29ce484222325
	for byte in data:
		h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff
	return b"\n{\"sum\":\"%016x\"}\n" % h


def read(path=state):
	with open(path, "rb") as f:
		return f.read()


def edit(change):
	"""Changes the state, and sums it up again."""
	doc = json.loads(read().split(b"\n")[0])
	change(doc)
	line = json.dumps(doc, separators=(",", ":")).encode()
	with open(state, "wb") as f:
		f.write(line + fnv(line))


# --- what is told, and when

fresh()
quiet(alert(WELL), "a healthy machine: nothing is told")
tap.equal((os.stat(state).st_mode & 0o777, sorted(os.listdir(folder))),
	  (0o600, ["alert.state", "alert.state.lock"]), "the state is private")
quiet(alert(SICK), "the first run of two: nothing yet")
r = alert(SICK)
tap.ok(told(r), "the second: it is told", r.stdout, r.stderr)
text = r.stdout.decode()
lines = text.splitlines()
tap.ok(len(lines[0]) <= 78, "the first line is a subject of 78 columns",
       lines[0])
tap.none([ln for ln in lines if len(ln) > 78], "no line is longer")
tap.ok(lines[1] == "" and "evidence" in text and "do now" in text
       and "see slab-unreclaimable in kmemwhere(8)" in text,
       "then evidence and remedy", text)
for _ in range(5):
	r = alert(SICK)
quiet(r, "it is not told again")
edit(lambda doc: doc["incidents"][0].update(told_ms=1000))
r = alert(SICK)
tap.ok(told(r) and b"persists" in r.stdout,
       "after hours it is told again", r.stdout, r.stderr)
for _ in range(5):
	quiet(alert(NO_UDP), "what could not be seen is not over")
quiet(alert(WELL), "one run without it is not its end")
r = alert(WELL)
tap.ok(said(r)[0] == 0 and re.match(
	r"kmemwhere: OK(?: on \S+)?: over: .*slab", said(r)[1]) and not r.stderr,
       "the second is: told once", r.stdout, r.stderr)
quiet(alert(WELL), "and not again")

fresh("for = 1\nlevel = critical\n")
quiet(alert(SICK), "level = critical: a warning is not told")
r = alert(tap.capture("udp-exhausted"), "--level=critical")
tap.ok("CRITICAL" in said(r)[1], "but what is critical is", r.stdout)
fresh("for = 1\nignore = slab-unreclaimable:buffer_head\n")
alert(SICK)
key = json.loads(read().split(b"\n")[0])["incidents"][0]["key"]
fresh(f"for = 1\nignore = {key}\n")
quiet(alert(SICK), "what is silenced is not told")
fresh("for = 1\n")
alert(SICK)
with open(conf, "a") as f:
	f.write(f"ignore = {key}\n")
alert(WELL)
quiet(alert(WELL), "and what is silenced later is not told to be over")
fresh()
r = alert(SICK, "--for=1", "--warn=kernel=1%", "--crit", "kernel=1B")
tap.ok(said(r)[1].startswith("kmemwhere: CRITICAL") and
       " (and 1 more)" in said(r)[1] and len(said(r)[1]) <= 78 and
       b"kernel memory is" in r.stdout,
       "a threshold is told beside it, the worst first", r.stdout)
fresh("for = 1\nwarn = udp=80%\n")
r = alert(NO_UDP)
tap.ok(r.returncode == 1 and b"cannot be judged" in r.stderr,
       "a threshold that cannot be judged is a failure", r.stderr)
fresh("for = 1\n")
r = alert(tap.capture("empty"))
tap.ok(r.returncode == 1 and b"cannot be read" in r.stderr,
       "blind is a failure", r.stderr)
r = alert(SICK, env={"LC_ALL": "C"})
tap.ok(r.stdout and all(c < 0x80 for c in r.stdout),
       "without UTF-8 it is ASCII", r.stdout)

# A state that is full: what has no room is not told, but counted.
fresh("for = 1\n")
alert(WELL)
edit(lambda doc: doc["incidents"].extend({
	"key": f"full-{i}", "title": "it stands", "severity": 2, "raised": 1,
	"seen": 9, "first_ms": 1000 + i, "told_ms": 1000 + i}
	for i in range(63)))
r = alert(SICK, "--warn=kernel=1%")
tap.ok(" (and 1 more)" in said(r)[1] and
       b"\n1 more persists, too many to list:\n" in r.stdout,
       "one that has no room is counted", r.stdout, r.stderr)

# A leak: kept samples of an hour, and one more now.
fresh("grow = 500M\nfor = 1\n")
alert(WELL)
now = int(time.time() * 1000)


def leak(doc, step):
	kernel = doc["samples"][0]["kernel"]
	doc["samples"] = [{"time_ms": now - (12 - i) * 300000,
			   "kernel": kernel - (12 - i) * step}
			  for i in range(12)]


edit(lambda doc: leak(doc, 50 << 20))
r = alert(WELL)
tap.ok("kernel memory grows by 600.0 MiB per hour" in r.stdout.decode(),
       "a leak is proved by the samples", r.stdout, r.stderr)
quiet(alert(WELL), "and told once")
fresh("grow = 500M\nfor = 1\n")
alert(WELL)
edit(lambda doc: leak(doc, 20 << 20))
quiet(alert(WELL), "half as much is none")
fresh("for = 1\n")
alert(WELL)
edit(lambda doc: leak(doc, 50 << 20))
quiet(alert(WELL), "growth is only judged when asked for")

# --- where the message goes

fresh("for = 1\n")
with open("/dev/full", "wb") as full:
	r = alert(SICK, stdout=full)
tap.ok(r.returncode == 1 and b"No space" in r.stderr,
       "a message that cannot be written is a failure", r.stderr)
tap.ok(told(alert(SICK)), "and is told by the next run")

script = os.path.join(tmp, "told")
out = os.path.join(tmp, "out")


def program(text):
	with open(script, "w") as f:
		f.write(text)
	os.chmod(script, 0o755)


program(f"#!/bin/sh\nenv >{out}.env\npwd >{out}.pwd\necho $# >{out}.args\n"
	f"cat >{out}.json\nls /proc/self/fd >{out}.fds\n")
fresh(f"for = 1\nexec = {script}\n")
r = alert(SICK, env={"SECRET": "x", "LD_LIBRARY_PATH": "/nowhere"})
quiet(r, "--exec: stdout stays empty")
doc = json.loads(read(f"{out}.json"))
tap.equal((doc["schema"], doc["verdict"]["code"]),
	  ("kmemwhere.report/1", "slab-unreclaimable"),
	  "--exec: the report on stdin")
env = dict(ln.split("=", 1) for ln in read(f"{out}.env").decode().splitlines())
for name in ("_", "PWD", "SHLVL", "OLDPWD"):
	env.pop(name, None)
tap.equal(sorted(env), [
	"HOME", "KMEMWHERE_BYTES", "KMEMWHERE_CODE", "KMEMWHERE_EVENT",
	"KMEMWHERE_EVENTS", "KMEMWHERE_INCIDENT", "KMEMWHERE_SEVERITY",
	"KMEMWHERE_SUBJECT", "LC_ALL", "PATH", "SHELL"],
	"--exec: a fixed environment")
tap.equal((env["KMEMWHERE_CODE"], env["KMEMWHERE_EVENT"],
	   env["KMEMWHERE_EVENTS"], env["KMEMWHERE_SEVERITY"],
	   env["KMEMWHERE_INCIDENT"]),
	  ("slab-unreclaimable", "raised", "1", "warning", key),
	  "--exec: it names the incident")
tap.ok(SICK_SUBJECT.fullmatch(env["KMEMWHERE_SUBJECT"]),
       "--exec: and has a subject", env)
tap.equal((read(f"{out}.pwd"), read(f"{out}.args")), (b"/\n", b"0\n"),
	  "--exec: in /, without arguments")
tap.ok(len(read(f"{out}.fds").split()) == 4, "--exec: no fd but 0 to 2",
       read(f"{out}.fds"))
quiet(alert(SICK), "--exec: told once")

program("#!/bin/sh\nexit 0\n")
fresh(f"for = 1\nexec = {script}\n")
quiet(alert(SICK), "--exec: a program that does not read blocks nobody")
program("#!/bin/sh\nexit 7\n")
fresh(f"for = 1\nexec = {script}\n")
r = alert(SICK)
tap.ok(r.returncode == 0 and b"exited with status 7" in r.stderr and
       b"WARNING" in r.stdout, "--exec: its failure is told, and the message "
       "goes to stdout", r.stdout, r.stderr)
program(f"#!/bin/sh\ntrap '' TERM\necho $$ >{out}.pid\nsleep 60 & sleep 60\n"
	"wait\n")
fresh(f"for = 1\nexec = {script}\nexec-timeout = 1\n")
start = time.time()
r = alert(SICK)
took = time.time() - start
tap.ok(r.returncode == 0 and b"timed out" in r.stderr and
       b"WARNING" in r.stdout and 1 <= took < 10,
       "--exec: a time limit", took, r.stdout, r.stderr)
time.sleep(0.1)
pgid = int(read(f"{out}.pid"))
left = subprocess.run(["ps", "-eo", "pgid=,stat="], stdout=subprocess.PIPE,
		      text=True).stdout.splitlines()
tap.none([ln for ln in left if ln.split()[0] == str(pgid)
	  and not ln.split()[1].startswith("Z")],
	 "--exec: its whole group is ended")
fresh("for = 1\nexec = /nonexistent/program\n")
r = alert(SICK)
tap.ok(r.returncode == 0 and b"No such file" in r.stderr and
       b"WARNING" in r.stdout, "--exec: a program that is not there", r.stderr)


def in_namespace(place, *args):
	"""Runs with a folder of ours in the place of a system's one."""
	inner = os.path.join(tmp, "inner.sh")
	with open(inner, "w") as f:
		f.write('mount --bind "$1" "$2" || exit 99\nshift 2\n'
			'exec "$@"\n')
	return ["unshare", "-m", "sh", inner, *place, tap.kmemwhere, "--alert",
		f"--config={conf}", f"--state={state}", f"--from={SICK}", *args]


def can_mount():
	return ROOT and subprocess.run(
		["unshare", "-m", "true"], stderr=subprocess.DEVNULL
	).returncode == 0


def listen(path):
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind(path)
	s.settimeout(5)
	return s


def fields(data):
	"""The native protocol of the journal, read as it is documented."""
	found = {}
	while data:
		end = data.index(b"\n")
		line, data = data[:end], data[end + 1:]
		if b"=" in line:
			name, value = line.split(b"=", 1)
		else:
			name = line
			size = struct.unpack("<Q", data[:8])[0]
			value, data = data[8:8 + size], data[8 + size:]
			assert data[:1] == b"\n"
			data = data[1:]
		assert re.fullmatch(rb"[A-Z][A-Z0-9_]{0,63}", name), name
		found.setdefault(name.decode(), []).append(value.decode())
	return found


def receive(s):
	"""A datagram, or what is in the file that came beside it."""
	data, fds, _, _ = socket.recv_fds(s, 1 << 20, 4)
	if not fds:
		return data
	size = os.fstat(fds[0]).st_size
	data = os.pread(fds[0], size, 0)
	os.close(fds[0])
	return data


fresh("for = 1\njournal = yes\n")
built = tap.run("--check-config", f"--config={conf}")
if built.returncode:
	tap.ok(b"conf:2: journal: kmemwhere was built without libsystemd"
	       in built.stderr, "journal = yes: built without libsystemd",
	       built.stderr)
	fresh("for = 1\n")
	r = alert(SICK, "--journal")
	tap.ok(r.returncode and b"without libsystemd" in r.stderr,
	       "--journal: built without libsystemd", r.stderr)
	tap.skip("--journal", "built without libsystemd")
elif can_mount() and os.path.isdir("/run"):
	run = os.path.join(tmp, "run")
	os.makedirs(os.path.join(run, "systemd", "journal"))
	journal = listen(os.path.join(run, "systemd", "journal", "socket"))
	fresh("for = 1\njournal = yes\n")
	r = subprocess.run(in_namespace([run, "/run"]), stdout=subprocess.PIPE,
			   stderr=subprocess.PIPE)
	tap.equal((r.returncode, r.stdout, r.stderr), (0, b"", b""),
		  "--journal: stdout stays empty")
	got = fields(receive(journal))
	tap.equal({k: got.get(k) for k in (
		"PRIORITY", "SYSLOG_IDENTIFIER", "MESSAGE_ID",
		"KMEMWHERE_CODE", "KMEMWHERE_EVENT", "KMEMWHERE_SEVERITY",
		"KMEMWHERE_INCIDENT")}, {
		"PRIORITY": ["4"], "SYSLOG_IDENTIFIER": ["kmemwhere"],
		"MESSAGE_ID": [RAISED],
		"KMEMWHERE_CODE": ["slab-unreclaimable"],
		"KMEMWHERE_EVENT": ["raised"],
		"KMEMWHERE_SEVERITY": ["warning"],
		"KMEMWHERE_INCIDENT": [key]}, "--journal: its fields")
	tap.ok(got["MESSAGE"][0].startswith("kmemwhere: WARNING") and
	       "evidence" in got["MESSAGE"][0] and
	       got["KMEMWHERE_BYTES"][0].isdigit(),
	       "--journal: the message in full", got)
	fresh("for = 1\njournal = yes\n")
	journal.close()
	r = subprocess.run(in_namespace([run, "/run"]), stdout=subprocess.PIPE,
			   stderr=subprocess.PIPE)
	tap.ok(r.returncode == 0 and b"refused" in r.stderr and
	       b"WARNING" in r.stdout, "--journal: nobody there: stdout",
	       r.stdout, r.stderr)
	os.unlink(os.path.join(run, "systemd", "journal", "socket"))
	fresh("for = 1\njournal = yes\n")
	r = subprocess.run(in_namespace([run, "/run"]), stdout=subprocess.PIPE,
			   stderr=subprocess.PIPE)
	tap.ok(r.returncode == 0 and b"No such file" in r.stderr and
	       b"WARNING" in r.stdout, "--journal: no journal at all: stdout",
	       r.stdout, r.stderr)
else:
	tap.skip("--journal", "no mount namespace of our own")

if can_mount():
	dev = os.path.join(tmp, "dev")
	os.mkdir(dev)
	log = listen(os.path.join(dev, "log"))
	fresh("for = 1\nsyslog = yes\n")
	r = subprocess.run(in_namespace([dev, "/dev"]), stdout=subprocess.PIPE,
			   stderr=subprocess.PIPE)
	line = log.recv(65536).decode()
	tap.ok(r.returncode == 0 and not r.stdout and not r.stderr and
	       re.match(rf"<28>.* kmemwhere\[\d+\]: warning \(raised\): "
			rf"{re.escape(key)}: the slab cache", line),
	       "--syslog: one line", line, r.stdout, r.stderr)
	log.close()
	fresh("for = 1\nsyslog = yes\n")
	r = subprocess.run(in_namespace([dev, "/dev"]), stdout=subprocess.PIPE,
			   stderr=subprocess.PIPE)
	tap.ok(r.returncode == 0 and b"cannot send the message to syslog" in r.stderr and
	       b"WARNING" in r.stdout, "--syslog: nobody there: stdout",
	       r.stdout, r.stderr)
else:
	tap.skip("--syslog", "no mount namespace of our own")
shutil.rmtree(tmp)
tap.done()
