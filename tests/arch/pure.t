#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pure rooms import nothing that reads, writes, waits or tells the time."""
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

PURE = ["util", "model", "parse", "account", "diagnose", "alert"]
# What they may import of libc: functions of their arguments and the heap.
ALLOWED = re.compile(r"""^(
	(__)?(mem|str|stpn?)[a-z_]*(_chk)?          # memcpy, strchr …
	| malloc | calloc | realloc | reallocarray | free
	| madvise | sysconf                         # the heap's pages
	| qsort(_r)? | bsearch | (__)?v?a?sn?printf(_chk)?
	| inet_ntop | inet_pton | (__)?strto[a-z_]+
	| (l|ll)?abs | [a-z]+(f|l)? (?<=floor|.ceil|round|..log|.sqrt|..pow)
	| __ctype_b_loc | __stack_chk_fail | __assert_fail
	| _GLOBAL_OFFSET_TABLE_ | __(a|ub|l|t)san_.* | _?_?gcov_.* | __cov.*
	| __(u?div|u?mod|mul|add|sub|float|fix).*   # of the compiler
)$""", re.X)
FORBIDDEN = {"strerror", "strerror_r", "__errno_location", "strsignal"}


def symbols(objects, *args):
	out = subprocess.run(["nm", "-A", *args, *objects], check=True,
			     stdout=subprocess.PIPE, text=True).stdout
	for line in out.splitlines():
		where, name = line.split()[0], line.split()[-1]
		yield where.split(":")[0], name.split("@")[0]


def objects(room):
	"""Of each source of a room, also in its corners: no older ones."""
	return [os.path.join(tap.build, p[:-1] + "o")
		for p in tap.files(f"src/{room}", end=(".c",))]


def missing(room):
	"""What is not looked at could not be found out."""
	return [o for o in objects(room) if not os.path.exists(o)]


def foreign(room):
	"""The imports of a room that a pure one may not have."""
	ours = {name for r in PURE if not missing(r)
		for _, name in symbols(objects(r), "--defined-only")}
	return [f"{os.path.relpath(where, tap.build)} imports {name}"
		for where, name in symbols(objects(room), "--undefined-only")
		if name not in ours
		and (name in FORBIDDEN or not ALLOWED.match(name))]


if not shutil.which("nm"):
	tap.skip_all("no nm")
for room in PURE:
	tap.ok(objects(room) and not missing(room),
	       f"each source of {room} has an object", *missing(room))
	if not missing(room):
		tap.none(foreign(room), f"{room} does no I/O")
# The check can fail: a room that talks to the kernel is found out.
tap.ok(any("open" in line for line in foreign("collect")),
       "collect, which does I/O, would be caught")
tap.ok(any("strerror" in line or "write" in line for line in foreign("run")),
       "run, which does I/O, would be caught")
tap.done()
