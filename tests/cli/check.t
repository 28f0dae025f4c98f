#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--check speaks as the Monitoring Plugins Development Guidelines want it."""
import os
import re
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

CAPTURES = tap.captures()
NUMBER = r"-?\d+(?:\.\d+)?"
RANGE = rf"@?(?:(?:~|{NUMBER}):)?(?:{NUMBER})?"
ITEM = (rf"'[^'=]+'=(?:U|{NUMBER}(?:s|us|ms|%|B|KB|MB|TB|c)?)"
	rf";(?:{RANGE})?;(?:{RANGE})?;(?:{NUMBER})?;(?:{NUMBER})?")
LINE = re.compile(r"KMEMWHERE (OK|WARNING|CRITICAL|UNKNOWN) - ([ -{}~]+?)"
		  rf"(?: \|((?: {ITEM})+))?\n")
STATUS = {"OK": 0, "WARNING": 1, "CRITICAL": 2, "UNKNOWN": 3}
METRICS = ["kernel", "unaccounted", "udp", "tcp", "holder", "available"]
tmp = tempfile.mkdtemp(prefix="kmemwhere-check.")
conf = os.path.join(tmp, "conf")


def write(text):
	with open(conf, "w") as f:
		f.write(text)
	os.chmod(conf, 0o600)


def check(*args, **more):
	"""status word, text, perfdata as {label: (value, warn, crit, min, max)}"""
	write(more.pop("conf", ""))
	r = tap.run("--check", f"--config={conf}", *args, **more)
	out = r.stdout.decode("ascii", "replace")
	first = out.split("\n")[0] + "\n"
	m = LINE.fullmatch(first)
	if not tap.ok(m and STATUS[m.group(1)] == r.returncode
		      and (out == first or "-v" in args),
		      f"{' '.join(args)[-60:] or 'nothing'}: one line by the "
		      "grammar, and its exit status", out, r.returncode,
		      r.stderr.decode()):
		return "", "", {}
	perf = {}
	for item in (m.group(3) or "").split():
		label, values = item.split("=")
		perf[label.strip("'")] = tuple(values.split(";"))
	return m.group(1), m.group(2), perf


def capture(name, *args, **more):
	return check(f"--from={CAPTURES[name]}", *args, **more)


word, text, perf = check("--no-probe")
tap.equal(list(perf), METRICS, "all figures are there, in one order")
tap.ok(all(re.fullmatch(r"-?\d+B|U", v[0]) for v in perf.values()),
       "their unit is bytes", perf)
tap.ok(word != "UNKNOWN", "this machine can be judged", text)

word, text, perf = capture("healthy-full-cache")
tap.equal(word, "OK", "a healthy machine is OK")
tap.ok("nothing holds more than it should" in text, "and says so", text)
tap.equal({(v[1], v[2]) for v in perf.values()}, {("", "")},
	  "without thresholds there are none")
total = int(perf["kernel"][4])
kernel = int(perf["kernel"][0][:-1])
available = int(perf["available"][0][:-1])

for name in CAPTURES:
	word, _, _ = capture(name)
	if "healthy" in name:
		tap.equal(word, "OK", f"{name} is OK")
tap.equal(capture("udp-exhausted")[0], "CRITICAL", "UDP exhausted is CRITICAL")
tap.equal(capture("slab-leak")[0], "WARNING", "a slab leak is WARNING")
word, text, perf = capture("empty")
tap.equal((word, perf["kernel"][0]), ("UNKNOWN", "U"),
	  "nothing can be read: UNKNOWN, and U")
word, text, perf = check("--from=/nonexistent")
tap.equal((word, perf), ("UNKNOWN", {}), "no capture: UNKNOWN")

# Ranges: below, on and above the figure.
for given, want, shown in [
		(f"kernel={kernel}B", "OK", f"{kernel}"),
		(f"kernel={kernel - 1}B", "WARNING", f"{kernel - 1}"),
		(f"kernel={kernel}B:", "OK", f"{kernel}:"),
		(f"kernel={kernel + 1}B:", "WARNING", f"{kernel + 1}:"),
		(f"kernel=~:{kernel}B", "OK", f"~:{kernel}"),
		(f"kernel=1:{kernel}B", "OK", f"1:{kernel}"),
		(f"kernel=@{kernel}:{kernel}B", "WARNING",
		 f"@{kernel}:{kernel}"),
		(f"kernel=@{kernel + 1}B:", "OK", f"@{kernel + 1}:"),
		("99.5", "OK", str(int(total * 99.5 / 100))),
		("0.5", "WARNING", str(int(total * 0.5 / 100))),
		("kernel=0", "WARNING", "0")]:
	word, text, perf = capture("healthy-full-cache", "-w", given)
	tap.equal((word, perf["kernel"][1]), (want, shown), f"-w {given}")
	word, text, perf = capture("healthy-full-cache", f"--crit={given}")
	tap.equal((word, perf["kernel"][2]),
		  (want.replace("WARNING", "CRITICAL"), shown), f"-c {given}")
