#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The options table, --help, the completion and the manual say the same."""
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402


def lacking(wanted, text):
	"""Words that do not stand alone in the text."""
	return [w for w in wanted
		if not re.search(r"(?<![\w-])" + re.escape(w) + r"(?![\w-])",
				 text)]


def plain(roff):
	"""A page without its fonts and escapes."""
	text = re.sub(r"\\f[BIRP]|\\&", "", roff)
	return text.replace("\\-", "-")


def section(name, following):
	return manual[manual.index(f".SH {name}\n"):
		      manual.index(f".SH {following}\n")]


LONG = re.compile(r"(?<![\w-])--[a-z][\w-]*")
OPTION = re.compile(LONG.pattern + r"|(?<![\w-])-[a-zA-Z]\b")
# options of other programs and of scripts that the texts speak of
OTHERS = {"--collector", "--comm", "--now", "--quick", "--sockets",
	  "--enable-sanitizers", "--enable-werror", "--prefix",
	  "--sysconfdir", "--with-bash-completion-dir", "--with-cron-dir",
	  "--with-systemdsystemunitdir", "--without-bpf", "--without-systemd"}
pages = list(tap.files("man", end=(".5", ".8", ".1")))
rows = re.findall(r"""\{ GROUP_\w+, (?:0|'(.)'),\s+"([^"]+)"(.*?) \},\n""",
		  tap.read("src/options/table.c"), re.S)
longs = ["--" + name for _, name, _ in rows]
shorts = ["-" + letter for letter, _, _ in rows if letter]
codes = re.findall(r'^FINDING\(F_\w+,\s*"([^"]+)"',
		   tap.read("src/diagnose/findings.def"), re.M)
help_ = tap.run("--help").stdout.decode()
columns = [line.split()[0] for line in
	   tap.run("--list-columns").stdout.decode().splitlines()
	   if line[:1].strip()]
manual = plain(tap.read("man/kmemwhere.8"))
findings = section("FINDINGS", "SEVERITY")

tap.ok(len(longs) >= 50 and len(shorts) >= 8 and len(codes) >= 20
       and len(columns) >= 20 and len(pages) >= 3, "options, columns and codes were found",
       longs, shorts, codes, columns)
shown = re.findall(r"^  (?:(-\w), |    )(--[a-z-]+)", help_, re.M)
tap.equal(sorted(w for row in shown for w in row if w),
	  sorted(longs + shorts), "--help has every option, once")
tap.none([line for line in help_.splitlines() if len(line) > 80],
	 "--help fits 80 columns")
tap.ok(all(re.search(r"^  (-\w,|   ) --\w", line) or
	   line.startswith(" " * 30) for line in help_.splitlines()
	   if line.startswith(" ")), "--help is laid out in two columns",
       help_)

# A list that names no option would never clash.
tap.none([f"--{name}: --{word} is no option" for _, name, rest in rows
	  for words in re.findall(r'\.(?:not_with|needs) =\s+((?:"[^"]*"\s*)+)',
				  rest)
	  for word in re.sub(r'"\s*"|"|\s', "", words).split("|")
	  if "--" + word not in longs], "options exclude and need options")

with open(os.path.join(tap.build, "completion", "kmemwhere")) as f:
	completion = f.read()
tap.none(lacking(longs + shorts, completion), "the completion has every option")


def complete(*words):
	"""What bash offers for the last word."""
	script = 'source "$1"; shift; COMP_WORDS=("$@"); ' \
		'COMP_CWORD=$(($# - 1)); compopt() { :; }; ' \
		'_kmemwhere "$1"; printf "%s\\n" "${COMPREPLY[@]}"'
	return subprocess.run(
		["bash", "-c", script, "bash",
		 os.path.join(tap.build, "completion", "kmemwhere"),
		 tap.kmemwhere, *words], stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT, text=True).stdout.split()


if shutil.which("bash"):
	tap.equal(complete("--no"), ["--noheadings", "--no-pss", "--no-probe",
				     "--no-bpf", "--no-smaps"],
		  "bash completes option names")
	tap.equal(complete("--netns", "=", "s"), ["self"],
		  "bash completes the words of an option")
	tap.equal(complete("--color", "="), ["auto", "always", "never"],
		  "bash completes an optional argument")
	tap.equal(complete("-s", "HEL"), ["HELD"], "bash completes a column")
	tap.equal(complete("-o", "PROTO,HEL"), ["PROTO,HELD"],
		  "bash completes the last column of a list")
	tap.equal(complete("-t", ""), [], "bash proposes no number")
else:
	tap.skip("completion", "no bash")

# what stands in a heading; elsewhere the word may be another program's
heads = re.findall(r"^\.T[PQ]\n(.*)", section("OPTIONS", "COLUMNS"), re.M)
tap.equal(sorted({w for head in heads for w in OPTION.findall(head)}),
	  sorted(longs + shorts), "the manual has every option, and no other")
tap.equal(sorted(re.findall(r"^\.TP\n\.B (\S+)$",
			    section("COLUMNS", "FINDINGS"), re.M)),
	  sorted(columns), "the manual has every column, and no other")
for page in ("README.md", "NEWS", *pages):
	tap.none(sorted({w for w in LONG.findall(plain(tap.read(page)))
			 if w not in longs and w not in OTHERS}),
		 f"every option in {page} is one")


def bare(text):
	"""Without what is layout: blanks, macros at the start of a line."""
	return re.sub(r'\s|"', "", re.sub(r"(?m)^\.[BIR]+ ", "", text)).lower()


options = bare(manual[manual.index(".SH OPTIONS"):manual.index(".SH WATCH")])
sentences = [bare("".join(re.findall(
	r'"((?:[^"\\]|\\.)*)"', re.match(r',\s*(?:NULL|"[^"]*"),((?:\s*"[^"]*")+)',
					 rest).group(1)))) + "."
	for _, _, rest in rows]
tap.none([s for s in sentences if s not in options],
	 "OPTIONS in the manual says the words of --help")
tap.equal(re.findall(r"^\.SS (\S+)$", findings, re.M), codes,
	  "the manual has a section for every finding, in order")
for part in "How to tell", "Remedy", "Ruled out by":
	tap.none([c for c in codes if f"\n.I {part}:\n" not in
		  findings.split(f".SS {c}\n")[1].split("\n.S")[0]
		  # what is well is mistaken for nothing, and needs nothing
		  and (c != "healthy" or part == "Ruled out by")],
		 f"every finding has its words under {part}")
if shutil.which("groff") and shutil.which("tbl"):
	for page in pages:
		r = subprocess.run(["groff", "-man", "-t", "-ww", "-Tutf8",
				    "-rLL=78n", os.path.join(tap.top, page)],
				   stdout=subprocess.DEVNULL,
				   stderr=subprocess.PIPE)
		tap.equal(r.stderr.decode(), "", f"groff is content with {page}")
else:
	tap.skip("manual pages", "no groff")
tap.done()
