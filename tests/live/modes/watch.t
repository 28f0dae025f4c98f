#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The full-screen view in tmux: keys, sizes, its end; and a leak it foretells."""
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", ".."))
import tap  # noqa: E402

KMEMWHERE = os.path.abspath(os.environ.get("KMEMWHERE", "./kmemwhere"))
LOCK = "/tmp/kmemwhere-live.lock"
SOCKET = f"kmwt{os.getpid()}"
HOLD = 120 # seconds that a leak lasts at most

LEAK = r"""
import ctypes, socket, sys, time
ctypes.CDLL(None).prctl(15, sys.argv[1].encode("utf-8", "surrogateescape"))
sinks = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(4)]
for sink in sinks:
	sink.setsockopt(socket.SOL_SOCKET, 33, 1 << 30) # SO_RCVBUFFORCE
	sink.bind(("127.0.0.1", 0))
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end = time.time() + float(sys.argv[2])
while time.time() < end:
	for i in range(64):
		out.sendto(b"x" * 1400, sinks[i % 4].getsockname())
	time.sleep(0.1)
"""


def worker_of(pid):
	"""the child that reads and reports; the parent only supervises it"""
	for name in os.listdir("/proc"):
		try:
			with open(f"/proc/{name}/stat", encoding="ascii",
				  errors="replace") as file:
				if file.read().rsplit(")", 1)[1].split()[1] \
						== str(pid):
					return int(name)
		except (OSError, IndexError):
			pass
	return pid


def rss_kib(pid):
	pid = worker_of(pid)
	with open(f"/proc/{pid}/statm", encoding="ascii") as file:
		return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") \
			// 1024


def soak():
	"""resident KiB after 40 samples and after 300"""
	sizes = []
	with subprocess.Popen([KMEMWHERE, "--netns=self", "--no-pss", "--json",
			       "--watch=0.1"], stdout=subprocess.PIPE) as p:
		for n in range(300):
			if not p.stdout.readline():
				break
			if n in (40, 299):
				sizes.append(rss_kib(p.pid))
		p.kill()
	return sizes


def after_a_large_moment():
	"""resident KiB before 30,000 sockets hold memory, while, and after: as
	soon as a third of the difference is left, or 150 samples later"""
	helper = os.path.join(tap.build, "tests", "helpers", "memhog")
	sizes = []
	with subprocess.Popen([KMEMWHERE, "--no-pss", "--json", "--watch=0.2"],
			      stdout=subprocess.PIPE) as p:
		def wait(samples, lean=0):
			for _ in range(samples):
				p.stdout.readline()
				now = rss_kib(p.pid)
				if now < lean:
					break
			sizes.append(now)
		wait(10)
		with subprocess.Popen([helper, "udp", "--sockets", "30000",
				"--processes", "10", "--dgram", "64",
				"--bytes", "30000", "--seconds", "60"],
				stdin=subprocess.PIPE,
				stdout=subprocess.PIPE) as hog:
			hog.stdout.readline()
			wait(10)
			hog.stdin.close()
			hog.terminate()
		before, large = sizes
		wait(150, before + (large - before) / 3)
		p.kill()
	return sizes


def skip_all(why):
	print("1..0 # SKIP", why)
	sys.exit(0)


def tmux(*args):
	return subprocess.run(["tmux", "-L", SOCKET, "-f", "/dev/null", *args],
		stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
		check=False).stdout.decode("utf-8", "replace")


def screen():
	return tmux("capture-pane", "-p", "-t", "w")


def wait_for(pattern, seconds=15):
	"""The screen once it matches, else None."""
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		text = screen()
		if re.search(pattern, text, re.M):
			return text
		time.sleep(0.1)
	return None


def see(pattern, what, seconds=15):
	found = wait_for(pattern, seconds)
	tap.ok(found, what, screen().splitlines())
	return found or ""


def keys(*names):
	tmux("send-keys", "-t", "w", *names)


