#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What runs it unattended: the cron file and the systemd units."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# Capabilities that it needs; all others are given up.
NEEDS = {"CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH", "CAP_SYS_ADMIN",
	 "CAP_NET_ADMIN"}
# system calls beyond @system-service that collect/ makes somewhere
CALLS = ["setns", "kcmp", "pidfd_getfd"]
BLINDING = {"ProtectProc": "default", "ProcSubset": "all",
	    "PrivateNetwork": "no", "RestrictNamespaces": "net"}
EXPOSURE_MAX = 4.5


def built(*path):
	with open(os.path.join(tap.build, "scripts", *path)) as f:
		return f.read()


def settings(text):
	"""{setting: last value}"""
	return dict(re.findall(r"^(\w+)=(.*)$", text, re.M))


# --- cron

cron = built("cron", "kmemwhere")
jobs = re.findall(r"^(\S+ \S+ \S+ \S+ \S+) root (.+)$", cron, re.M)
tap.equal(len(jobs), 2, "the cron file has two jobs")
tap.none([line for line in cron.splitlines()
	  if line and not re.match(r"#|\w+=|[*\d]", line)],
	 "and no other lines than comments, variables and jobs")
tap.ok(cron.endswith("\n"), "its last line ends (else cron ignores the file)")
tap.none([c for _, c in jobs if "%" in c], "no % in a command: a newline there")
tap.ok("@" not in cron, "everything is filled in")
binary = re.search(r"test -x (\S+)", cron)[1]
tap.ok(binary.startswith("/") and binary.endswith("/kmemwhere"),
       "it runs the installed program", binary)


def job(command, program, systemd, folder):
	"""Runs a job as cron does: sh, no terminal, an empty environment."""
	command = command.replace(binary, program) \
		.replace("/run/systemd/system", systemd) \
		.replace("/var/lib/prometheus/node-exporter", folder)
	r = subprocess.run(["/bin/sh", "-c", command], env={}, cwd="/",
			   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
			   stderr=subprocess.STDOUT, timeout=60,
			   start_new_session=True)
	return r.returncode, r.stdout


with tempfile.TemporaryDirectory() as tmp:
	gone = os.path.join(tmp, "gone")
	marker = os.path.join(tmp, "program")
	with open(marker, "w") as f:
		f.write("#!/bin/sh\necho ran \"$*\"\nexit 5\n")
	os.chmod(marker, 0o755)
	for _, command in jobs:
		what = command.split()[-1].split("=")[0]
		tap.equal(job(command, gone, gone, tmp), (0, b""),
			  f"{what}: silence where the program is gone")
		tap.equal(job(command, marker, tmp, tmp), (0, b""),
			  f"{what}: silence where systemd runs")
		status, text = job(command, marker, gone, tmp)
		tap.ok(status == 5 and text.startswith(b"ran --"),
		       f"{what}: else it runs", status, text)
	tap.equal(job(jobs[1][1], marker, gone, gone), (0, b""),
		  "no metrics where node_exporter has no folder")
	tap.equal((job(jobs[1][1], tap.kmemwhere, gone, tmp),
		   os.path.exists(os.path.join(tmp, "kmemwhere.prom"))),
		  ((0, b""), True), "cron's job writes the metrics in silence")
	# an empty PATH, an unset HOME, no terminal
	r = subprocess.run([tap.kmemwhere, "--prometheus", "--no-pss"], env={},
			   stdin=subprocess.DEVNULL, capture_output=True,
			   start_new_session=True)
	tap.ok(r.returncode == 0 and not r.stderr
	       and b"kmemwhere_memory_bytes" in r.stdout,
	       "an empty environment is enough", r)
doc = json.loads(tap.run("--json").stdout)
with tempfile.TemporaryDirectory() as tmp:
	r = subprocess.run([tap.kmemwhere, "--alert",
			    f"--state={tmp}/state"], env={}, cwd="/",
			   stdin=subprocess.DEVNULL,
			   capture_output=True, start_new_session=True)
if doc["verdict"]["severity"] in ("ok", "notice"):
	tap.equal((r.returncode, r.stdout, r.stderr), (0, b"", b""),
		  "cron's alert is silent while all is well")
else:
	tap.skip("cron's alert is silent", "this machine is not well")
tap.ok("--alert" in tap.read("man/kmemwhere.8").replace("\\-", "-"),
       "the option that cron uses is in the manual")

# --- systemd

