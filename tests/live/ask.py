#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Questions about one report: ask.py REPORT.json QUESTION ARGS...

Exit status 0 is yes. What it prints explains a no. QUESTIONS is the list.
"""
import json
import sys

sys.dont_write_bytecode = True
import ask_inside  # noqa: E402

SEVERITIES = ["ok", "notice", "warning", "critical"]
TERMS = ["free", "processes", "cache", "shared", "hugetlb", "kernel"]
TOLERANCE = 0.02


def near(a, b):
	return a is not None and abs(a - b) <= TOLERANCE * b


def numbers(text):
	return sorted(int(n) for n in text.split(",") if n)


def summary(finding):
	subject = finding["subject"]
	return "%s %s bytes=%s pids=%s comm=%s sockets=%s: %s" % (
		finding["code"], finding["severity"], finding["bytes"],
		subject["pids"][:8], subject["comm"], subject["socket_count"],
		finding["title"])


def get(report, path):
	"""prints the value at a dotted path; null is a no"""
	value = report
	for key in path.split("."):
		value = value[int(key) if isinstance(value, list) else key]
	print(value)
	return value is not None


def get_at(value, path):
	for key in path.split("."):
		value = value[key]
	return value


def first(report, code):
	"""the first finding has this code"""
	for finding in report["findings"]:
		print(summary(finding))
	return report["findings"][0]["code"] == code


def verdict(report):
	"""the verdict is the first finding"""
	head, said = report["findings"][0], report["verdict"]
	print(said, summary(head))
	return (said["code"] == head["code"] and
		said["severity"] == head["severity"] and
		said["text"] == head["title"])


def verdict_below(report, severity):
	"""the verdict is milder than this"""
	print(report["verdict"])
	return (SEVERITIES.index(report["verdict"]["severity"]) <
		SEVERITIES.index(severity))


def severity(report, least):
	"""the first finding is at least so severe"""
	print(summary(report["findings"][0]))
	return (SEVERITIES.index(report["findings"][0]["severity"]) >=
		SEVERITIES.index(least))


def pids(report, text):
	"""the first finding is about exactly these processes"""
	print(summary(report["findings"][0]), "expected", text)
	return sorted(report["findings"][0]["subject"]["pids"]) == numbers(text)


def comm(report, name):
	"""the first finding is about the program of this name"""
	print(summary(report["findings"][0]))
	return report["findings"][0]["subject"]["comm"] == name


def socket_count(report, count):
	"""the first finding is about so many sockets"""
	print(summary(report["findings"][0]))
	return report["findings"][0]["subject"]["socket_count"] == int(count)


def held(report, amount):
	"""the first finding's bytes are within 2 % of this"""
	print(summary(report["findings"][0]), "expected", amount)
	return near(report["findings"][0]["bytes"], int(amount))


def held_about(report, amount):
	"""the first finding's bytes are within 8 MiB of this: a difference"""
	print(summary(report["findings"][0]), "expected", amount)
	return abs(report["findings"][0]["bytes"] - int(amount)) <= 8 << 20


def confidence(report, word):
	"""the first finding is so sure"""
	print(summary(report["findings"][0]), report["findings"][0]["confidence"])
	return report["findings"][0]["confidence"] == word


def without_row(report, pid, count):
	"""the process has so many sockets that no table has"""
	found = [p["sockets_without_row"] for p in report["processes"]
		if p["pid"] == int(pid)]
	print(found, "expected", count)
	return found == [int(count)]


def identity(report):
	"""the six terms add up to the total, and the kernel's parts to it"""
	memory = report["memory"]
	terms = {t: memory[t + "_bytes"] for t in TERMS}
	print(memory["total_bytes"], terms)
	kernel = memory["kernel"]
	parts = {k: v for k, v in kernel.items() if k.endswith("_bytes")}
	named = sum(o["bytes"] for o in kernel["other"] if o["basis"] == "exact")
	print(terms["kernel"], parts, named)
	return (sum(terms.values()) == memory["total_bytes"] > 0 and
		sum(v or 0 for v in parts.values()) + named == terms["kernel"])