def begin(options, width=80, height=24, term=None):
	"""A shell that says how it ended, and how it found the terminal."""
	env = "env LC_ALL=C.UTF-8 " + (f"TERM={term} " if term else "")
	command = (f"before=$(stty -g); {env}{KMEMWHERE} --netns=self {options};"
		f" echo ENDED=$?; [ \"$before\" = \"$(stty -g)\" ] && "
		f"echo SAME; exec sleep 60")
	tmux("new-session", "-d", "-s", "w", "-x", str(width), "-y",
	     str(height), "sh", "-c", command)


def end():
	tmux("kill-session", "-t", "w")


def pid_of_view():
	pane = tmux("display-message", "-p", "-t", "w", "#{pane_pid}").strip()
	with open(f"/proc/{pane}/task/{pane}/children", encoding="ascii") as f:
		return int(f.read().split()[0])


class Leak:
	def __init__(self, comm):
		self.process = subprocess.Popen([sys.executable, "-c", LEAK, comm,
			str(HOLD)], stderr=subprocess.DEVNULL)

	def __enter__(self):
		return self.process

	def __exit__(self, *what):
		self.process.kill()
		self.process.wait()


if os.environ.get("KMEMWHERE_LIVE") == "no":
	skip_all("KMEMWHERE_LIVE=no")
if os.geteuid() != 0:
	skip_all("live tests need root")
if not shutil.which("tmux"):
	skip_all("no tmux here")

