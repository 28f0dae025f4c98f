#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""House rules that hold for every source: licence, sizes, exit, paths."""
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

FILE_MAX = 400
MADE = ".lskel.h" # by scripts/bpf-skeleton
FUNCTION_MAX = 60
FOLDERS = ["src", "tests", "scripts", "man", "m4", ".ci"]
CODE = [".c", ".h", ".py", ".t", ".sh", ".am", ".m4"]
# Folders of somebody's own machine; pieced together so as not to match here.
WORKPLACE = re.compile(r"(?<![\w.$}])/(?:" + "|".join(
	["wo" + "rk", "ho" + r"me/\w+", "ro" + "ot/\\w+", "Us" + "ers", "mn" + "t"])
	+ r")/")


def functions(text):
	"""(line, length) of each body: braces stand in the first column."""
	start = 0
	for number, line in enumerate(text.splitlines(), 1):
		if line == "{":
			start = number
		elif line == "}" and start:
			yield start, number - start + 1
			start = 0


def code(text):
	"""Without comments and strings, lines kept."""
	hide = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)
	return hide.sub(lambda m: "\n" * m.group().count("\n"), text)


def calls(pattern, exempt):
	found = []
	for path in tap.files("src", end=(".c", ".h")):
		if path in exempt:
			continue
		for number, line in enumerate(
				code(tap.read(path)).splitlines(), 1):
			if re.search(pattern, line):
				found.append(f"{path}:{number}: {line.strip()}")
	return found


def is_code(path):
	if path.startswith("tests/parse/") or "/captures/" in path:
		return path.endswith((".c", ".t", ".am"))
	return path.endswith(tuple(CODE)) or path in (
		"scripts/run", "scripts/check", "scripts/bench", ".ci/run")


sources = [p for p in tap.files("src", end=(".c", ".h"))
	   if not p.endswith(MADE)]
tap.ok(len(sources) > 30, "the sources were found", len(sources))
tap.none([p for p in tap.files(*FOLDERS) if is_code(p)
	  and "SPDX-License-Identifier: GPL-2.0-or-later"
	  not in "\n".join(tap.read(p).splitlines()[:3])],
	 "every source file says its licence in its first three lines")
tap.none([f"{p}: {tap.read(p).count(chr(10))} lines" for p in sources
	  if tap.read(p).count("\n") >= FILE_MAX],
	 f"every source file is under {FILE_MAX} lines")
tap.none([f"{p}:{line}: {length} lines" for p in sources
	  for line, length in functions(tap.read(p)) if length >= FUNCTION_MAX],
	 f"every function is under {FUNCTION_MAX} lines")
tap.none([f"{p}:{n}" for p in sources
	  for n, line in enumerate(tap.read(p).splitlines(), 1)
	  if len(line.expandtabs(8)) > 100],
	 "no line is longer than 100 columns")
tap.none([p for p in tap.files("src", end=(".h",))
	  if not re.search(r"#ifndef KMW_%s_H\n" % re.sub(
		  r"\W", "_", p[4:-2]).upper(), tap.read(p))],
	 "every header has the guard of its path")
EXIT = r"\b(?:exit|_Exit|quick_exit|abort)\s*\("
tap.none(calls(EXIT, ["src/main.c"]), "only main.c exits")
tap.none(calls(r"\b_exit\s*\(",
	       list(tap.files("src/collect", "src/run/guard", "src/system"))),
	 "only children of collect/, run/guard/ and system/ end with _exit")
# One way each: a second one would be made with less care.
ONLY = [
	("runs a program", r"\b(?:posix_spawnp?|exec[vl]p?e?|fexecve|popen|system)\s*\(",
	 ["src/system/program.c"]),
	("makes a process", r"\bv?fork\s*\(",
	 ["src/system/program.c", "src/run/guard/guard.c",
	  "src/collect/process/processes.c"]),
	("locks a file", r"\b(?:flock|lockf)\s*\(|\bF_(?:OFD_)?SETLKW?\b",
	 ["src/system/file.c"]),
	("opens a name that was given to us", r"\bopen\s*\(\s*[a-z*]|\bfopen\s*\(",
	 ["src/source/source.c", "src/run/file.c", "src/capture/capture.c",
	  *tap.files("src/collect", end=(".c",))]),
]
for what, pattern, where in ONLY:
	tap.none(calls(pattern, where), f"one place {what}")
	tap.ok(any(re.search(pattern, code(tap.read(p))) for p in where),
	       f"and there is one that {what}")
tap.ok(re.search(EXIT, code(tap.read("src/main.c"))), "main.c does exit")
tap.none([f"{p}:{n}: {line.strip()}"
	  for p in tap.files("src/diagnose", "src/alert")
	  for n, line in enumerate(tap.read(p).splitlines(), 1)
	  if "escape" in line.lower()],
	 "no rule escapes: the output does, once")
tap.none(calls(r"\bstderr\b|\bperror\s*\(", ["src/run/message.c"]),
	 "only run/message.c prints to stderr")
tap.none(calls(r"^\s*typedef\s+struct\b", ["src/bpf/kernel.h"]),
	 "no typedef for a struct, but the kernel's own")
tap.none([f"{p}:{n}: {line.strip()}"
	  for p in [*tap.files(*FOLDERS), "README.md", "HACKING.md", "NEWS",
		    "configure.ac", "Makefile.am"]
	  if not p.endswith((".png", ".bin")) and "/corpus/" not in p
	  for n, line in enumerate(
		  open(os.path.join(tap.top, p), encoding="utf-8",
		       errors="replace").read().splitlines(), 1)
	  if WORKPLACE.search(line)],
	 "no path of somebody's workplace")

# Another version of clang-format has other opinions.
FORMATTER = "14."


def formatter():
	if not shutil.which("clang-format"):
		return "no clang-format"
	version = subprocess.run(["clang-format", "--version"], text=True,
				 stdout=subprocess.PIPE).stdout
	if f"version {FORMATTER}" not in version:
		return f"clang-format is not {FORMATTER}x"
	return None


def unformatted(folder):
	bad = subprocess.run(
		["clang-format", "--dry-run", "-Werror",
		 "--style=file:" + os.path.join(tap.top, ".clang-format"),
		 *tap.files(folder, end=(".c", ".h"))], cwd=tap.top,
		stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
	files = set(re.findall(r"^(.*?):\d+:\d+: (?:error|warning)",
			       bad.stdout, re.M))
	return sorted(files) or [bad.stdout] * (bad.returncode != 0)


for folder in ["src", "tests"]:
	if formatter():
		tap.skip(f"{folder} is formatted", formatter())
	else:
		tap.none(unformatted(folder),
			 f"{folder} is as clang-format has it")
scripts = [p for p in tap.files("scripts", ".ci", "tests")
	   if not p.endswith((".py", ".c", ".h")) and is_code(p)
	   and tap.read(p).startswith(("#!/bin/sh", "#!/bin/bash"))]
tap.ok(len(scripts) >= 3, "the shell scripts were found", scripts)
if shutil.which("shellcheck"):
	# Variables that a sourced file sets are unknown to it.
	bad = subprocess.run(["shellcheck", "-x", "-P", tap.top, "-S",
			      "warning", "-e", "SC2034,SC2154", *scripts],
			     cwd=tap.top, stdout=subprocess.PIPE,
			     stderr=subprocess.STDOUT, text=True)
	tap.ok(bad.returncode == 0, "shellcheck finds nothing", bad.stdout)
else:
	tap.skip("shell scripts", "no shellcheck")
tap.done()
