#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--pid again and again, recorded, replayed, held against each other."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

MIB = 1 << 20
tmp = tempfile.mkdtemp(prefix="kmemwhere-inside.")
REC = os.path.join(tmp, "rec")
PLAIN = ["--no-pss", "--no-probe", "--netns=self"]
# 2 MiB of malloc() more, five times a second, 50 MiB at most
GROW = r"""
import ctypes, sys, time
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
libc.prctl(15, b"zorg\x1bbox")
print(flush=True)
for i in range(25):
	libc.memset(libc.malloc(2 << 20), 1, 2 << 20)
	time.sleep(0.2)
time.sleep(60)
"""


def lines(r):
	return [json.loads(line) for line in r.stdout.splitlines()]


def classes(report):
	return {c["name"]: c for c in report["rates"]["classes"]}


with subprocess.Popen([sys.executable, "-c", GROW],
		      stdout=subprocess.PIPE) as child:
	child.stdout.readline()
	r = tap.run(f"--pid={child.pid}", *PLAIN, "--json", f"--record={REC}",
		    "0.3", "8")
	if r.returncode or b'"smaps":false' in r.stdout:
		child.kill()
		tap.skip_all("smaps of a child cannot be read here")
	table = tap.run(f"--pid={child.pid}", *PLAIN, "0.1", "2")
	once = tap.run(f"--pid={child.pid}", *PLAIN, "--mask")
	child.kill()
live = lines(r)
tap.equal(len(live), 8, "--pid goes with COUNT")
first, last = classes(live[0]), classes(live[-1])
grown = [n for n in last if n in ("anonymous", "anonymous-large")
	 and last[n]["only_grows"] and last[n]["slope_bytes_per_second"] > MIB]
tap.ok(grown, "the class that grows is told, with its rate", last)
tap.ok(all(c["slope_bytes_per_second"] is None for c in first.values())
       and "files" in last and not last["files"]["slope_bytes_per_second"],
       "the others do not", first, last)
text = table.stdout.decode()
tap.ok(text.count("\nCLASS ") == 2 and text.count(" GROWTH\n") == 2,
       "the tables have a column of it", text)
text = once.stdout.decode()
tap.ok(once.returncode == 0 and "zorg" not in text and "prog-" in text
       and "/mapped-1" in text and "libc.so" not in text,
       "--mask hides its name and its files", text)

r = tap.run("--watch", "--json", f"--replay={REC}")
replay = lines(r)
tap.equal([s["inside"] for s in replay], [s["inside"] for s in live],
	  "a recording has the inside")
tap.ok({n: c["only_grows"] for n, c in classes(replay[-1]).items()}
       == {n: c["only_grows"] for n, c in last.items()},
       "and what grew, again")
tap.equal(tap.run("--watch", "--json", f"--replay={REC}").stdout, r.stdout,
	  "twice the same")
invalid = tap.invalid()
if invalid:
	tap.none([e for line in r.stdout.splitlines() for e in invalid(line)],
		 "as the schema wants")
diff = json.loads(tap.run(f"--replay={REC}", "--diff=1,-1", "--json").stdout)
tap.ok(diff["inside"] and diff["inside"][0]["name"] in grown
       and diff["inside"][0]["change_bytes"] > 2 * MIB
       and diff["inside"][0]["state"] == "grew",
       "--diff ranks the classes", diff["inside"])
text = tap.run(f"--replay={REC}", "--diff=1,-1").stdout.decode()
tap.ok("MAPPINGS" in text and "INSIDE" in text, "in its table, too", text)

# what is masked on the way stays so
new = os.path.join(tmp, "masked")
tap.run(f"--replay={REC}", "--mask", f"--record={new}")
with open(new, encoding="utf-8") as f:
	text = f.read()
tap.ok(text.count("\n") == 8 and "zorg" not in text and "libc.so" not in text
       and "/mapped-" in text, "a masked copy has no name of it")

# hands on it do no harm
with open(REC, encoding="utf-8") as f:
	doc = json.loads(f.readline())


def refused(why, **change):
	path = os.path.join(tmp, "bad")
	with open(path, "w", encoding="utf-8") as out:
		out.write(json.dumps({**doc, **change},
				     separators=(",", ":")) + "\n")
	got = tap.run(f"--replay={path}")
	tap.ok(got.returncode == 1 and why in got.stderr.decode(), why,
	       got.stderr, got.stdout[-300:])


refused("inside: no such process", inside={})
refused("an object is missing", inside=[])
refused("is no whole number", inside_classes=[["name", "rss"],
					      ["heap", "x"]])
refused("is no word", inside_mappings=[["class"], ["nonsense"]])
shutil.rmtree(tmp)
tap.done()
