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


table = tap.read("src/option_table.c")
table = table[table.index("option_rows[] = {"):table.index("N_ROWS")]
longs = ["--" + n for n in re.findall(r'\.name = "([^"]+)"', table)]
shorts = ["-" + c for c in re.findall(r"\.letter = '(.)'", table)]
codes = re.findall(r'^FINDING\(F_\w+,\s*"([^"]+)"',
		   tap.read("src/diagnose/findings.def"), re.M)
help_ = tap.run("--help").stdout.decode()
columns = [line.split()[0] for line in
	   tap.run("--list-columns").stdout.decode().splitlines()
	   if line[:1].strip()]
manual = plain(tap.read("man/kmemwhere.8"))
findings = manual[manual.index(".SH FINDINGS"):manual.index(".SH SEVERITY")]

tap.ok(len(longs) >= 15 and len(shorts) >= 8 and len(codes) >= 20
       and len(columns) >= 20, "options, columns and codes were found",
       longs, shorts, codes, columns)
tap.none(lacking(longs + shorts, help_), "--help has every option")
tap.none([line for line in help_.splitlines() if len(line) > 80],
	 "--help fits 80 columns")
tap.ok(all(re.search(r"^  (-\w,|   ) --\w", line) or
	   line.startswith(" " * 30) for line in help_.splitlines()
	   if line.startswith(" ")), "--help is laid out in two columns",
       help_)

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

tap.none(lacking(longs + shorts, manual), "the manual has every option")
tap.none([c for c in columns if f".TP\n.B {c}\n" not in manual],
	 "the manual has every column")
tap.none([c for c in re.findall(
	r"\.TP\n\.B (\S+)\n",
	manual[manual.index(".SH COLUMNS"):manual.index(".SH FINDINGS")])
	if c not in columns], "the manual has no column that is none")
tap.equal(re.findall(r"^\.SS (\S+)$", findings, re.M), codes,
	  "the manual has a section for every finding, in order")
tap.none([c for c in codes
	  if ".I Refuted by:" not in findings.split(f".SS {c}\n")[1]
	  .split(".SS")[0]], "every finding says what refutes it")
if shutil.which("groff") and shutil.which("tbl"):
	for page in tap.files("man", end=(".5", ".8", ".1")):
		r = subprocess.run(["groff", "-man", "-t", "-ww", "-Tutf8",
				    "-rLL=78n", os.path.join(tap.top, page)],
				   stdout=subprocess.DEVNULL,
				   stderr=subprocess.PIPE)
		tap.equal(r.stderr.decode(), "", f"groff is content with {page}")
else:
	tap.skip("manual pages", "no groff")
tap.done()
