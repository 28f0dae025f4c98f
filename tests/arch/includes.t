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
	"model": ["util"],
	"parse": ["model", "util"],
	"bpf": [],
	"source": ["parse", "model", "util"],
	"capture": ["source", "parse", "model", "util"],
	"collect": ["bpf", "source", "parse", "model", "util"],
	"account": ["model", "util"],
	"diagnose": ["account", "model", "util"],
	"alert": ["diagnose", "account", "model", "util"],
	"render": ["alert", "diagnose", "account", "model", "util"],
	"record": ["model", "util"],
	"screen": ["render", "alert", "diagnose", "account", "model", "util"],
	"run": ["screen", "record", "render", "alert", "diagnose", "account", "collect",
		"capture", "source", "parse", "model", "util"],
	"options": ["run", "util"],
	"": ["options", "run", "util"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def folder(path):
	"""the room: collect/probe/ is a corner of collect/"""
	return os.path.dirname(path).split(os.sep)[0]


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
tap.ok(len(seen) >= 8, "the rooms were found", sorted(seen))
tap.done()
