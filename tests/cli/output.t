#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the report goes: full disks, closed pipes, terminals, locales."""
import fcntl
import json
import os
import pty
import re
import socket
import struct
import sys
import termios
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# Every way to write something, and none of them slow.
WAYS = [[], ["--json"], ["-o", "PROTO,HELD", "-a"], ["--help"], ["--version"],
	["--list-columns"]]
FAST = ["--no-pss", "--netns=self"]


def fast(way):
	return way if set(way) & {"--help", "--version", "--list-columns"} \
		else FAST + way


def name(way):
	return " ".join(way) or "the report"


for way in WAYS:
	with open("/dev/full", "wb") as full:
		r = tap.run(*fast(way), stdout=full)
	tap.equal((r.returncode, r.stderr.decode()),
		  (1, "kmemwhere: write error: No space left on device\n"),
		  f"{name(way)} into a full disk")

	reader, writer = os.pipe()
	os.close(reader)
	r = tap.run(*fast(way), stdout=writer)
	os.close(writer)
	tap.equal((r.returncode, r.stderr), (1, b""),
		  f"{name(way)} into a closed pipe ends quietly")

	r = tap.run(*fast(way), preexec_fn=lambda: os.close(1), stdout=None)
	tap.equal((r.returncode, r.stderr.decode()),
		  (1, "kmemwhere: write error: Bad file descriptor\n"),
		  f"{name(way)} without a stdout")

	r = tap.run(*fast(way), stdin=None, stderr=None,
		    preexec_fn=lambda: (os.close(0), os.close(2)))
	tap.ok(r.returncode == 0 and r.stdout,
	       f"{name(way)} without stdin and stderr", r)

r = tap.run("--nosuch", stdin=None, stdout=None, stderr=None,
	    preexec_fn=lambda: [os.close(fd) for fd in range(3)])
tap.equal(r.returncode, 2, "a usage error with nothing open")

# What nobody reads must not kill it, and the first line is whole.
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
	os.dup2(writer, 1)
	os.close(reader)
	os.execv(tap.kmemwhere, [tap.kmemwhere, *FAST, "--json", "-a"])
os.close(writer)
first = os.read(reader, 20)
os.close(reader)
_, status = os.waitpid(pid, 0)
tap.ok(first.startswith(b"{") and os.WIFEXITED(status)
       and os.WEXITSTATUS(status) in (0, 1),
       "a reader that goes away early", first, status)

# 1 MiB of arguments: said briefly, and soon.
for what, args in [("8 long arguments", ["--from=" + "x" * 131000] * 8),
		   ("8 long options", ["--" + "x" * 131000] * 8),
		   ("60000 options", ["-a"] * 60000 + ["--nosuch"]),
		   ("operands between options", ["-a", "x"] * 30000)]:
	start = time.monotonic()
	r = tap.run(*args)
	tap.ok(r.returncode in (1, 2) and not r.stdout
	       and 20 < len(r.stderr) < 1000
	       and time.monotonic() - start < 5, f"1 MiB of arguments: {what}",
	       r.returncode, r.stderr[:200], time.monotonic() - start)


def terminal(*args, columns=100, env=None):
	"""What kmemwhere prints on a terminal of that width."""
	master, slave = pty.openpty()
	fcntl.ioctl(slave, termios.TIOCSWINSZ,
		    struct.pack("HHHH", 40, columns, 0, 0))
	full = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
		"TERM": "xterm", **(env or {})}
	pid = os.fork()
	if pid == 0:
		os.close(master)
		os.dup2(slave, 1)
		os.execve(tap.kmemwhere, [tap.kmemwhere, *FAST, *args], full)
	os.close(slave)
	text = b""
	while True:
		try:
			more = os.read(master, 65536)
		except OSError:
			break
		if not more:
			break
		text += more
	os.close(master)
	_, status = os.waitpid(pid, 0)
	if status or b"MEMORY" not in text:
		tap.ok(False, f"a report on a terminal: {args}", status, text)
	return text.decode().replace("\r\n", "\n")


