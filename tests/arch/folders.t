#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No folder is so full that nobody looks through it."""
import collections
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

ENTRIES_MAX = 25
# Corpora: a case is a file, and a format a folder.
CORPORA = ("tests/parse/valid", "tests/parse/invalid")


def tracked():
	"""What git has: a build inside the source tree adds to its folders."""
	try:
		r = subprocess.run(["git", "ls-files", "-z"], cwd=tap.top,
				   check=True, stdout=subprocess.PIPE,
				   stderr=subprocess.DEVNULL)
	except (OSError, subprocess.CalledProcessError):
		return []
	# files that are gone are of a change that is not committed yet
	return [name for name in r.stdout.decode(errors="replace").split("\0")
		if os.path.exists(os.path.join(tap.top, name)) and name]


paths = tracked()
if "configure.ac" not in paths:
	tap.skip_all("no checkout of git here")
entries = collections.defaultdict(set)
for path in paths:
	while path:
		folder, name = os.path.split(path)
		entries[folder].add(name)
		path = folder
full = [f"{folder or 'the top'}: {len(names)} entries"
	for folder, names in sorted(entries.items())
	if len(names) > ENTRIES_MAX and not folder.startswith(CORPORA)]
tap.ok(len(entries["src"]) >= 12 and "tests/unit/parse" in entries,
       "the folders were found", *sorted(entries))
tap.none(full, f"no folder has more than {ENTRIES_MAX} entries")
tap.done()
