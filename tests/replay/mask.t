#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--mask leaves no name and no address; --diff says what changed."""
import ipaddress
import json
import os
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

tmp = tempfile.mkdtemp(prefix="kmemwhere-mask.")
# Names that say nothing about whose machine it is.
STAY = {"", "/", "lo", "host"}
# What a recording has for names: section and column.
NAMES = [("processes", "comm"), ("shmem", "name"), ("consumers", "holder"),
	 ("netns", "name"), ("socks", "name"), ("socks", "program"),
	 ("cgroups", "path"), ("cgroups", "name"), ("memcgs", "path"),
	 ("memcgs", "name"), ("qdiscs", "ifname"), ("bpf", "name"),
	 ("bpf", "comm"), ("page_pools", "interface")]


def path(name):
	return os.path.join(tmp, name)


def load(name):
	with open(path(name), encoding="utf-8") as f:
		return [json.loads(line) for line in f]


def column(doc, section, key):
	rows = doc[section]
	if not rows:
		return []
	at = rows[0].index(key)
	return [row[at] if len(row) > at else None for row in rows[1:]]


def names(doc):
	found = {doc["host"].get("name", ""), doc["host"].get("boot_id", "")}
	for section, key in NAMES:
		found |= {v for v in column(doc, section, key)
			  if isinstance(v, str)}
	return {n for n in found if n not in STAY}


def amounts(v):
	"""What is no text: BPF maps, for one, are shown with their names."""
	if isinstance(v, dict):
		return {k: amounts(x) for k, x in v.items()}
	if isinstance(v, list):
		return [amounts(x) for x in v]
	return None if isinstance(v, str) else v


def addresses(doc):
	"""As integers, with their place; loopback and unspecified stay."""
	found = []
	for key in "local", "peer":
		for hex_ in column(doc, "socks", key):
			if not isinstance(hex_, str):
				continue
			a = ipaddress.ip_address(bytes.fromhex(hex_))
			mapped = getattr(a, "ipv4_mapped", None)
			found.append(mapped or a)
	return found


def outside(a):
	return not (a.is_loopback or a.is_unspecified)


seen = {"names": 0, "addresses": 0}
# our own words may be a program's name, too
own = set(re.findall(r"[\w.-]+", tap.read("man/kmemwhere.8")
		     + tap.read("man/kmemwhere-report.5")))
sources = [(name, [f"--from={folder}"])
	   for name, folder in tap.captures().items()] + [("this machine", [])]
for what, source in sources:
	for name in "plain", "masked", "masked2":
		if os.path.exists(path(name)):
			os.unlink(path(name))
	r = tap.run(*source, "--all", "--json", f"--record={path('plain')}")
	plain = load("plain")[0]
	replay = f"--replay={path('plain')}"
	r = tap.run(replay, "--mask", f"--record={path('masked')}", "--json",
		    "--all")
	masked = load("masked")[0]
	before, after = names(plain), names(masked)
	bad = sorted(before & after)
	old, new = addresses(plain), addresses(masked)
	bad += [str(a) for a in set(filter(outside, old)) & set(new)]
	seen["names"] += len(before)
	seen["addresses"] += sum(map(outside, old))
	pairs = set(zip(old, new))
	if len({a for a, _ in pairs}) != len(pairs) or len(
			{b for _, b in pairs}) != len(pairs):
		bad.append("addresses that are not one to one")
	if len(after) != len(before) and what != "this machine":
		tap.ok(len(after) <= len(before), f"{what}: names are merged")
	tap.none(bad, f"{what}: no name and no address is left")
	# the report of it is that of the masked recording
	again = tap.run(f"--replay={path('masked')}", "--json", "--all")
	tap.ok(r.stdout == again.stdout and r.stdout,
	       f"{what}: a masked report is the report of a masked recording")
	text = tap.run(replay, "--mask", "-a", "--ascii").stdout + r.stdout
	left = [n for n in before if len(n) > 5 and re.search(
		rb"(?<![\w.-])" + re.escape(n.encode()) + rb"(?![\w-])", text)]
	tap.none([n for n in left if n.split(" ")[0] not in own],
		 f"{what}: nor in what is shown")
	if what == "this machine":
		tap.equal(amounts(json.loads(r.stdout)["memory"]),
			  amounts(json.loads(tap.run(
				  replay, "--json", "--all").stdout)["memory"]),
			  "amounts stay")
tap.ok(seen["names"] > 20 and seen["addresses"] > 100,
       "there was something to mask", seen)

# One mask for a whole file; a second run does not know it.
docs = load("plain") * 2
docs[1] = dict(docs[0], processes=docs[0]["processes"][:1]
	       + docs[0]["processes"][:0:-1][::-1][1:])
with open(path("two"), "w", encoding="utf-8") as f:
	f.writelines(json.dumps(d, separators=(",", ":")) + "\n" for d in docs)
r = tap.run(f"--replay={path('two')}", "--mask", f"--record={path('masked2')}")
two = load("masked2")
comm = [dict(zip(column(d, "processes", "pid"), column(d, "processes", "comm")))
	for d in two]
