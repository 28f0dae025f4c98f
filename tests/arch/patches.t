#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A new thing is a few lines: a JSON key, a column, a finding, a memory part.

Each sample patch is applied to a copy of the sources. What they touch is
compiled, without optimisation, and linked before the objects of the build.
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

FILES_MAX = 3
PATCHES = os.path.join(tap.top, "tests", "arch", "patches")
# What counts as source: what the program is built of.
SOURCE = re.compile(r"src/.*(\.[ch]|\.def|Makemodule\.am)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
# Below the build and of one name, so that a compiler cache knows the files.
TREE = os.path.join("tests", "arch", "patches.tree")
# To have a variable of the build's Makefile, as it stands there.
PRINT = "include Makefile\nprint-%:\n\t@: $(info $($*))\n"


def patches():
	return sorted(name for name in os.listdir(PATCHES)
		      if name.endswith(".patch"))


def patch(tree, name):
	"""Applies one; what else was edited near it must not matter."""
	with open(os.path.join(PATCHES, name), encoding="utf-8") as f:
		return subprocess.run(
			["patch", "-p1", "-F2", "-f", "-s", "--no-backup-if-mismatch",
			 "-r", "-"], cwd=tree, stdin=f, text=True,
			stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
			check=False)


def sources_of(text):
	"""The source files that a patch touches."""
	return [f for f in re.findall(r"^\+\+\+ b/(\S+)", text, re.M)
		if SOURCE.match(f)]


def copy(to):
	shutil.copytree(os.path.join(tap.top, "src"), os.path.join(to, "src"))
	for folder, _, names in os.walk(to):
		os.chmod(folder, 0o755)
		for name in names:
			os.chmod(os.path.join(folder, name), 0o644)


def variable(name, folder):
	"""Of the build; nothing there is made anew for it."""
	script = os.path.join(folder, "print.mk")
	with open(script, "w", encoding="ascii") as f:
		f.write(PRINT)
	env = {k: v for k, v in os.environ.items() if "MAKE" not in k}
	r = subprocess.run(
		["make", "-s", "-o", "Makefile", "-o", "config.status", "-f",
		 script, f"print-{name}"], cwd=tap.build, env=env, check=True,
		stdout=subprocess.PIPE, text=True)
	return r.stdout.strip()


def dependents(tree, changed):
	"""The .c files that are, or include, one of those."""
	users = {}
	for folder, _, names in os.walk(os.path.join(tree, "src")):
		for name in names:
			path = os.path.join(folder, name)
			if not name.endswith((".c", ".h", ".def")):
				continue
			with open(path, encoding="utf-8") as f:
				for target in INCLUDE.findall(f.read()):
					users.setdefault(f"src/{target}", set()).add(
						os.path.relpath(path, tree))
	found = set(changed)
	fresh = set(changed)
	while fresh:
		fresh = set().union(*(users.get(p, set()) for p in fresh)) - found
		found |= fresh
	return sorted(p for p in found if p.endswith(".c"))


def compile_all(tree, paths):
	"""What the compiler says of those that it does not take."""
	cc = variable("COMPILE", tree).replace(
		f"-I{variable('top_srcdir', tree)}/src", f"-I{TREE}/src")

	def one(path):
		r = subprocess.run(
			f"{cc} -O0 -g0 -c -o {TREE}/{obj(path)} {TREE}/{path}",
			shell=True, cwd=tap.build, stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT, text=True, check=False)
		return r.stdout if r.returncode else ""

	with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
		return "".join(pool.map(one, paths))


def obj(path):
	return path[:-2] + ".o"


def build(tree, changed):
	"""Links the program; what is wrong, or nothing."""
	other = {"src/options/completion.c"}  # of another program
	paths = [p for p in dependents(tree, changed) if p not in other]
	bad = compile_all(tree, paths)
	if bad:
		return bad
	new = [obj(p) for p in paths]
	old = [o for o in variable("kmemwhere_OBJECTS", tree).split()
	       if o not in new]
	objects = " ".join([*old, *(f"{TREE}/{o}" for o in new)])
	link = " ".join(variable(v, tree) for v in
			("CC", "AM_CFLAGS", "CFLAGS", "AM_LDFLAGS", "LDFLAGS"))
	r = subprocess.run(
		f"{link} -o {TREE}/kmemwhere {objects} "
		f"{variable('kmemwhere_LDADD', tree)} {variable('LIBS', tree)}",
		shell=True, cwd=tap.build, stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT, text=True, check=False)
	return r.stdout if r.returncode else ""


def machine(tree):
	"""A captured one that has what the patches look for."""
	folder = os.path.join(tree, "machine")
	shutil.copytree(tap.capture("udp-exhausted"), folder)
	for name, line in (("meminfo", "FirmwarePool: 4096 kB\n"
				       "Zswap: 409600000 kB\n"),
			   ("vmstat", "pgmajfault 4711\n")):
		path = os.path.join(folder, "proc", name)
		if os.path.exists(path):
			os.chmod(path, 0o644)
		os.chmod(os.path.dirname(path), 0o755)
		with open(path, "a", encoding="ascii") as f:
			f.write(line)
	return folder


def report(*args):
	r = tap.run(*args)
	return r.stdout.decode(errors="replace") + r.stderr.decode()


def schema_has(*keys):
	node = json.loads(report("--json-schema"))
	for key in keys:
		node = node.get("properties", {}).get(key, {})
	return bool(node)


def check(folder):
	"""That each new thing is there."""
	doc = json.loads(report(f"--from={folder}", "--json"))
	tap.equal(doc["memory"]["pressure"].get("major_faults"), 4711,
		  "json-key: the report has it")
	tap.ok(schema_has("memory", "pressure", "major_faults"),
	       "json-key: the schema has it")
	tap.ok("FULL     RX in percent" in report("--list-columns"),
	       "column: --list-columns has it")
	text = report(f"--from={tap.capture('made-syslog-udp')}",
		      "-o", "FULL,PROTO", "-s", "FULL")
	tap.ok(re.search(r"^ *[1-9]\d+ +udp", text, re.M),
	       "column: the table has it", text)
	tap.ok("zswap-pool" in [f["code"] for f in doc["findings"]],
	       "finding: it is reported", doc["findings"])
	kernel = doc["memory"]["kernel"]
	tap.equal(kernel.get("firmware_bytes"), 4096 << 10,
		  "memory-part: the report has it")
	tap.ok(schema_has("memory", "kernel", "firmware_bytes"),
	       "memory-part: the schema has it")
	tap.ok('part="firmware"} 4194304'
	       in report(f"--from={folder}", "--prometheus"),
	       "memory-part: the metrics have it")
	text = report(f"--from={folder}")
	tap.ok(re.search(r"^ +firmware pool +4\.0 MiB", text, re.M),
	       "memory-part: the table has it", text)
	counted = sum(v or 0 for k, v in kernel.items() if k.endswith("_bytes"))
	counted += sum(o["bytes"] for o in kernel["other"]
		       if o["basis"] == "exact")
	tap.equal(counted, doc["memory"]["kernel_bytes"],
		  "memory-part: it is in the sum")


def lists():
	"""What HACKING.md says of each thing that can be added."""
	return re.findall(r"^## How to add ([^\n]+)\n\n((?:.+\n)+)",
			  tap.read("HACKING.md"), re.M)


def main():
	if not shutil.which("patch"):
		tap.skip_all("no patch here")
	tap.ok(len(lists()) >= 7, "HACKING.md has the lists", *lists())
	tap.none([f"{what}: {len(text.splitlines())} lines" for what, text in lists()
		  if len(text.splitlines()) > 5], "each has five lines at most")
	tap.ok(len(patches()) >= 4, "the patches were found", *patches())
	planted = "".join(f"+++ b/src/{name}\n" for name in (
		"a/b.c", "a/b.h", "a/b.def", "a/Makemodule.am", "README"))
	tap.equal(len(sources_of(planted)), 4, "what is no source is not counted")
	tap.ok(not schema_has("memory", "pressure", "major_faults"),
	       "what the patches add is not there yet")
	tree = os.path.join(tap.build, TREE)
	shutil.rmtree(tree, ignore_errors=True)
	try:
		copy(tree)
		changed = set()
		for name in patches():
			files = sources_of(tap.read(PATCHES, name))
			tap.ok(0 < len(files) <= FILES_MAX,
			       f"{name} touches at most {FILES_MAX} source files",
			       *files)
			r = patch(tree, name)
			tap.ok(r.returncode == 0, f"{name} applies", r.stdout)
			changed |= set(files)
		bad = build(tree, changed)
		if tap.ok(not bad, "it builds", bad):
			tap.kmemwhere = os.path.join(tree, "kmemwhere")
			check(machine(tree))
	finally:
		shutil.rmtree(tree, ignore_errors=True)
	tap.done()


main()