def rows(report, netns, via, pid_text, count, amount):
	"""the sockets of the first finding: so many rows, in this namespace,
	with these owners found in this way, holding this within 2 %"""
	code = report["findings"][0]["code"]
	found = [s for s in report["sockets"]
		if s["finding"] == code and s["netns"]["inode"] == int(netns)]
	owners = sorted({o["pid"] for s in found for o in s["owners"]})
	ways = sorted({s["owner_via"] for s in found})
	total = sum(s["held_bytes"] for s in found)
	print("rows", len(found), "of", count, "owners", owners[:8], "via", ways,
		"held", total, "of", amount)
	if found:
		print(found[0])
	return (len(found) == int(count) and ways == [via] and
		owners == numbers(pid_text) and near(total, int(amount)))


def uncharged(report, proto, amount):
	"""the protocol is charged less than its sockets, by about this"""
	row = [p for p in report["protocols"] if p["name"] == proto][0]
	print(row, "expected", -int(amount))
	return (abs(row["unseen_bytes"] + int(amount)) <=
		TOLERANCE * int(amount) + row["tolerance_bytes"])


def group(report, by, key, count, amount):
	"""the first of the groups is this one (any, if empty), with so many
	sockets that hold this within 2 %"""
	print(report["groups"])
	row = report["groups"]["rows"][0]
	return (report["groups"]["by"] == by and key in ("", row["key"]) and
		row["sockets"] == int(count) and near(row["held_bytes"], int(amount)))


def finding(report, code, severity):
	"""it is among the findings, with this severity"""
	for f in report["findings"]:
		print(summary(f))
	return any(f["code"] == code and f["severity"] == severity
		for f in report["findings"])


def named(report, name, basis, amount, pid):
	"""a named share of the kernel is within 2 % of this; its holder"""
	print(report["memory"]["kernel"]["other"], "expected", amount, pid)
	return any(o["name"] == name and o["basis"] == basis and
		near(o["bytes"], int(amount)) and o["pids"] == numbers(pid)
		for o in report["memory"]["kernel"]["other"])


def evidence(report, code, words):
	"""the finding's evidence has these words"""
	found = [f["evidence"] for f in report["findings"] if f["code"] == code]
	print(found, "expected", words)
	return any(words in text for texts in found for text in texts)


def blamed(report, code, name, pid):
	"""the finding is about this process"""
	for f in report["findings"]:
		print(summary(f))
	return any(f["code"] == code and f["subject"]["comm"] == name and
		int(pid) in f["subject"]["pids"] for f in report["findings"])


def lacks(report, code):
	"""there is no such finding"""
	for f in report["findings"]:
		print(summary(f))
	return all(f["code"] != code for f in report["findings"])


def fragments(report, netns, amount, limit):
	"""this namespace's IPv4 fragments within 2 %, and their limit"""
	print(report["fragments"])
	return any(f["netns"]["inode"] == int(netns) and f["family"] == "inet"
		and near(f["bytes"], int(amount)) and f["limit_bytes"] == int(limit)
		for f in report["fragments"])


def qdisc(report, netns, device, kind, least, most):
	"""packets of 1400 bytes and their headers wait on this device"""
	print(report["qdiscs"])
	return any(q["netns"]["name"] == netns and q["ifname"] == device and
		q["kind"] == kind and int(least) <= q["packets"] <= int(most) and
		q["backlog_bytes"] == q["packets"] * 1442 for q in report["qdiscs"])


def groups_of(report, start, count, amount):
	"""so many groups whose keys begin so, one socket each, hold this"""
	least = int(amount) / int(count) / 2 # the sink may hold a little, too
	found = [r for r in report["groups"]["rows"]
		if r["held_bytes"] > least and r["key"].startswith(start)]
	print(report["groups"])
	return (len(found) == int(count) and
		all(r["sockets"] == 1 for r in found) and
		near(sum(r["held_bytes"] for r in found), int(amount)))


def rows_dropping(report, least):
	"""at least so many of the first finding's sockets are full and drop"""
	code = report["findings"][0]["code"]
	full = [s for s in report["sockets"] if s["finding"] == code and
		s["skmem"]["drops"] > 0 and
		s["skmem"]["rmem_alloc_bytes"] > s["skmem"]["rcvbuf_bytes"] / 2]
	print(len(full), "full and dropping")
	return len(full) >= int(least)


