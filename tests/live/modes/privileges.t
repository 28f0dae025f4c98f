#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What was not seen is not zero, and no OK goes without saying so: as nobody,
behind hidepid, in a user namespace, in a container, without /proc."""
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", ".."))
import tap  # noqa: E402

LOCK = "/tmp/kmemwhere-live.lock"
HELD = 48 << 20
SLACK = 64 << 20 # what a machine does between two runs
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
HIDEPID = ["unshare", "-m", "sh", "-c",
	   'mount -t proc -o hidepid=2 proc /proc && exec "$@"', "sh", *NOBODY]
PLACES = {
	"nobody": NOBODY,
	"hidepid": HIDEPID,
	"user namespace": [*NOBODY, "unshare", "-Ur"],
	"container": ["unshare", "-fmpnuiC", "--mount-proc"],
	"no /proc": ["unshare", "-m", "sh", "-c",
		     'umount -l /proc && exec "$@"', "sh"],
}
# What a run says of itself, and how it sees the machine.
OF_THE_RUN = re.compile(r"kmemwhere_(run_|last_run|build_info|gaps|processes|"
			r"network_namespaces|verdict|findings\b)")


def config(place):
	"""An empty one, of who runs there."""
	uid = 65534 if "setpriv" in PLACES.get(place, []) else 0
	path = os.path.join(tmp, f"conf{uid}")
	with open(path, "w", encoding="ascii"):
		os.chown(path, uid, uid)
	os.chmod(path, 0o644)
	return f"--config={path}"


def run(place, *args):
	return subprocess.run([*PLACES.get(place, []), program, *args],
			      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
			      stderr=subprocess.PIPE, text=True, timeout=120,
			      check=False)


def samples(place):
	return {name: float(value) for name, value in
		re.findall(r"^(\w+(?:\{.*\})?) (\S+)$",
			   run(place, "--prometheus").stdout, re.M)}


def check(place, *args):
	r = run(place, "--check", "--no-probe", config(place), *args)
	return r.stdout.split(" - ")[0].split()[-1], r.returncode, r.stdout


def holder(line):
	return re.search(r"'holder'=([^;]*)", line)[1]


def not_bare(place, *more):
	"""The verdict as a person, a program and a monitor see it."""
	doc = json.loads(run(place, "--json", "--no-probe", *more).stdout)
	first = doc["findings"][0]
	# "cannot tell" is sure; what was found is not
	said = first["code"] == "unknown" or first["confidence"] != "high" \
		and (first["code"] != "healthy" or "as far as" in first["title"])
	tap.ok(said,
	       f"{place}{''.join(more)[:6]}: no bare OK", first)
	word, status, line = check(place, *more)
	tap.ok(word == "UNKNOWN" and status == 3
	       or word == "OK" and status == 0 and "as far as" in line
	       or "notice:" in line, "nor does a monitor see one", line)
	return doc


def compare(place, root):
	"""Each figure is root's, or it is not there."""
	wrong = []
	mine = samples(place)
	for name, value in mine.items():
		# who sees less may have to say that he cannot tell
		if OF_THE_RUN.match(name) or 'code="unknown"' in name:
			continue
		# a part that comes and goes is small where it is absent
		want = root.get(name, 0 if "_bytes" in name else None)
		# bytes move; states, limits and counts of nothing do not
		room = SLACK if "_bytes" in name else 0.05
		if want is None or abs(value - want) > room:
			wrong.append(f"{name} {value}, root: {want}")
	tap.none(wrong, f"{place}: each metric is root's or absent")
	return mine


if os.environ.get("KMEMWHERE_LIVE") == "no":
	tap.skip_all("KMEMWHERE_LIVE=no")
if os.geteuid() != 0:
	tap.skip_all("live tests need root")
for tool in "setpriv", "unshare", "ip":
	if not shutil.which(tool):
		tap.skip_all(f"no {tool}")

lock = open(LOCK, "a", encoding="ascii")
fcntl.flock(lock, fcntl.LOCK_EX)
tmp = tempfile.mkdtemp(prefix="kmemwhere-live.")
os.chmod(tmp, 0o755)
program = shutil.copy(tap.kmemwhere, os.path.join(tmp, "kmemwhere"))
os.chmod(program, 0o755)
memhog = os.path.join(tap.build, "tests", "helpers", "memhog")
try:
	for place in [*PLACES]:
		if run(place, "--version").returncode:
			tap.skip(place, "cannot be made here")
			del PLACES[place]
	empty = os.path.join(tmp, "empty")
	os.mkdir(empty)
	not_bare("root", f"--from={empty}")
	for place in PLACES:
		not_bare(place)
	with subprocess.Popen(["unshare", "-n", "sh", "-c",
			       'ip link set lo up && exec "$@"', "sh", memhog,
			       "udp", "--bytes", str(HELD), "--sockets", "40",
			       "--seconds", "60"], stdin=subprocess.PIPE,
			      stdout=subprocess.PIPE) as hog:
		hog.stdout.readline()
		word, status, line = check("root", "-c", "holder=1M")
		tap.ok(word == "CRITICAL" and int(holder(line)[:-1]) >= HELD,
		       "root sees who holds it", line)
		root = samples("root")
		key = 'kmemwhere_socket_held_bytes{protocol="udp"}'
		tap.ok(root.get(key, 0) >= HELD, "and how much", root.get(key))
		for place in PLACES:
			word, status, line = check(place, "-c", "holder=1M")
			tap.equal((word, status, holder(line)),
				  ("UNKNOWN", 3, "U"), f"{place}: a holder "
				  "that was not seen is unknown, not 0")
			tap.ok("holder cannot be judged" in line
			       or "cannot be read" in line,
			       "which it says", line)
			r = run(place, "--alert", config(place),
				f"--state={tmp}/none/state",
				"--crit=holder=1M")
			tap.ok(r.returncode == 1, "--alert fails by it",
			       r.stdout, r.stderr)
			mine = compare(place, root)
			tap.equal([n for n in mine if "socket_held" in n
				   or "finding_severity" in n and "udp-un" in n
				   and not mine[n]],
				  [], "no sum of what may be seen")
			doc = json.loads(run(place, "--json").stdout)
			tap.equal((doc["memory"]["of_which"]["socket_bytes"],
				   doc["memory"]["pss"]["total_bytes"],
				   doc["protocols"][1]["charged_bytes"]),
				  (None, None, None), "null in --json")
		hog.stdin.close()
		hog.terminate()
finally:
	shutil.rmtree(tmp, ignore_errors=True)
tap.done()