for name in "alert", "prometheus":
	unit = built("systemd", f"kmemwhere-{name}.service")
	s = settings(unit)
	tap.ok("@bindir@" not in unit
	       and s["ExecStart"].startswith(binary + " "),
	       f"{name}: the unit runs the installed program", s["ExecStart"])
	tap.equal(s["Type"], "oneshot", f"{name}: a timer starts it each time")
	tap.equal(set(s["CapabilityBoundingSet"].split()), NEEDS,
		  f"{name}: the capabilities that it needs, and no other")
	tap.equal({k: s.get(k) for k in BLINDING}, BLINDING,
		  f"{name}: nothing that would blind it is on")
	tap.none([c for c in CALLS if c not in s["SystemCallFilter"].split()],
		 f"{name}: the system calls that it needs are let through")
	timer = settings(tap.read("scripts", "systemd",
				  f"kmemwhere-{name}.timer"))
	tap.ok(timer.get("OnUnitActiveSec") and timer.get("OnBootSec")
	       and timer["WantedBy"] == "timers.target",
	       f"{name}: the timer has its interval", timer)
alert = settings(built("systemd", "kmemwhere-alert.service"))
tap.equal((alert["StateDirectory"], alert["ExecStart"].split()[1:]),
	  ("kmemwhere", ["--alert"]), "the alert has a place for its state")
metrics = settings(built("systemd", "kmemwhere-prometheus.service"))
folder = metrics["ConditionPathIsDirectory"]
tap.ok(f"--prometheus={folder}/" in metrics["ExecStart"]
       and metrics["ReadWritePaths"].lstrip("-") == folder,
       "the metrics' folder may be written", metrics)

# What the units leave must be enough: no gap more than with everything.
setpriv = shutil.which("setpriv", path="/usr/bin:/bin")
if os.geteuid() == 0 and setpriv:
	caps = ",".join("+" + c[4:].lower() for c in sorted(NEEDS))
	args = [tap.kmemwhere, "--json"]

	def gaps(*before):
		r = subprocess.run([*before, *args], capture_output=True,
				   check=True)
		return {(g["what"], g["error"]) for g in
			json.loads(r.stdout)["scope"]["gaps"]}

	# The machine goes on meanwhile: what is hidden is so each time.
	hidden = set.intersection(*[
		gaps(setpriv, f"--bounding-set=-all,{caps}") - gaps()
		for _ in range(3)])
	tap.none(hidden, "with the units' capabilities it sees what root sees")
else:
	tap.skip("the units' capabilities", "needs root and setpriv")

analyze = shutil.which("systemd-analyze",
		       path=os.environ.get("PATH", "") + ":/usr/bin:/bin")
if not analyze:
	tap.skip("systemd-analyze", "no systemd-analyze")
	tap.done()
with tempfile.TemporaryDirectory() as tmp:
	for name in "alert", "prometheus":
		for kind in "service", "timer":
			file = f"kmemwhere-{name}.{kind}"
			text = built("systemd", file) if kind == "service" \
				else tap.read("scripts", "systemd", file)
			with open(os.path.join(tmp, file), "w") as f:
				f.write(text.replace(binary, tap.kmemwhere))
	units = sorted(os.listdir(tmp))
	r = subprocess.run([analyze, "--man=no", "verify", *units], cwd=tmp,
			   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
			   text=True)
	if "Failed to" in r.stdout and "kmemwhere" not in r.stdout:
		tap.skip("systemd-analyze verify", r.stdout.strip()[:80])
	else:
		tap.none([line for line in r.stdout.splitlines()
			  if "kmemwhere" in line] +
			 [r.stdout] * (r.returncode != 0),
			 "systemd-analyze finds nothing in the units")
	for unit in units:
		if not unit.endswith(".service"):
			continue
		r = subprocess.run([analyze, "security", "--offline=true",
				    f"--threshold={int(EXPOSURE_MAX * 10)}",
				    "./" + unit], cwd=tmp,
				   stdout=subprocess.PIPE,
				   stderr=subprocess.STDOUT, text=True)
		level = re.search(r"Overall exposure level.*?: ([\d.]+)",
				  r.stdout)
		if not level:
			tap.skip(f"the exposure of {unit}",
				 r.stdout.strip()[:80] or "not told")
			continue
		tap.ok(float(level[1]) <= EXPOSURE_MAX,
		       f"{unit} is exposed {EXPOSURE_MAX} at most", level[0])
tap.done()