def rows_at_most(report, pid_text, count, limit):
	"""these processes have so many sockets, and none holds more than this"""
	wanted = set(numbers(pid_text))
	found = [s for s in report["sockets"]
		if wanted & {o["pid"] for o in s["owners"]}]
	largest = max((s["held_bytes"] for s in found), default=0)
	print(len(found), "rows, the largest holds", largest)
	return len(found) == int(count) and largest <= int(limit)


def no_finding(report, pid_text):
	"""no finding is about any of these processes"""
	wanted = set(numbers(pid_text))
	found = [f for f in report["findings"]
		if wanted & set(f["subject"]["pids"])]
	for finding in found:
		print(summary(finding))
	return not found


def no_owner(report, netns, least):
	"""at least so many sockets of the first finding are listed with a
	local address, and none of them has a process"""
	code = report["findings"][0]["code"]
	found = [s for s in report["sockets"]
		if s["finding"] == code and s["netns"]["inode"] == int(netns)]
	print(len(found), "rows", found[:1])
	return (len(found) >= int(least) and
		all(not s["owners"] and s["local"] for s in found))


def gaps(report, *whats):
	"""what could not be read is said, these among it"""
	names = [g["what"] for g in report["scope"]["gaps"]]
	print(names)
	return bool(names) and set(whats) <= set(names)


def top_process(report, pid, amount, mib):
	"""this process is the largest, with this Pss within 2 % and so many MiB"""
	row = report["processes"][0]
	print(row, "expected", pid, amount)
	slack = TOLERANCE * int(amount) + (int(mib) << 20)
	return (row["pid"] == int(pid) and
		abs(row["pss_bytes"] - int(amount)) <= slack)


