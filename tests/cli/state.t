#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The state of --alert under attack: nothing is lost, nothing told twice."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

SICK = tap.capture("slab-leak")
ROOT = os.geteuid() == 0
KILLS = 200
tmp = tempfile.mkdtemp(prefix="kmemwhere-state.")
os.chmod(tmp, 0o755)
conf = os.path.join(tmp, "conf")
folder = os.path.join(tmp, "state")
state = os.path.join(folder, "alert.state")
bad = state + ".bad"
with open(conf, "w") as f:
	os.chmod(conf, 0o600)


def command(path=state, runs=1):
	return [tap.kmemwhere, "--alert", f"--config={conf}",
		f"--state={path}", f"--from={SICK}", f"--for={runs}"]


def alert(path=state, runs=1, **more):
	return subprocess.run(command(path, runs), stdout=subprocess.PIPE,
			      stderr=subprocess.PIPE, text=True, **more)


def fresh(mode=0o700):
	shutil.rmtree(folder, ignore_errors=True)
	os.mkdir(folder, 0o700)
	os.chmod(folder, mode)


def read(path=state):
	with open(path, "rb") as f:
		return f.read()


def write(data, path=state, mode=0o600):
	with open(path, "wb") as f:
		f.write(data)
	os.chmod(path, mode)


def told(r):
	return "kmemwhere: WARNING" in r.stdout


fresh()
alert()
GOOD = read()
quiet = alert()
tap.equal((quiet.returncode, quiet.stdout, quiet.stderr), (0, "", ""),
	  "a good state is used")


def version_1():
	"""The same state as the version before wrote it."""
	doc = json.loads(GOOD.split(b"\n")[0])
	sample, incident = doc["samples"][0], doc["incidents"][0]
	text = "kmemwhere-state 1\nboot {}\nsample {} - - - - -\n" \
		"incident 2 1 1 0 0 {} {} 0 {}\t{}\n".format(
			doc["state"]["boot_id"], sample["time_ms"],
			incident["first_ms"], incident["told_ms"],
			incident["key"], incident["title"])
	h = 0xcbf29ce484222325
	for byte in text.encode():
		h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff
	return f"{text}end {h:016x}\n".encode()


fresh()
write(version_1())
r = alert()
tap.equal((r.returncode, r.stdout, r.stderr), (0, "", ""),
	  "a state of the version before is used: nothing is told again")
tap.equal(read()[:1], b"{", "and it is written anew")


def set_aside(what, why, prepare):
	"""The file is not trusted, not lost, and not fatal."""
	fresh()
	prepare()
	before = os.lstat(state)
	r = alert()
	tap.ok(r.returncode == 0 and told(r) and why in r.stderr
	       and r.stderr.count("\n") == 1, f"{what}: set aside with a word",
	       r.returncode, r.stdout, r.stderr)
	tap.equal(os.lstat(bad).st_ino, before.st_ino,
		  f"{what}: it is kept under another name")
	r = alert()
	tap.equal((r.returncode, r.stdout, r.stderr), (0, "", ""),
		  f"{what}: the next run is quiet")


victim = os.path.join(tmp, "victim")
write(GOOD, victim)
set_aside("a hard link", "another user or writable",
	  lambda: os.link(victim, state))
set_aside("a file that all may write", "writable by others",
	  lambda: write(GOOD, mode=0o666))
set_aside("a truncated state", "damaged", lambda: write(GOOD[:-30]))
set_aside("an empty state", "damaged", lambda: write(b""))
set_aside("garbage", "damaged", lambda: write(os.urandom(3000)))
set_aside("a huge file", "damaged", lambda: write(b"x" * (1 << 20)))
set_aside("a changed state", "damaged",
	  lambda: write(GOOD.replace(b'"severity":2', b'"severity":1')))
set_aside("a later version", "another version",
	  lambda: write(b'{"format":"kmemwhere.alert-state/3"}\nmore\n'))
if ROOT:
	def foreign():
		write(GOOD)
		os.chown(state, 65534, 65534)
	set_aside("another user's file", "another user", foreign)
else:
	tap.skip("another user's file", "not root")


def unusable(what, why, path=state):
	"""No state can be kept: it is told all the same, at once, and said."""
	r = alert(path, runs=3)
	tap.ok(r.returncode == 1 and told(r) and why in r.stderr
	       and "may be reported again" in r.stdout,
	       f"{what}: told at once, and why it is told again",
	       r.returncode, r.stdout, r.stderr)


def refused(what, why, prepare):
	"""No state, and nothing that could be one: it stays where it is."""
	fresh()
	prepare()
	before = os.lstat(state)
	unusable(what, why)
	tap.equal((os.listdir(folder), os.lstat(state).st_ino),
		  (["alert.state"], before.st_ino), f"{what}: it is left alone")


refused("a folder", "Is a directory", lambda: os.mkdir(state))
refused("a FIFO", "not a regular file", lambda: os.mkfifo(state))
refused("a symbolic link", "symbolic link",
	lambda: os.symlink(victim, state))
