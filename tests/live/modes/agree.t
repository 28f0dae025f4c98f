#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Report, watch (lines, blocks, full screen), check and metrics judge alike
what only a closer look finds: pipes, a BPF map; and none accuses itself."""
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", ".."))
import tap  # noqa: E402

KMEMWHERE = os.path.abspath(tap.kmemwhere)
LOCK = "/tmp/kmemwhere-live.lock"
SOCKET = f"kmwt{os.getpid()}"
FAST = ["--netns=self", "--no-pss"]
FAULTS = [
	("pipe-buffers", ["pipes", "--bytes", "500M"]),
	("bpf-maps", ["bpf", "--kind", "array", "--bytes", "600M"]),
]


def run(*args):
	return subprocess.run([KMEMWHERE, *FAST, *args], check=False,
			      stdin=subprocess.DEVNULL, timeout=120, text=True,
			      stdout=subprocess.PIPE, stderr=subprocess.PIPE
			      ).stdout


def codes(line):
	return [f["code"] for f in json.loads(line)["findings"]]


def tmux(*args):
	return subprocess.run(["tmux", "-L", SOCKET, "-f", "/dev/null", *args],
		stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
		check=False).stdout.decode("utf-8", "replace")


def on_screen(pattern):
	"""What the full screen shows, once it does."""
	tmux("new-session", "-d", "-s", "w", "-x", "120", "-y", "40", "env",
	     "LC_ALL=C.UTF-8", KMEMWHERE, *FAST, "--watch=0.3")
	for _ in range(100):
		time.sleep(0.1)
		text = tmux("capture-pane", "-p", "-t", "w")
		if re.search(pattern, text):
			break
	tmux("kill-session", "-t", "w")
	return text


def agree(code, hog):
	report = codes(run("--json"))
	tap.ok(code in report, f"{code}: the report finds it", report)
	lines = run("--json", "0.3", "6").splitlines()
	tap.equal([code in codes(line) for line in lines], [True] * 6,
		  "each sample of --watch --json does")
	tap.equal(len(re.findall(rf"see {code} in", run("0.3", "3"))), 3,
		  "each block does")
	word = re.search(rf"{code} \((\w+)\)", run("--check", "-v"))
	tap.ok(word, "--check does")
	metric = re.search(rf'severity{{code="{code}"}} (\d)',
			   run("--prometheus"))
	tap.ok(metric and metric[1] != "0", "the metrics do", metric)
	if shutil.which("tmux"):
		words = "pipes|pipe buffers" if "pipe" in code else "BPF"
		text = on_screen(words)
		tap.ok(re.search(words, text)
		       and "nothing holds more" not in text,
		       "the full screen does", text)
	hog.terminate()


if os.environ.get("KMEMWHERE_LIVE") == "no":
	tap.skip_all("KMEMWHERE_LIVE=no")
if os.geteuid() != 0:
	tap.skip_all("live tests need root")

lock = open(LOCK, "a", encoding="ascii")
fcntl.flock(lock, fcntl.LOCK_EX)
os.environ["TMUX_TMPDIR"] = tempfile.mkdtemp(prefix="kmemwhere-live.")
memhog = os.path.join(tap.build, "tests", "helpers", "memhog")
try:
	for code, args in FAULTS:
		with subprocess.Popen([memhog, *args, "--seconds", "60"],
				      stdin=subprocess.PIPE,
				      stdout=subprocess.PIPE) as hog:
			if hog.stdout.readline():
				agree(code, hog)
			else:
				tap.skip(code, "cannot be made here")
	# it runs while it looks: its own map, tables and descriptors are no
	# part of what the machine has
	with subprocess.Popen([KMEMWHERE, *FAST, "--kernel", "--all", "--json"],
			      stdout=subprocess.PIPE) as p:
		memory = json.load(p.stdout)["memory"]
	detail = memory["kernel"]["detail"]
	own = [row for key in ("page_tables", "stacks")
	       for row in detail[key]["processes"] if row["pid"] == p.pid]
	own += [o for o in detail["bpf"] if o["name"].startswith("kmw")
		or o["name"] == "__loader.map"]
	tap.none(own, "the tool is not in its own lists")
finally:
	tmux("kill-server")
	shutil.rmtree(os.environ["TMUX_TMPDIR"], ignore_errors=True)
tap.done()