lock = open(LOCK, "a", encoding="ascii")
fcntl.flock(lock, fcntl.LOCK_EX)
os.environ["TMUX_TMPDIR"] = tempfile.mkdtemp(prefix="kmemwhere-live.")
try:
	# a server whose last session ends is gone while the next one starts
	tmux("new-session", "-d", "-s", "keep", "sleep", "600")
	with Leak("kmwt\033[2Jevil") as leak:
		begin("--watch=0.3")
		text = see(r"^q quit +s sort", "the view fits 80 x 24")
		tap.ok(all(len(line) <= 80 for line in text.splitlines())
		       and len(text.splitlines()) <= 24, "and no line is longer")
		tap.ok(re.search(r"^kernel +[0-9.]+ [KMG]iB", text, re.M)
		       and re.search(r"^UDP ", text, re.M),
		       "it has the terms and the protocols", text)
		see(r"kmwt\\x1b\[2Jevil", "a hostile name is escaped")
		see(r"!.*kmwt", "what only grows is marked")
		see(r"^kernel .*[▁▂▃▄▅▆▇█]{3}.*/s", "with its past and its rate")
		keys("b")
		see(r"by process, sorted by size", "b groups by process")
		see(rf"{leak.pid} kmwt.*4 socks$", "the process is there")
		keys("b")
		see("by cgroup", "and by cgroup")
		keys("b")
		see("by netns", "by namespace")
		keys("b")
		see("by command", "by command")
		keys("b")
		see(r"process memory \(RSS\)", "processes by their own memory")
		keys("b")
		see("by socket", "and sockets again")
		keys("s")
		see("sorted by growth", "s sorts by growth")
		keys("s", "s")
		keys("/")
		keys("-l", "evil")
		see(r"^command: evil_", "/ takes a filter")
		keys("Enter")
		see(r"^command: evil +\(Esc: all\)", "and shows what matches")
		keys("Enter")
		detail = see(r"^DETAIL", "Enter shows one row")
		tap.ok(re.search(r"^udp +UNCONN .* of ", detail, re.M)
		       and re.search(r"grows \+.*only grows", detail),
		       "its sockets, and their growth", detail)
		keys("Escape")
		see("sorted by size", "Esc goes back")
		keys("Escape")
		see(r"^q quit", "and takes the filter away")
		keys("?")
		see(r"^KEYS", "? helps")
		keys("?")
		keys("p")
		paused = see("PAUSED", "p pauses")
		time.sleep(1.2)
		tap.equal(screen().splitlines()[0], paused.splitlines()[0],
			  "and nothing moves")
		keys("p")
		time.sleep(0.5)
		tap.ok("PAUSED" not in screen(), "p goes on")
		tmux("resize-window", "-t", "w", "-x", "60", "-y", "20")
		time.sleep(1)
		text = screen()
		tap.ok(len(text.splitlines()) <= 20 and "q quit" in text
		       and all(len(l) <= 60 for l in text.splitlines()),
		       "a smaller window is followed", text)
		tmux("resize-window", "-t", "w", "-x", "132", "-y", "40")
		time.sleep(1)
		lines = screen().splitlines()
		tap.ok(len(lines) == 40 and lines[-1].startswith("q quit"),
		       "a larger one, too", lines)
		tmux("resize-window", "-t", "w", "-x", "10", "-y", "3")
		time.sleep(0.7)
		tmux("resize-window", "-t", "w", "-x", "80", "-y", "24")
		see("^q quit", "one that is far too small is survived")
		keys("q")
		see(r"^ENDED=0\nSAME", "q leaves the terminal as it was")
		end()

		for name in ("TERM", "INT", "HUP"):
			begin("--watch=0.3")
			wait_for(r"^q quit")
			number = getattr(signal, "SIG" + name)
			os.kill(pid_of_view(), number)
			see(rf"ENDED={128 + number}\s+SAME",
			    f"SIG{name} leaves the terminal as it was")
			end()

		begin("0.2 3")
		see(r"ENDED=0\s+SAME", "COUNT ends the view")
		end()
		begin("0.2 2", term="dumb", height=200)
		text = see(r"ENDED=0", "TERM=dumb: blocks")
		tap.equal(text.count("GROWTH  sample"), 2, "two of them")
		end()
		if tap.sanitized(): # newterm() of ncurses leaks where it fails
			tap.skip("a terminal nobody knows", "under the sanitizers")
		else:
			begin("0.2 2", term="nosuch-terminal", height=200)
			text = see(r"ENDED=0", "so does a terminal nobody knows")
			tap.equal(text.count("GROWTH  sample"), 2, "two, too")
			end()

	# what grows without a stop is found, with its rate and its time
	with Leak("kmwt-leak") as leak:
		r = subprocess.run([KMEMWHERE, "--netns=self", "--no-pss", "--json",
			"0.5", "16"], stdout=subprocess.PIPE, check=False,
			timeout=120)
		reports = [json.loads(l) for l in r.stdout.splitlines()]
	last = reports[-1]["rates"]
	holder = [h for h in last["holders"] if h["pid"] == leak.pid]
	tap.ok(holder and holder[0]["only_grows"] and not holder[0]["read"]
	       and holder[0]["slope_bytes_per_second"] > 500_000,
	       "a leak of a megabyte a second is seen as one", last["holders"])
	tap.ok(holder and (holder[0]["eta_to"] in ("udp_mem", "memory")
	       and 0 < holder[0]["eta_low_seconds"]
	       <= holder[0]["eta_high_seconds"]),
	       "and when it reaches a limit", holder)
	found = [f for f in reports[-1]["findings"]
		 if leak.pid in f["subject"]["pids"]]
	tap.ok(found and found[0]["code"] == "udp-unread"
	       and found[0]["severity"] in ("warning", "critical")
	       and any("only grows" in e for e in found[0]["evidence"]),
	       "it is a finding, with its rate", reports[-1]["findings"])

	# a short soak, while no other test fills the machine: what it needs
	# after 40 samples it needs after 300
	if tap.sanitized():
		tap.skip("300 samples: memory stays flat", "under the sanitizers")
	else:
		sizes = soak()
		tap.ok(len(sizes) == 2 and sizes[1] - sizes[0] <= 1024,
		       "300 samples: memory stays flat", sizes)
		sizes = after_a_large_moment()
		tap.ok(sizes[1] - sizes[0] > 2048
		       and sizes[2] - sizes[0] < (sizes[1] - sizes[0]) / 3,
		       "what a large moment took is given back", sizes)
finally:
	tmux("kill-server")
	shutil.rmtree(os.environ["TMUX_TMPDIR"], ignore_errors=True)
tap.done()