tap.equal(read(victim), GOOD, "what it pointed at is as it was")
refused("a link to a folder", "symbolic link", lambda: os.symlink(tmp, state))
fresh(0o777)
unusable("a folder that all may write", "writable by others")
tap.equal(os.listdir(folder), [], "and nothing is written there")
fresh()
os.symlink(folder, folder + ".link")
unusable("a linked folder", "Not a directory",
	 os.path.join(folder + ".link", "alert.state"))
unusable("no folder", "No such file", os.path.join(tmp, "no", "state"))
fresh()
write(b"", state + ".lock", 0o666)
unusable("a lock that all may hold", "writable by others")
fresh()
os.symlink(victim, state + ".lock")
unusable("a linked lock", "symbolic link")
fresh()
os.symlink(victim, state + ".new")
r = alert()
tap.ok(r.returncode == 0 and told(r) and not os.path.islink(state)
       and read(victim) == GOOD, "a link in the way of the new file", r.stderr)
if ROOT:
	fresh()
	os.chown(folder, 65534, 65534)
	unusable("another user's folder", "another user")

# --- many at once

fresh()
runs = [subprocess.Popen(command(), stdout=subprocess.PIPE,
			 stderr=subprocess.PIPE, text=True) for _ in range(10)]
results = [(*p.communicate(), p.returncode) for p in runs]
tap.equal(sum("WARNING" in out for out, _, _ in results), 1,
	  "of ten at once one tells it")
tap.equal({(err, status) for _, err, status in results}, {("", 0)},
	  "and the others end quietly")
r = alert()
tap.equal((r.returncode, r.stdout, r.stderr), (0, "", ""),
	  "the state is as one run leaves it")


# --- killed in the middle

def samples():
	return len(json.loads(read().split(b"\n")[0])["samples"])


random.seed(1)
start = time.time()
alert()
usual = time.time() - start
fresh()
alert(runs=2)
kept = samples()
lost, torn, delivered = 0, 0, 0
for i in range(KILLS):
	p = subprocess.Popen(command(runs=2), stdout=subprocess.PIPE,
			     stderr=subprocess.PIPE, text=True)
	time.sleep(random.random() * usual * 1.2)
	p.send_signal(signal.SIGKILL)
	out, err = p.communicate()
	delivered += "WARNING" in out
	# the leak sanitizer speaks of itself where it is killed
	torn += any(not line.startswith("==") for line in err.splitlines())
	now = samples() if os.path.exists(state) else 0
	lost += now < min(kept, 60)
	kept = max(kept, now)
r = alert(runs=2)
delivered += told(r)
tap.equal((torn, lost), (0, 0),
	  f"killed {KILLS} times: the state was whole, and never went back")
tap.ok(1 <= delivered <= 2, "it was told, and not again and again", delivered)
tap.ok(r.returncode == 0 and not r.stderr, "the next run is at ease", r.stderr)
tap.none([n for n in os.listdir(folder)
	  if n not in ("alert.state", "alert.state.lock")],
	 "nothing is left lying about")

# --- a full disk


def mounted(script):
	inner = os.path.join(tmp, "inner.sh")
	with open(inner, "w") as f:
		f.write(script)
	return subprocess.run(
		["unshare", "-m", "sh", inner, folder, *command(runs=2)],
		stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


if ROOT and subprocess.run(["unshare", "-m", "true"],
			   stderr=subprocess.DEVNULL).returncode == 0:
	fresh()
	r = mounted("""d=$1; shift
	mount -t tmpfs -o size=64k,mode=0700 none "$d" || exit 99
	"$@" || exit 98
	cp "$d/alert.state" "$d/../before"
	head -c 1M /dev/zero >"$d/full" 2>/dev/null
	"$@"; echo "status $?"
	cmp "$d/alert.state" "$d/../before" && echo same
	ls "$d" | grep new
	rm "$d/full"
	"$@"; echo "status $?"
	"$@"; echo "status $?"
	""")
	tap.ok(r.returncode == 0 and "No space left" in r.stderr
	       and r.stdout.count("status 1") == 1
	       and r.stdout.count("kmemwhere: WARNING") == 2
	       and "may be reported again" in r.stdout and "same" in r.stdout
	       and ".new" not in r.stdout
	       and r.stdout.endswith("status 0\n"),
	       "a full disk: told, the old state is kept, and used later",
	       r.returncode, r.stdout, r.stderr)
	r = mounted("""d=$1; shift
	mount -t tmpfs -o size=64k,mode=0700 none "$d" || exit 99
	"$@" || exit 98
	mount -o remount,ro "$d"
	"$@"; echo "status $?"
	""")
	tap.ok("Read-only file system" in r.stderr and "status 1" in r.stdout
	       and r.stdout.count("kmemwhere: WARNING") == 1,
	       "a disk that is read only: told all the same", r.stdout,
	       r.stderr)
else:
	tap.skip("a full disk", "no mount namespace of our own")
shutil.rmtree(tmp)
tap.done()
