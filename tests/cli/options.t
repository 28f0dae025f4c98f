#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/cli/options.tab: arguments | exit | stdout has | stderr has."""
import os
import re
import shlex
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|[ean])")
BYTES = {b"e": b"\x1b", b"a": b"\a", b"n": b"\n"}


def words(text):
	"""The arguments as bytes; \\xNN is a byte, which str cannot hold."""
	def byte(match):
		code = match.group(1)
		return BYTES.get(code) or bytes([int(code[1:], 16)])
	return [ESCAPE.sub(byte, word.encode()) for word in shlex.split(text)]


def squeeze(text):
	return re.sub(r"[ \t]+", " ", text)


def wrong(what, got, want):
	if want == "-":
		return [f"{what} is not empty:", got[:500]] if got else []
	lost = [w for w in want.split(" & ") if w and w not in squeeze(got)]
	return [f"{what} lacks {lost}:", got[:500]] if lost else []


rows = 0
for line in tap.read("tests/cli/options.tab").splitlines():
	if not line or line.startswith("#"):
		continue
	fields = [f.strip() for f in re.split(r"\s\|(?=\s|$)", line)]
	if len(fields) != 4:
		tap.ok(False, f"a row has four fields: {line}", fields)
		continue
	args, status, out, err = fields
	r = tap.run(*words(args))
	got_out = r.stdout.decode(errors="replace")
	got_err = r.stderr.decode(errors="replace")
	notes = wrong("stdout", got_out, out) + wrong("stderr", got_err, err)
	if r.returncode != int(status):
		notes += [f"exit {r.returncode}, not {status}", got_err[:500]]
	if re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", got_err):
		notes.append(f"control characters on stderr: {got_err!r}")
	tap.ok(not notes, args, *notes)
	rows += 1
tap.ok(rows > 40, "the table was read", rows)
tap.done()
