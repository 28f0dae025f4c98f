# SPDX-License-Identifier: GPL-2.0-or-later
"""Questions about the inside of one process, for ask.py."""


def value(report, path):
	for key in path.split("."):
		report = report[int(key) if isinstance(report, list) else key]
	return report


def near(report, path, amount, percent):
	"""the number at this path is within so many percent of this"""
	v = value(report, path)
	print(path, v, "expected", amount, "+-", percent, "%")
	return abs(v - int(amount)) * 100 <= int(percent) * int(amount)


def at_least(report, path, amount):
	"""the number at this path is no smaller"""
	print(path, value(report, path), "expected at least", amount)
	return value(report, path) >= int(amount)


def at_most(report, path, amount):
	"""the number at this path is no larger"""
	print(path, value(report, path), "expected at most", amount)
	return value(report, path) <= int(amount)


def equal(report, path, text):
	"""what is at this path, as text"""
	print(path, value(report, path), "expected", text)
	return str(value(report, path)) == text


def class_(report, name, key, *text):
	"""prints an amount of a class; it is this text, if given"""
	found = [c[key] for c in report["inside"]["classes"]
		 if c["class"] == name]
	print(*found)
	return len(found) == 1 and (not text or str(found[0]) == text[0])


def inside_sum(report):
	"""what is resident by class is what the kernel counts, within 2 %"""
	total = sum(c["resident_bytes"] for c in report["inside"]["classes"])
	print(total, "expected", report["inside"]["resident_bytes"])
	return abs(total - report["inside"]["resident_bytes"]) * 50 <= total


def group_of_threads(report, name, count):
	"""so many threads of this name, all with a stack"""
	print(report["inside"]["thread_groups"])
	return any(g["name"] == name and g["threads"] == int(count) and
		   g["stacks"] == int(count)
		   for g in report["inside"]["thread_groups"])


def category(report, name):
	"""the JVM has this category, and some of it is resident"""
	print(report["inside"]["nmt"], report["scope"]["gaps"])
	return any(c["name"] == name and c["resident_bytes"] > 0
		   for c in report["inside"]["nmt"]["categories"])


def says(report, text):
	"""the first finding's evidence says this"""
	print(report["findings"][0]["evidence"])
	return any(text in e for e in report["findings"][0]["evidence"])


def only_owner(report, pid):
	"""there are sockets, and this process has each of them"""
	print(report["sockets"])
	return bool(report["sockets"]) and all(
		int(pid) in [o["pid"] for o in s["owners"]]
		for s in report["sockets"])


def gap(report, what):
	"""this is among what could not be read"""
	print(report["scope"]["gaps"])
	return any(g["what"] == what for g in report["scope"]["gaps"])


QUESTIONS = {f.__name__.strip("_").replace("_", "-"): f for f in (
	near, at_least, at_most, equal, class_, inside_sum, group_of_threads,
	category, says, only_owner, gap)}
