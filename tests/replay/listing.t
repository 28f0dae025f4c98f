#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sockets of captures: owners, queues, namespaces, and listings that are large,
doubled or hostile."""
import json
import os
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

HEAD = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
DIR = "sos_commands/networking/"
MEM = "skmem:(r{},rb212992,t0,tb212992,f0,w{},o0,bl0,d0)"


def report(files, check=True):
	with tempfile.TemporaryDirectory() as folder:
		for name, content in files.items():
			path = os.path.join(folder, name)
			os.makedirs(os.path.dirname(path), exist_ok=True)
			if content is None:
				os.mkdir(path)
			elif content.startswith("->"):
				os.symlink(content[2:], path)
			else:
				with open(path, "w", encoding="utf-8",
					  errors="surrogateescape") as f:
					f.write(content)
		r = tap.run(f"--from={folder}", "--json", timeout=60)
	if check:
		tap.none(invalid(r.stdout) if invalid else [],
			 "the schema is kept")
	return json.loads(r.stdout)


def udp(port, queue, users="", more=""):
	return (f"udp UNCONN {queue} 0 10.0.0.1:{port} 0.0.0.0:* {users}{more}"
		f"\n\t {MEM.format(queue, 0)}\n")


def tcp(state, recvq, local, peer, r, w=0, more=""):
	return (f"tcp {state} {recvq} {w} {local} {peer} {more}\n"
		f"\t {MEM.format(r, w)}\n")


def row(doc, local):
	rows = [s for s in doc["sockets"] if s["local"] == local]
	tap.equal(len(rows), 1, f"{local} is there once")
	return rows[0] if rows else doc["sockets"][0]


invalid = tap.invalid()

doc = report({DIR + "ss_-peaonmi": HEAD
	      + udp(1, 100 << 20, 'users:(("\x01mask",pid=0,fd=0))')
	      + udp(2, 4096, 'users:(("named",pid=5,fd=7),("named",pid=6,fd=7))')
	      + udp(3, 4096, "ino:33 sk:1 ")})
tap.equal(row(doc, "10.0.0.1:1")["owners"],
	  [{"pid": None, "comm": "\\x01mask", "fd": None}],
	  "a masked pid leaves the name")
first = doc["findings"][0]
tap.equal((first["code"], first["subject"]["comm"], first["subject"]["pids"]),
	  ("udp-unread", "\\x01mask", []), "the finding has it, too")
tap.ok("of \\x01mask hold" in first["title"], "and says it", first["title"])
tap.equal([o["pid"] for o in row(doc, "10.0.0.1:2")["owners"]], [5, 6],
	  "both owners are there")
tap.equal([row(doc, f"10.0.0.1:{n}")["cookie"] for n in (1, 2, 3)],
	  ["2", "3", "1"], "rows without a cookie get numbers of their own")
tap.equal(row(doc, "10.0.0.1:1")["inode"], None, "an inode is not made up")

doc = report({DIR + "ss_-peaonmi": HEAD
	      + tcp("LISTEN", 2, "0.0.0.0:80", "0.0.0.0:*", 0,
		    more='users:(("www",pid=8,fd=3)) ino:9 sk:1')
	      + tcp("ESTAB", 5000, "10.0.0.1:80", "10.0.0.2:1", 70 << 20,
		    more="ino:0 sk:2")
	      + tcp("FIN-WAIT-1", 0, "10.0.0.1:80", "10.0.0.2:2", 0, 80 << 20,
		    "timer:(persist,1sec,5) ino:0 sk:3")})
tap.equal([(o["pid"], o["fd"]) for o in next(
	s for s in doc["sockets"] if s["peer"] == "10.0.0.2:1")["owners"]],
	[(8, None)], "what waits is its listener's")
tap.equal(sorted(f["code"] for f in doc["findings"]),
	  ["tcp-orphans", "tcp-unaccepted"], "an orphan is told from it")

doc = report({DIR + "ss_-tanpm": "State Recv-Q Send-Q Local:Port Peer:Port\n"
	      f"FIN-WAIT-1 0 9 10.0.0.1:80 10.0.0.2:2\n\t {MEM.format(0, 80 << 20)}\n"
	      f"ESTAB 9 0 10.0.0.1:80 10.0.0.2:3\n\t {MEM.format(70 << 20, 0)}\n"
	      f'ESTAB 9 0 10.0.0.1:80 10.0.0.2:4 users:(("a",pid=1,fd=1))\n'})
tap.equal(sorted(f["code"] for f in doc["findings"]),
	  ["tcp-orphans", "tcp-unread"], "so it is without inodes")

# one protocol in two files, and a namespace in either layout of sos
doc = report({DIR + "ss_-peaonmi": HEAD + udp(1, 5000),
	      DIR + "ss_-uan": HEAD + udp(1, 5000),
	      DIR + "ip_netns_exec_blue_ss_-peaonmi": HEAD + udp(1, 6000),
	      DIR + "namespaces/red/ip_netns_exec_red_ss_-peaonmi":
	      HEAD + udp(1, 7000),
	      DIR + "namespaces/4026532999/ss_-peaonmi": HEAD + udp(1, 8000),
	      DIR + "namespaces/4026532999/proc/net/sockstat":
	      "sockets: used 3\nTCP: inuse 7 orphan 0 tw 0 alloc 9 mem 1\n"})
tap.equal(sorted((s["netns"]["name"] or s["netns"]["inode"], s["recvq_bytes"])
		 for s in doc["sockets"] if s["netns"]["name"]),
	  [("blue", 6000), ("host", 5000), ("red", 7000)],
	  "each namespace has its sockets, once")
tap.equal([s["netns"]["inode"] for s in doc["sockets"]
	   if not s["netns"]["name"]], [4026532999], "one is known by inode")
tap.equal((doc["scope"]["netns"]["seen"], doc["scope"]["netns"]["dumped"]),
	  (4, 4), "they are counted")
tap.equal(doc["protocols"][[p["name"] for p in doc["protocols"]].index("tcp")]
	  ["in_table"], 7, "with their counters")

# what two files say of two moments is no missing memory, a multiple is
for mem, found in ((30000, False), (90000, True)):
	doc = report({DIR + "ss_-peaonmi": HEAD + tcp(
		"ESTAB", 0, "10.0.0.1:1", "10.0.0.2:1", 0, 80 << 20,
		"timer:(on,1sec,0)"), "proc/version":
		"Linux version 5.10.0 (a@b)\n", "proc/net/sockstat":
		f"TCP: inuse 9 orphan 0 tw 0 alloc 9 mem {mem}\n"})
	tap.equal("unseen-sockets" in [f["code"] for f in doc["findings"]],
		  found, f"{mem} pages, 80 MiB seen")

doc = report({DIR + "ss_-peaonmi": HEAD + udp(1, 4096) + "udp UNCONN x y\n"
	      + udp(2, 4096) + "tcp ESTAB 1 1 db.example.net:1 10.0.0.1:1\n"})
tap.equal(doc["scope"]["sockets"]["seen"], 3, "a bad row is left out")
tap.ok({"ss", "skmem"} <= {g["what"] for g in doc["scope"]["gaps"]},
       "and said", doc["scope"]["gaps"])

doc = report({DIR + "ss_-peaonmi": "->/proc/version",
	      DIR + "namespaces/x/ss_-peaonmi": None})
tap.equal(doc["scope"]["sockets"]["seen"], None, "no link leads out")

LARGE = {
	"rows": HEAD + "".join(
		udp(n % 65535 + 1, 4096, f'users:(("p{n}",pid={n + 1},fd=3))',
		    f" ino:{n + 1} sk:{n:x} cgroup:/a/{n}") for n in range(60000)),
	"open names": HEAD + ('udp UNCONN 1 0 10.0.0.1:1 0.0.0.0:* users:(("a\n'
			      + "x\n" * 20) * 20000,
	"headings": HEAD * 100000,
	"one record": HEAD + "udp UNCONN 1 0 10.0.0.1:1 0.0.0.0:*\n"
	+ "\t users:((\"a skmem:(r1 cgroup:/\n" * 200000,
	"one line": HEAD + "udp UNCONN 1 0 10.0.0.1:1 0.0.0.0:* "
	+ "users:((\"" * 300000,
	"entries": HEAD + "udp UNCONN 1 0 10.0.0.1:1 0.0.0.0:* users:("
	+ ",".join('("a",pid=%d,fd=3)' % n for n in range(1, 200000)) + ")\n",
}
for name, content in LARGE.items():
	start = time.monotonic()
	doc = report({DIR + "ss_-peaonmi": content}, check=False)
	took = time.monotonic() - start
	tap.ok(doc and took < 10, f"{name}: {took:.1f} s for "
	       f"{len(content) >> 20} MiB")
tap.done()
