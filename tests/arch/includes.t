#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include whom: the house has one direction."""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# folder of src/: what it may include besides itself ("" is src/ itself)
MAY = {
	"util": [],
	"system": ["util"],
	"model": ["util"],
	"parse": ["model", "util"],
	"bpf": [],
	"source": ["parse", "model", "system", "util"],
	"capture": ["source", "parse", "model", "system", "util"],
	"collect": ["bpf", "source", "parse", "model", "system", "util"],
	"account": ["model", "util"],
	"diagnose": ["account", "model", "util"],
	"alert": ["diagnose", "account", "model", "util"],
	"render": ["alert", "diagnose", "account", "model", "util"],
	"record": ["model", "system", "util"],
	"screen": ["render", "alert", "diagnose", "account", "model", "util"],
	"run": ["screen", "record", "render", "alert", "diagnose", "account", "collect",
		"capture", "source", "parse", "model", "system", "util"],
	"options": ["run", "util"],
	"": ["options", "run", "util"],
}
# src/collect/ from the ground up: a corner may include itself and those of the
# floors below. Files beside the corners (the plan) are the roof.
FLOORS = [
	["base"],
	["netns"],
	["memory", "process", "cgroup"],
	["net"],	# what interfaces and queueing disciplines hold
	["sockets"],	# a namespace's disciplines are asked while in it
	["owners", "probe", "kernel", "process_map"],
	[""],
]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def folder(path):
	"""the room: collect/probe/ is a corner of collect/"""
	return os.path.dirname(path).split(os.sep)[0]


def corner(name):
	"""collect/probe/probe.c is of probe; collect/live.c of none ("")"""
	parts = name.split("/")
	return parts[1] if len(parts) > 2 else ""


def upward(includes):
	"""of pairs (file of collect/, what it includes): those that go up"""
	floor = {c: i for i, corners in enumerate(FLOORS) for c in corners}
	bad = []
	for name, target in includes:
		a, b = corner(name), corner(target)
		if a not in floor or b not in floor:
			bad.append(f"{name} includes {target}: a corner without a floor")
		elif a != b and floor[b] >= floor[a]:
			bad.append(f"{name} includes {target}")
	return bad


seen = {}
strangers = []
missing = []
for path in tap.files("src", end=(".c", ".h")):
	name = os.path.relpath(path, "src")
	room = folder(name)
	if room not in MAY:
		strangers.append(f"{path}: {room} is no room of the house")
		continue
	for target in INCLUDE.findall(tap.read(path)):
		seen.setdefault(room, []).append((path, target))
		if not os.path.exists(os.path.join(tap.top, "src", target)):
			missing.append(f"{path}: {target} is no path from src/")

tap.none(strangers, "every source is in a room of the table")
tap.none(missing, "every include path starts at src/")
for room, allowed in MAY.items():
	if room not in seen:
		continue
	bad = [f"{path} includes {target}" for path, target in seen[room]
	       if folder(target) not in [room, *allowed]]
	tap.none(bad, f"{room or 'src/ itself'} includes only itself"
		 + "".join(f", {a}" for a in allowed))
inside = [(os.path.relpath(path, "src"), target)
	  for path, target in seen["collect"] if folder(target) == "collect"]
tap.none(upward(inside), "in collect/ no corner includes one of its own floor or above")
for planted in [("collect/base/pids.c", "collect/process/proc_table.h"),
		("collect/sockets/sockets.c", "collect/probe/probe.h"),
		("collect/process/processes.c", "collect/memory/memory.h"),
		("collect/kernel/shmem.c", "collect/collect.h"),
		("collect/attic/a.c", "collect/base/pids.h")]:
	tap.ok(upward([*inside, planted]) == upward([planted]) != [],
	       f"{planted[0]} including {planted[1]} would be caught")
tap.ok({corner(name) for name, _ in inside} >= {c for f in FLOORS for c in f},
       "each floor has files")
# Files of other processes are opened by base/proc_file.c, so that what may wait
# for a process stands in one place, and fd directories by base/fd_walk.c.
OF_PROCESS = re.compile(r'"/?(?:proc/)?%d/')
FD_FOLDER = re.compile(r'O_DIRECTORY,\s*"fd"')
OWN_WAY = {
	"src/collect/kernel/shmem_mounts.c",	# paths below /proc/PID/root
	"src/collect/sockets/sockets.c",	# netfiles below /proc/PID/net
}


def opens(pattern, text):
	return bool(pattern.search(text))


paths = [p for p in tap.files("src/collect", end=(".c",))
	 if opens(OF_PROCESS, tap.read(p))]
tap.ok("src/collect/base/proc_file.c" in paths, "paths of processes are found", paths)
tap.none(set(paths) - OWN_WAY - {"src/collect/base/proc_file.c"},
	 "no other file makes paths of a process")
tap.ok([p for p in tap.files("src/collect", end=(".c",)) if opens(FD_FOLDER, tap.read(p))]
       == ["src/collect/base/fd_walk.c"], "one walk over the fds")
tap.ok(opens(OF_PROCESS, 'snprintf(path, sizeof(path), "%d/maps", pid);') and
       opens(FD_FOLDER, 'proc_open(at, O_RDONLY | O_DIRECTORY, "fd");'),
       "another one would be caught")
tap.ok(len(seen) >= 8, "the rooms were found", sorted(seen))
tap.done()