def uncoloured(text):
	return re.sub(r"\x1b\[[0-9;]*m", "", text)


def on_terminals():
	for width in [60, 100, 200]:
		out = uncoloured(terminal(columns=width))
		tap.none([line for line in out.splitlines() if len(line) > width],
			 f"no line is wider than a terminal of {width} columns")
	out = uncoloured(terminal(env={"COLUMNS": "72"}, columns=0))
	tap.none([line for line in out.splitlines() if len(line) > 72],
		 "COLUMNS counts where the terminal does not tell its width")
	tap.ok("\x1b[" in terminal(), "a terminal gets colour")
	tap.ok("\x1b" not in uncoloured(terminal()), "and no other escape sequence")
	for what, args, env in [
			("NO_COLOR", [], {"NO_COLOR": "1"}),
			("TERM=dumb", [], {"TERM": "dumb"}),
			("no TERM", [], {"TERM": ""}),
			("--color=never", ["--color=never"], {})]:
		tap.ok("\x1b" not in terminal(*args, env=env), f"no colour with {what}")
	tap.ok("\x1b[" in terminal(env={"NO_COLOR": ""}),
	       "an empty NO_COLOR does not count")
	tap.ok("\x1b[" in terminal("--color=always", env={"NO_COLOR": "1"}),
	       "--color=always beats NO_COLOR")


try:
	for fd in pty.openpty():
		os.close(fd)
except OSError as err:
	tap.skip("on a terminal", err)
else:
	on_terminals()
piped = tap.run(*FAST).stdout
tap.ok(piped and b"\x1b" not in piped, "no colour in a pipe")
tap.ok(b"\x1b[" in tap.run(*FAST, "--color=always").stdout,
       "but with --color=always")

for what, args, env in [("LC_ALL=C", [], {"LC_ALL": "C"}),
			("a locale that does not exist", [],
			 {"LC_ALL": "xx_YY.nosuch"}),
			("--ascii", ["--ascii"], {})]:
	for way in [], ["-a", "-o", "+COMMAND,CGROUP"], ["--help"]:
		out = tap.run(*fast(way), *args, env=env).stdout
		tap.ok(out and max(out) < 128, f"{name(way)}: {what} is ASCII",
		       *[line for line in out.splitlines()
			 if max(line, default=0) > 127])


def table(*args):
	r = tap.run(*FAST, *args)
	return [line.split() for line in r.stdout.decode().splitlines()]


def report(*args):
	return json.loads(tap.run(*FAST, "--json", *args).stdout)


tap.equal(table("-t", "0", "-o", "PROTO,HELD"), [["PROTO", "HELD"]],
	  "-t 0 prints the headings only")
tap.equal(table("-t", "0", "-n", "-o", "PROTO,HELD"), [],
	  "and with -n nothing")
tap.equal(table("-t", "0", "-o", "proto,held"), [["PROTO", "HELD"]],
	  "columns are found in lower case, too")
tap.equal(table("-t", "0", "-o", "+UID,FD")[0][-2:], ["UID", "FD"],
	  "+ adds columns at the end")
r = report("-t", "0")
tap.equal([len(r[k]) for k in ("sockets", "holders", "processes")], [0, 0, 0],
	  "-t 0 empties the lists of --json")
tap.ok(len(report("-a")["processes"]) > len(report("-t", "1")["processes"])
       == 1, "-t 1 leaves one row, -a all")
queue = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
queue.bind(("127.0.0.1", 0))
queue.sendto(b"x" * 512, queue.getsockname())
rows = table("-a", "-b", "-n", "-o", "HELD")
tap.ok(len(rows) > 1 and all(len(row) == 1 and re.fullmatch(r"\d+|-", row[0]) for row in rows),
       "-b prints whole bytes", rows[:20])
numbers = [int(row[0]) for row in rows if row[0] != "-"]
tap.ok(numbers[0] > 0 and numbers == sorted(numbers, reverse=True),
       "the largest is first", numbers)
tap.done()