word, text, perf = capture("healthy-full-cache", "-w", "90%",
			   "-c", f"available={available + 1}B")
tap.equal((word, perf["available"][2]), ("CRITICAL", f"{available + 1}:"),
	  "too little is available")
tap.ok("available memory" in text, "which the text says", text)
word, _, _ = capture("empty", "-w", "udp=80%")
tap.equal(word, "UNKNOWN", "a threshold for an unknown figure: UNKNOWN")
word, _, _ = capture("udp-exhausted", "-w", "holder=1G")
tap.equal(word, "CRITICAL", "what is seen counts also beside the unknown")

# The configuration file counts here, too; the command line over it.
word, _, perf = capture("healthy-full-cache", conf="warn = kernel=0.5%\n")
tap.equal(word, "WARNING", "thresholds of the file")
word, _, perf = capture("healthy-full-cache", "-w", "99",
			conf="warn = kernel=0.5%\n")
tap.equal(word, "OK", "the command line stands above it")
word, text, _ = capture("slab-leak", conf="ignore = slab-unreclaimable\n")
tap.ok(word == "OK" and "silenced" in text, "what is silenced is OK", text)
word, text, _ = capture("slab-leak", conf="for = x\n")
tap.ok(word == "UNKNOWN" and f"{conf}:1: bad value" in text,
       "a broken file is UNKNOWN", text)

# Wrong usage is UNKNOWN on stdout: 2 would be CRITICAL.
for args, says in [(["--nosuch"], "unknown option"),
		   (["-w", "x"], "bad argument 'x' for --warn: expected"),
		   (["-w", "a|b"], "bad argument 'a/b'"),
		   (["-c"], "needs an argument"),
		   (["-t", "0"], "1 to 3600 seconds"),
		   (["-t", "x"], "bad argument 'x' for --top"),
		   (["--timeout=0"], "bad argument '0' for --timeout"),
		   (["--json"], "mutually exclusive"),
		   (["stray"], "unexpected operand"),
		   (["--config=/nonexistent"], "cannot use '/nonexistent'")]:
	r = tap.run("--check", *args)
	m = LINE.fullmatch(r.stdout.decode())
	tap.ok(m and m.group(1) == "UNKNOWN" and r.returncode == 3
	       and says in m.group(2), f"{' '.join(args)}: UNKNOWN",
	       r.stdout, r.stderr, r.returncode)

r = tap.run("--check", "-v", f"--from={CAPTURES['slab-leak']}")
lines = r.stdout.decode().splitlines()
tap.ok(len(lines) > 3 and lines[1].startswith("slab-unreclaimable (warning): ")
       and lines[2].startswith("  ") and "|" not in "".join(lines[1:]),
       "-v adds the evidence", r.stdout)

# A hostile name ends neither the text nor the line.
hostile = os.path.join(tmp, "capture")
os.makedirs(os.path.join(hostile, "proc"))
os.symlink(os.path.join(CAPTURES["slab-leak"], "proc", "meminfo"),
	   os.path.join(hostile, "proc", "meminfo"))
with open(os.path.join(CAPTURES["slab-leak"], "proc", "slabinfo")) as f:
	slabs = f.read()
with open(os.path.join(hostile, "proc", "slabinfo"), "w") as f:
	f.write(re.sub(r"(?m)^(kmalloc-\w+)", r"a|'=1B;\\x1b", slabs))
check(f"--from={hostile}")



def stuck():
	"""A check whose working child is stopped: status, line, seconds."""
	start = time.time()
	p = subprocess.Popen([tap.kmemwhere, "--check", "-t", "1",
			      f"--config={conf}"], text=True,
			     stdout=subprocess.PIPE, stderr=subprocess.PIPE)
	child = ""
	while not child and p.poll() is None:
		with open(f"/proc/{p.pid}/task/{p.pid}/children") as f:
			child = f.read().strip()
	if child:
		os.kill(int(child), signal.SIGSTOP)
	out, _ = p.communicate()
	return p.returncode, out, time.time() - start


# Reading /proc can hang where no signal ends it.
if os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
	write("")
	for _ in range(20):
		status, out, took = stuck()
		if took > 0.9:
			break
	tap.ok(status == 3 and took < 5
	       and out == "KMEMWHERE UNKNOWN - no answer within 1 s\n",
	       "-t: no answer within the time is UNKNOWN", status, out, took)
else:
	tap.skip("-t", "the kernel does not tell children")
with open("/dev/full", "wb") as full:
	r = tap.run("--check", stdout=full)
tap.equal(r.returncode, 3, "a line that cannot be written is UNKNOWN")
shutil.rmtree(tmp)
tap.done()