def larger_than_any(report):
	"""prints KiB: half as much again as the largest process, and 16 MiB"""
	row = report["processes"][0] if report["processes"] else {}
	print(((row.get("pss_bytes") or 0) * 3 // 2 + (16 << 20)) // 1024)
	return True


def holds(look, condition):
	"""whether KEY=JSON, KEY>NUMBER or KEY<NUMBER is true of a look"""
	sign = next(c for c in condition if c in "=<>")
	key, _, text = condition.partition(sign)
	value, wanted = look[key], json.loads(text)
	if sign == "=":
		return value is wanted or value == wanted
	return value is not None and (
		value > wanted if sign == ">" else value < wanted)


def looks(report, pid_text, least, *conditions):
	"""at least so many sockets of these processes were looked at twice,
	and all these conditions are true of each of them"""
	wanted = set(numbers(pid_text))
	found = [s["look"] for s in report["sockets"] if s["look"] and
		wanted & {o["pid"] for o in s["owners"]}]
	bad = [(c, l) for l in found for c in conditions if not holds(l, c)]
	print(len(found), "looks;", "not true:", bad[:3])
	return len(found) >= int(least) and not bad


def no_looks(report):
	"""no socket was looked at twice"""
	found = [s for s in report["sockets"] if s["look"]]
	print(found[:1])
	return not found


def queue_rows(report, netns, pid_text, amount):
	"""the rows of the first finding hold this within 2 %, in this
	namespace, all found by fd; these processes are among their owners"""
	code = report["findings"][0]["code"]
	found = [s for s in report["sockets"] if s["finding"] == code]
	owners = {o["pid"] for s in found for o in s["owners"]}
	total = sum(s["held_bytes"] for s in found)
	print(len(found), "rows, owners", owners, "hold", total, "of", amount,
		found[:1])
	return (near(total, int(amount)) and set(numbers(pid_text)) <= owners and
		{s["netns"]["inode"] for s in found} == {int(netns)} and
		{s["owner_via"] for s in found} == {"fd"} and
		all(s["local"] and s["peer"] for s in found))


def ring_rows(report, netns, pid_text, count, amount):
	"""so many packet sockets of these processes have rings of this size"""
	found = [s for s in report["sockets"] if s["proto"] == "packet" and
		s["ring_bytes"] and s["netns"]["inode"] == int(netns)]
	owners = sorted({o["pid"] for s in found for o in s["owners"]})
	total = sum(s["ring_bytes"] for s in found)
	print(len(found), "rows, owners", owners, "rings", total, "of", amount)
	return (len(found) == int(count) and owners == numbers(pid_text) and
		total == int(amount) and
		{s["owner_via"] for s in found} == {"fd"})


def other(report, name, least, pid):
	"""a named share of the kernel's memory, and its holder"""
	found = [o for o in report["memory"]["kernel"]["other"]
		if o["name"] == name]
	print(found)
	return (len(found) == 1 and found[0]["bytes"] >= int(least) and
		found[0]["basis"] == "exact" and found[0]["pids"] == [int(pid)])


def not_unaccounted(report, other_path, slack):
	"""kernel pages in no counter did not grow by more than slack since

	They may shrink: what an earlier fault held is given back late.
	"""
	with open(other_path, encoding="utf-8") as file:
		before = json.load(file)
	values = [r["memory"]["kernel"]["unaccounted_bytes"]
		for r in (before, report)]
	print(values)
	return values[1] - values[0] <= int(slack)


def row(report, path, wanted, amount):
	"""a list below memory has a row with these fields, of about so much

	path: kernel.detail.bpf; wanted: kind=map,pid=77; amount 0: any.
	"""
	rows = get_at(report["memory"], path)
	fields = [pair.split("=", 1) for pair in wanted.split(",")]
	found = [r for r in rows
		if all(str(r[key]) == value for key, value in fields)]
	print(path, "rows", len(rows), "with", wanted, found[:3])
	return bool(found) and (amount == "0" or
		near(found[0]["bytes"], int(amount)))


def grew(report, path, other_path, amount):
	"""a figure below memory is about so much higher than in the other"""
	with open(other_path, encoding="utf-8") as file:
		before = json.load(file)
	values = [get_at(r["memory"], path) for r in (before, report)]
	print(path, values, "expected to grow by", amount)
	return near(values[1] - values[0], int(amount))


def cache_grew(report, name, other_path, amount):
	"""a slab cache is about so much larger than in the other report"""
	with open(other_path, encoding="utf-8") as file:
		before = json.load(file)
	values = [sum(c["active_objects"] * c["object_bytes"]
			for c in r["memory"]["kernel"]["detail"]["slab"]
			if c["name"] == name) for r in (before, report)]
	print(name, values, "expected to grow by", amount)
	return near(values[1] - values[0], int(amount))


def deep(report):
	"""every page was counted, and the walk took some time"""
	pages = dict(report["memory"]["kernel"]["detail"]["pages"])
	seconds = pages.pop("seconds")
	print(seconds, pages)
	return (seconds > 0 and all(v is not None for v in pages.values()) and
		sum(pages.values()) >= report["memory"]["total_bytes"])


def namespace(report, netns, name):
	"""the sockets of this namespace carry its name"""
	names = {s["netns"]["name"] for s in report["sockets"]
		if s["netns"]["inode"] == int(netns)}
	print(names, "expected", name)
	return names == {name}


def printable(report, text):
	"""the first finding's program, as it must be escaped"""
	name = report["findings"][0]["subject"]["comm"]
	print(ascii(name), "expected", ascii(text))
	return name == text


QUESTIONS = {f.__name__.replace("_", "-"): f for f in (
	get, first, verdict, verdict_below, severity, pids, comm, socket_count,
	held, held_about, confidence, evidence, without_row, identity, rows, uncharged, group,
	groups_of, finding, fragments, qdisc, rows_dropping, rows_at_most, no_finding, no_owner, gaps, looks,
	no_looks, top_process, larger_than_any, queue_rows, ring_rows,
	named, blamed, lacks, evidence, other, not_unaccounted, row, grew, cache_grew, deep,
	namespace, printable)}

QUESTIONS.update(ask_inside.QUESTIONS)


def main():
	if len(sys.argv) < 3 or sys.argv[2] not in QUESTIONS:
		for name, question in QUESTIONS.items():
			print(name + ": " + question.__doc__)
		return 2
	with open(sys.argv[1], encoding="utf-8") as file:
		report = json.load(file)
	return 0 if QUESTIONS[sys.argv[2]](report, *sys.argv[3:]) else 1


if __name__ == "__main__":
	sys.exit(main())
