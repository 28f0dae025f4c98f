#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every member of a snapshot's structs is in recordings, or is named here."""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# What a recording has in another form than a row of its own name.
OTHERWISE = {
	("snapshot", "source"),		# becomes SOURCE_RECORDING
	("snapshot", "strings"),	# where they are used
	("snapshot", "names"),
	# with local, peer
	("sock", "local_id"), ("sock", "peer_id"), ("sock", "peer_inode"),
	("sock", "xdp_rings_bytes"),
	("memory", "n_hugepools"),
	# a process's inside has sections of its own; what the JVM says, and
	# what serves to read mappings, is in no recording
	("snapshot", "process_map"), ("process_map", "class"),
	("process_map", "groups"), ("process_map", "n_groups"), ("process_map", "cap_groups"),
	("process_map", "top"), ("process_map", "n_top"), ("process_map", "cap_top"),
	("process_map", "sps"), ("process_map", "n_sps"), ("process_map", "cap_sps"),
	("process_map", "top_max"), ("process_map", "stack_top"),
	("process_map", "nmt_state"), ("process_map", "nmt"),
	("process_map_sum", "untracked"), ("process_map_sum", "untracked_max"),
	("thread_sp", "sp"), ("thread_sp", "group"),
	# words of the program itself, no part of a snapshot
	("slab_meaning", "pattern"), ("slab_meaning", "module"),
	("slab_meaning", "means"),
}
# No part of a snapshot: what alerts remember, and the rows themselves.
APART = {"src/model/alert/alert_state.h", "src/model/field.h",
	 "src/model/memory/parts.h"}
# What a process's inside, its threads and owners in the kernel are found by
# while they are read.
LIVE = ["mapping.h", "nmt.h", "threads.h", "kernel_owner.h"]
READING = {"process_map_feed"}
# Vectors and lists: their section's row has them.
LISTS = re.compile(r"^(v|n|cap|ready)$")

rows = "\n".join(tap.read(p) for p in [*tap.files("src/model", end=("_fields.c",)),
			       *tap.files("src/record", end=(".c",))])


def members(body):
	body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
	for line in body.split(";"):
		line = re.sub(r"[{}]|\bunion\b", " ", line).strip()
		for part in line.split(",") if line else []:
			name = re.search(r"(\w+)\s*((\[\w+\])*|: \d+)$",
					 part.strip())
			if name:
				yield name.group(1)


seen = 0
lost = []
for path in tap.files("src/model", end=(".h",)):
	if path in APART or os.path.basename(path) in LIVE:
		continue
	text = tap.read(path)
	for name, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", text,
				     re.S | re.M):
		for member in members(body) if name not in READING else []:
			seen += 1
			if (name, member) in OTHERWISE or LISTS.match(member):
				continue
			if not re.search(rf"struct {name},\s+{member}\b"
					 rf"|[\w)](\.|->){member}\b|X\({member}\)"
					 rf"|\", {member},", rows):
				lost.append(f"{path}: struct {name}.{member}")
tap.ok(seen > 200, "the members were found", seen)
tap.none(lost, "every member has a row in src/model/*_fields.c, or is in the list here")
tap.done()
