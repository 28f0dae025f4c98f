#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds reports against the JSON schema and the sums of kmemwhere-report(5).

usage: validate-json.py [--schema FILE] [REPORT...]   (stdin without one)

A report is one JSON object a line. Exit status: 0 all are valid, 1 one is
not (stderr says where), 77 python3-jsonschema is missing, 99 no schema.
"""
import argparse
import json
import os
import re
import sys

INT64_MAX = 2**63 - 1
TERMS = ("free", "processes", "cache", "shared", "hugetlb", "kernel")
PARTS = ("slab_unreclaimable", "slab_reclaimable", "vmalloc", "page_tables",
	"sec_page_tables", "percpu", "kernel_stack", "unaccounted")


def default_schema():
	top = os.environ.get("top_srcdir")
	if not top:
		here = os.path.dirname(os.path.abspath(__file__))
		top = os.path.join(here, "..", "..")
	return os.path.join(top, "scripts", "kmemwhere-report.schema.json")


def no_duplicates(pairs):
	keys = [key for key, _ in pairs]
	if len(set(keys)) != len(keys):
		raise ValueError("a key stands twice in %s" % sorted(keys))
	return dict(pairs)


def no_constant(word):
	raise ValueError("%s is no JSON" % word)


def parse(line):
	"""Bytes to a report; ValueError where it is not strictly JSON."""
	return json.loads(line.decode("utf-8"), object_pairs_hook=no_duplicates,
		parse_constant=no_constant)


def walk(value, path=""):
	yield path, value
	if isinstance(value, dict):
		for key, item in value.items():
			yield from walk(item, "%s.%s" % (path, key))
	elif isinstance(value, list):
		for i, item in enumerate(value):
			yield from walk(item, "%s[%d]" % (path, i))


def number_errors(report):
	for path, value in walk(report):
		if isinstance(value, bool) or not isinstance(value, (int, float)):
			continue
		# a schema takes 1.0 for an integer; we do not write that
		if isinstance(value, float) and "bytes" in path.rsplit(".")[-1]:
			yield "%s: %r is no whole number" % (path, value)
		if isinstance(value, int) and abs(value) > INT64_MAX + 1:
			yield "%s: %d has more than 64 bits" % (path, value)


def sum_errors(report):
	memory = report["memory"]
	kernel = memory["kernel"]
	terms = [memory[t + "_bytes"] for t in TERMS]
	if memory["total_bytes"] is not None and None not in terms:
		if sum(terms) != memory["total_bytes"]:
			yield "the six terms make %d, not %d" % (
				sum(terms), memory["total_bytes"])
	if memory["total_bytes"] is None and memory["kernel_bytes"] is not None:
		yield "kernel_bytes without total_bytes"
	if memory["kernel_bytes"] is None:
		if kernel["unaccounted_bytes"] is not None:
			yield "unaccounted_bytes without kernel_bytes"
		return
	parts = sum(kernel[p + "_bytes"] or 0 for p in PARTS)
	parts += sum(o["bytes"] for o in kernel["other"] if o["basis"] == "exact")
	if parts != memory["kernel_bytes"]:
		yield "the kernel's parts make %d, not %d" % (
			parts, memory["kernel_bytes"])


def falls(rows, key):
	known = [row[key] for row in rows if row[key] is not None]
	return known == sorted(known, reverse=True)


def list_errors(report):
	first, verdict = report["findings"][0], report["verdict"]
	if (first["code"], first["severity"], first["title"]) != (
			verdict["code"], verdict["severity"], verdict["text"]):
		yield "the verdict is not the first finding"
	codes = [f["code"] for f in report["findings"]]
	if "healthy" in codes and (len(codes) > 1 or first["bytes"] is not None):
		yield "healthy stands with %s" % codes
	if report["scope"]["sockets"]["listed"] != len(report["sockets"]):
		yield "scope.sockets.listed is not the length of sockets"
	for name, key in (("sockets", "held_bytes"), ("holders", "held_bytes"),
			("processes", "pss_bytes")):
		if not falls(report[name], key):
			yield "%s are not ranked by %s" % (name, key)
	if not falls(report["memory"]["slab_top"], "bytes"):
		yield "slab_top is not ranked"


IP_END = re.compile(r"(\*|[0-9.]+|\[[0-9a-f:.]+(%[0-9]+)?\]):(\*|[0-9]{1,5}|[a-z0-9-]+)")


def socket_errors(report):
	"""What the rows' own schema cannot say: one key against another."""
	for i, sock in enumerate(report["sockets"]):
		listens = sock["state"] == "LISTEN"
		if listens != (sock["accept_queue"] is not None):
			yield "sockets[%d]: accept_queue in state %s" % (
				i, sock["state"])
		if listens and (sock["recvq_bytes"], sock["sendq_bytes"]) != (
				None, None):
			yield "sockets[%d]: a listener's queue in bytes" % i
		for end in ("local", "peer"):
			if (sock["family"] in ("inet", "inet6")
					and not IP_END.fullmatch(sock[end])):
				yield "sockets[%d]: %s is %r" % (i, end, sock[end])


def errors(report, validator):
	"""What is wrong with a parsed report, a line each."""
	found = sorted(validator.iter_errors(report), key=lambda e: str(e.path))
	if found:
		return ["%s: %s" % ("/".join(map(str, e.path)), e.message[:300])
			for e in found]
	return [*number_errors(report), *sum_errors(report), *list_errors(report),
		*socket_errors(report)]


def load_validator(path):
	"""The validator of a schema file; ImportError without jsonschema."""
	import jsonschema

	with open(path, encoding="utf-8") as file:
		schema = json.load(file)
	jsonschema.Draft7Validator.check_schema(schema)
	return jsonschema.Draft7Validator(schema)


def check(name, data, validator):
	lines = data.splitlines()
	if not lines:
		print("%s: empty" % name, file=sys.stderr)
	ok = bool(lines)
	for number, line in enumerate(lines, 1):
		try:
			wrong = errors(parse(line), validator)
		except ValueError as error:
			wrong = [str(error)]
		for text in wrong:
			print("%s:%d: %s" % (name, number, text), file=sys.stderr)
		ok = ok and not wrong
	return ok


def main():
	parser = argparse.ArgumentParser(usage=__doc__)
	parser.add_argument("--schema", default=default_schema())
	parser.add_argument("reports", nargs="*")
	args = parser.parse_args()
	try:
		validator = load_validator(args.schema)
	except ImportError:
		print("python3-jsonschema is missing", file=sys.stderr)
		return 77
	except OSError as error:
		print(error, file=sys.stderr)
		return 99
	if not args.reports:
		return 0 if check("stdin", sys.stdin.buffer.read(), validator) else 1
	ok = True
	for name in args.reports:
		with open(name, "rb") as file:
			ok = check(name, file.read(), validator) and ok
	return 0 if ok else 1


if __name__ == "__main__":
	sys.exit(main())