tap.ok(comm[1] and all(comm[0][pid] == name for pid, name in comm[1].items()),
       "a program has the same placeholder in all samples")
r = tap.run(f"--replay={path('two')}", "--mask", f"--record={path('masked2')}")
tap.ok(r.returncode == 1 and b"placeholders are not known" in r.stderr
       and len(load("masked2")) == 2 and not r.stdout,
       "a masked recording is not continued by another run", r.stderr)

# What changed.
doc = docs[0]


def sample(name, **change):
	with open(path(name), "w", encoding="utf-8") as f:
		f.write(json.dumps(dict(doc, **change), separators=(",", ":"))
			+ "\n")


def table(head, *rows):
	return [head.split(), *rows]


P = "pid comm pss_bytes"
MIB = 1 << 20
scope = dict(doc["scope"], pss=1)
empty = {"socks": [], "owners": [], "looks": []}
sample("a", time_ms=1795359871120, scope=scope, **empty,
       processes=table(P, [1, "init", MIB], [7, "leak", 5 * MIB],
		       [8, "worker", MIB], [9, "same", MIB]),
       slabs=table("name bytes objects", ["kmalloc-64", MIB, 100],
		   ["dentry", 4 * MIB, 7]))
sample("b", time_ms=1795359931120, scope=scope, **empty,
       processes=table(P, [1, "init", MIB // 2], [7, "leak", 95 * MIB],
		       [9, "same", MIB], [10, "born", 3 * MIB]),
       slabs=table("name bytes objects", ["kmalloc-64", 9 * MIB, 900],
		   ["dentry", 4 * MIB, 7]))
pair = f"--diff={path('a')},{path('b')}"
r = tap.run(pair, "--json")
diff = json.loads(r.stdout)
tap.equal([(c["pid"], c["name"], c["state"], c["change_bytes"])
	   for c in diff["processes"]],
	  [(7, "leak", "grew", 90 * MIB), (10, "born", "appeared", 3 * MIB),
	   (8, "worker", "gone", -MIB), (1, "init", "shrank", -MIB // 2)],
	  "processes are ranked by what changed")
tap.equal([(c["name"], c["change_bytes"], c["before_count"], c["after_count"])
	   for c in diff["slabs"]], [("kmalloc-64", 8 * MIB, 100, 900)],
	  "a cache that did not change is left out")
tap.equal((diff["schema"], diff["seconds"], diff["same_boot"],
	   [t["name"] for t in diff["terms"]]),
	  ("kmemwhere.diff/1", 60, True,
	   ["processes", "cache", "shared", "hugetlb", "free", "kernel"]),
	  "the frame of a difference")
try:
	import jsonschema
	schema = json.loads(tap.read("scripts/kmemwhere-diff.schema.json"))
	tap.none([e.message for e in jsonschema.Draft7Validator(
		schema).iter_errors(diff)], "it is as the schema wants")
except ImportError:
	tap.skip("it is as the schema wants", "no python3-jsonschema")
text = tap.run(pair, "--ascii").stdout.decode()
tap.ok(all(re.search(w, text, re.M) for w in (
	r"^ *\+90\.0M +5\.0M +95\.0M grew +7 leak$", r"appeared 10 born$",
	r"^ *-1\.0M +1\.0M +- gone +8 worker$", r"1 min 0 s",
	r"^ *\+8\.0M +1\.0M +9\.0M +100 +900 grew +kmalloc-64$")),
       "the table of it", text)
sample("c", time_ms=1795359931120, scope=scope, **empty,
       host=dict(doc["host"], boot_id="other"),
       processes=table(P, [107, "leak", 6 * MIB]))
diff = json.loads(tap.run(f"--diff={path('a')},{path('c')}@1",
			  "--json").stdout)
row = [c for c in diff["processes"] if c["name"] == "leak"][0]
tap.equal((diff["same_boot"], row["pid"], row["change_bytes"]),
	  (False, None, MIB), "after a new start programs are told by name")
r = tap.run(pair, "--mask", "--json")
tap.ok(r.stdout and b"leak" not in r.stdout and b"prog-" in r.stdout
       and json.loads(r.stdout)["processes"][0]["state"] == "grew",
       "a masked difference", r.stderr)
r = tap.run(f"--replay={path('two')}", "--diff=1,-1", "--json")
tap.ok(r.returncode == 0 and json.loads(r.stdout)["seconds"] == 0,
       "two samples of one file", r.stderr)
for bad, status in [("x", 2), (",", 2), ("a,", 2), (f"{path('a')},nofile", 1),
		    (f"{path('a')}@7,{path('b')}", 1),
		    (f"{path('a')}@x,{path('b')}", 2)]:
	r = tap.run(f"--diff={bad}")
	tap.ok(r.returncode == status and r.stderr and not r.stdout,
	       f"--diff={bad.replace(tmp, 'DIR')} is refused", r)

shutil.rmtree(tmp, ignore_errors=True)
tap.done()
