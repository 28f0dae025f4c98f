#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A recording on the full screen, in tmux: forward and back by keys."""
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

if not shutil.which("tmux"):
	tap.skip_all("no tmux here")
KMEMWHERE = os.path.abspath(tap.kmemwhere)
SOCKET = f"kmwr{os.getpid()}"
tmp = tempfile.mkdtemp(prefix="kmemwhere-screen.")
os.environ["TMUX_TMPDIR"] = tmp
REC = os.path.join(tmp, "rec")


def make(n):
	"""n samples, two seconds apart, of a machine whose slab grows."""
	tap.run(f"--from={tap.capture('healthy-full-cache')}", f"--record={REC}")
	with open(REC, encoding="utf-8") as file:
		base = json.loads(file.readline())
	with open(REC, "w", encoding="utf-8") as file:
		for i in range(n):
			doc = copy.deepcopy(base)
			doc["time_ms"] = 1795359871120 + i * 2000
			doc["host"]["uptime_ms"] = 1000000 + i * 2000
			doc["memory"]["info"]["MemFree"] -= i * 4096
			json.dump(doc, file, separators=(",", ":"))
			file.write("\n")


def tmux(*args):
	return subprocess.run(["tmux", "-L", SOCKET, "-f", "/dev/null", *args],
		stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
		check=False).stdout.decode("utf-8", "replace")


def screen():
	return tmux("capture-pane", "-p", "-t", "w")


def see(pattern, what):
	end = time.monotonic() + 15
	text = screen()
	while not re.search(pattern, text, re.M) and time.monotonic() < end:
		time.sleep(0.1)
		text = screen()
	# what was seen may have been drawn by half
	for _ in range(10):
		time.sleep(0.1)
		again = screen()
		if again == text or not re.search(pattern, again, re.M):
			break
		text = again
	tap.ok(re.search(pattern, text, re.M), what, *text.splitlines())
	return text


def keys(*names):
	tmux("send-keys", "-t", "w", *names)


def begin(options):
	tmux("new-session", "-d", "-s", "w", "-x", "80", "-y", "24", "sh", "-c",
	     f"env LC_ALL=C.UTF-8 TZ=UTC {KMEMWHERE} --watch{options} "
	     f"--replay={REC}; echo ENDED=$?; exec sleep 60")


LISTING = "sos_commands/networking/ss_-peaonmi"
CONTAINER = "/system.slice/docker-" + "4be1" * 16 + ".scope"


def make_groups():
	"""A service's sockets, three of a container, one of nobody."""
	folder = os.path.join(tmp, "groups")
	shutil.copytree(tap.capture("made-tcp-limit-unread"), folder)
	subprocess.run(["chmod", "-R", "u+w", folder], check=True)
	with open(os.path.join(folder, LISTING), encoding="utf-8") as file:
		text = file.read()
	for port in (40001, 40002, 40003):
		text = re.sub(rf"^(.*:{port} .* cgroup:)\S+", rf"\1{CONTAINER}",
			      text, count=1, flags=re.M)
	text = re.sub(r"^(.*:40004 .*)users:\S+ (.*) cgroup:\S+", r"\1\2",
		      text, count=1, flags=re.M)
	with open(os.path.join(folder, LISTING), "w", encoding="utf-8") as file:
		file.write(text)
	os.remove(REC)
	tap.run(f"--from={folder}", f"--record={REC}")


def ports_of_row(text):
	"""The ports of the peers on the page of a row."""
	return sorted(re.findall(r"10\.20\.\d+\.\d+:(4\d{4})", text))


try:
	# a server whose last session ends is gone while the next one starts
	tmux("new-session", "-d", "-s", "keep", "sleep", "600")
	make(200)
	begin("=0.5 --sample=50")
	first = see(r"15:06:09  sample 50 of 200  PAUSED",
		    "--sample is where it begins, and stands")
	tap.ok(all(len(line) <= 80 for line in first.splitlines())
	       and "left, right" in first, "it fits, and tells the keys", first)
	tap.ok(re.search(r"^free .*-2\.0 KiB/s", first, re.M),
	       "with the rates of the samples before", first)
	keys("Left")
	see(r"15:06:07  sample 49 of 200", "left: the sample before")
	keys("Right", "Right")
	see(r"15:06:11  sample 51 of 200", "right: the next one")
	keys(",")
	see(r"sample 50 of 200", "comma is left")
	again = screen()
	tap.equal(again.splitlines()[1:], first.splitlines()[1:],
		  "going back shows what was shown")
	keys(".")
	see(r"sample 51 of 200", "and a full stop is right")
	keys("]")
	see(r"sample 61 of 200", "] goes ten on")
	keys("[", "[")
	see(r"sample 41 of 200", "[ goes ten back")
	keys("Home")
	see(r"15:04:31  sample 1 of 200  PAUSED", "Home: the first")
	keys("Left")
	keys("End")
	see(r"15:11:09  sample 200 of 200  PAUSED", "End: the last")
	keys("Right")
	keys("b")
	see(r"sample 200 of 200 (.|\n)*by process", "b groups, as live")
	keys("?")
	see(r"^left right +a recording", "? tells of it")
	keys("?", "Home")
	see(r"sample 1 of 200", "back again")
	keys("Space")
	see(r"sample ([4-9]|1\d) of 200$", "space plays")
	keys("Space")
	paused = see(r"sample \d+ of 200  PAUSED", "and pauses")
	time.sleep(1.2)
	tap.equal(screen(), paused, "nothing moves then")
	keys("q")
	see(r"^ENDED=0", "q ends it")
	tmux("kill-session", "-t", "w")

	begin("=0.2 --sample=-2")
	see(r"sample 199 of 200  PAUSED", "from the last but one")
	keys("Space")
	see(r"sample 200 of 200  PAUSED", "it plays to the end, and stays")
	keys("q")
	see(r"^ENDED=0", "until it is left")
	tmux("kill-session", "-t", "w")

	make_groups()
	begin("=1")
	see(r"sample 1 of 1", "a recording of groups")
	keys("b", "b")
	see(r"by cgroup(.|\n)*docker-4be1(.|\n)* -  +1 sock$",
	    "a container and nobody have rows")
	keys("Down", "Enter")
	page = see(r"DETAIL(.|\n)*tcp ", "the page of the container")
	tap.equal(ports_of_row(page), ["40001", "40002", "40003"],
		  "has its sockets, and no other")
	keys("Escape")
	see(r"by cgroup", "back")
	keys("Down", "Enter")
	page = see(r"DETAIL(.|\n)*tcp ", "the page of nobody")
	tap.equal(ports_of_row(page), ["40004"],
		  "has the one socket whose cgroup is not known")
	keys("q")
	see(r"^ENDED=0", "and out")
finally:
	tmux("kill-server")
	shutil.rmtree(tmp, ignore_errors=True)
tap.done()
