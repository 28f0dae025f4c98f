# SPDX-License-Identifier: GPL-2.0-or-later
"""TAP for the tests that are written in Python, and the tree they test."""
import importlib.util
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
top = os.environ.get("top_srcdir", os.path.dirname(here))
build = os.environ.get("top_builddir", os.path.join(top, "build"))
kmemwhere = os.environ.get("KMEMWHERE", os.path.join(build, "kmemwhere"))

_count = 0
_failed = 0


def ok(good, what, *notes):
	"""One result; the notes are printed where it is bad."""
	global _count, _failed
	_count += 1
	what = what.replace("#", "\\#")
	print(f"{'ok' if good else 'not ok'} {_count} - {what}")
	if not good:
		_failed += 1
		lines = "\n".join(map(str, notes)).splitlines()
		for line in lines[:40]:
			print("# " + line)
		if len(lines) > 40:
			print(f"# … and {len(lines) - 40} more")
	sys.stdout.flush()
	return bool(good)


def equal(got, want, what):
	return ok(got == want, what, f"got:  {got!r}", f"want: {want!r}")


def none(found, what):
	"""Nothing may be found; what is found is printed."""
	return ok(not found, what, *found)


def skip(what, why):
	global _count
	_count += 1
	print(f"ok {_count} - {what} # SKIP {why}")


def todo(good, what, why, *notes):
	global _count
	_count += 1
	print(f"{'ok' if good else 'not ok'} {_count} - {what} # TODO {why}")
	for note in notes:
		print(f"# {note}")


def skip_all(why):
	print(f"1..0 # SKIP {why}")
	sys.exit(0)


def done():
	print(f"1..{_count}")
	sys.exit(1 if _failed else 0)


def run(*args, env=None, timeout=120, **more):
	"""Runs kmemwhere; env adds to a plain environment in UTF-8."""
	full = {k: v for k, v in os.environ.items()
		if not k.startswith(("LC_", "LANG", "NO_COLOR", "COLUMNS"))}
	full["LC_ALL"] = "C.UTF-8"
	full.update(env or {})
	more.setdefault("stdin", subprocess.DEVNULL)
	more.setdefault("stdout", subprocess.PIPE)
	more.setdefault("stderr", subprocess.PIPE)
	return subprocess.run([kmemwhere, *args], env=full, timeout=timeout,
			      **more)


def sanitized():
	"""Whether the build has the sanitizers: it costs more memory and time."""
	with open(kmemwhere, "rb") as f:
		return b"__asan_init" in f.read()


def sample(cases):
	"""Of cases that other tests run under the sanitizers, too: every third
	there, for tests that run each of them many times."""
	return cases[::3] if sanitized() else cases


def read(*path):
	with open(os.path.join(top, *path), encoding="utf-8") as f:
		return f.read()


def captures():
	"""Captured machines, {name: folder}: KIND/NAME below tests/replay/captures."""
	root = os.path.join(top, "tests", "replay", "captures")
	found = {name: os.path.join(root, kind, name)
		 for kind in os.listdir(root)
		 for name in os.listdir(os.path.join(root, kind))}
	return dict(sorted(found.items()))


def capture(name):
	return captures()[name]


def terms_add_up(doc):
	"""memory of a report: the six terms, an unknown one counts 0."""
	memory = doc["memory"]
	if memory["kernel_bytes"] is None:
		return True
	return memory["total_bytes"] == sum(
		memory[f"{term}_bytes"] or 0 for term in (
			"free", "processes", "cache", "shared", "hugetlb",
			"kernel"))


def invalid():
	"""What says how a report breaks its schema, or None without one."""
	spec = importlib.util.spec_from_file_location(
		"validate_json",
		os.path.join(top, "tests", "replay", "validate-json.py"))
	module = importlib.util.module_from_spec(spec)
	spec.loader.exec_module(module)
	try:
		validator = module.load_validator(module.default_schema())
	except ImportError:
		return None
	return lambda text: module.errors(module.parse(text), validator)


def files(*folders, end=()):
	"""Files of the source tree below the folders, paths from its top."""
	for folder in folders:
		for path, dirs, names in os.walk(os.path.join(top, folder)):
			dirs[:] = sorted(d for d in dirs if d != "__pycache__")
			for name in sorted(names):
				if not end or name.endswith(tuple(end)):
					yield os.path.relpath(
						os.path.join(path, name), top)
