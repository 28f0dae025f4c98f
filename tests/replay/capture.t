#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""kmemwhere-capture of this machine, read back with --from: the figures are
those of the captured files; and with --mask no name or address is left."""
import ctypes
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

SCRIPT = os.path.join(tap.top, "scripts", "kmemwhere-capture")
SS = "sos_commands/networking/ss_-peaonmi"
PS = "sos_commands/process/ps_-eo_pid_ppid_uid_rss_vsz_comm"
# comm of this process, with what a listing of ss has around it
NAME = b'quagga"q x'
OURS = ("networking", "namespaces", "process", "proc", "net")
CGROUP_NAMES = re.compile(r"cgroup:(/\S*)")


def make_sockets():
	"""A few with something in their queues; ours only, on loopback."""
	ctypes.CDLL(None).prctl(15, NAME)
	udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	udp.bind(("127.7.7.7", 0))
	out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	for _ in range(30):
		out.sendto(b"x" * 600, udp.getsockname())
	lis = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
	lis.bind(("127.0.0.1", 0))
	lis.listen(4)
	con = socket.create_connection(lis.getsockname())
	acc, _ = lis.accept()
	con.sendall(b"y" * 20000)
	wait = socket.create_connection(lis.getsockname())
	wait.sendall(b"z" * 3000)
	unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
	unix.bind(f"\0quagga abstract name {os.getpid()}")
	unix.listen(1)
	return [udp, out, lis, con, acc, wait, unix]


def capture(*args, shell=(), env=None):
	return subprocess.run([*shell, SCRIPT, *args], timeout=300, check=False,
			      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
			      stderr=subprocess.PIPE, env=env)


def text(folder, name):
	with open(os.path.join(folder, name), encoding="utf-8",
		  errors="surrogateescape") as f:
		return f.read()


def amounts(folder):
	return {key: int(value) * 1024 for key, value in re.findall(
		r"^([\w()]+): +(\d+) kB$", text(folder, "proc/meminfo"), re.M)}


def skmem(listing, proto):
	"""Sums of r, f, w over the rows of a protocol, read another way."""
	rows, charged = 0, 0
	for row in re.findall(rf"^{proto} .*(?:\n[ \t].*)*", listing, re.M):
		rows += 1
		m = re.search(r"skmem:\(r(\d+),rb\d+,t\d+,tb\d+,f(\d+),w(\d+)",
			      row)
		if m:
			r, f, w = map(int, m.groups())
			f -= 2**32 if f >= 2**31 else 0
			charged += r + f + (w if proto == "tcp" else 0)
	return rows, charged


def report(folder):
	r = tap.run(f"--from={folder}", "--json", "--all", "--kernel")
	tap.equal((r.returncode, r.stderr), (0, b""), f"{folder[-6:]} is read")
	if invalid:
		tap.none(invalid(r.stdout), "the schema is kept")
	return json.loads(r.stdout)


def memory_is(doc, folder):
	mi, mem = amounts(folder), doc["memory"]
	pcp = sum(map(int, re.findall(r"^ +count: +(\d+)$",
				      text(folder, "proc/zoneinfo"), re.M)))
	tap.equal(mem["total_bytes"], mi["MemTotal"], "total is MemTotal")
	tap.equal(mem["free_bytes"], mi["MemFree"] + pcp * os.sysconf(
		"SC_PAGE_SIZE"), "free is MemFree and the per-CPU lists")
	tap.equal(mem["processes_bytes"], mi["AnonPages"],
		  "processes is AnonPages")
	tap.equal(mem["shared_bytes"], mi["Shmem"], "shared is Shmem")
	tap.equal(mem["hugetlb_bytes"], mi.get("Hugetlb", 0), "hugetlb")
	if not mi.get("SwapCached"):
		tap.equal(mem["cache_bytes"], mi["Cached"] + mi["Buffers"]
			  - mi["Shmem"], "cache is Cached, Buffers less Shmem")
	tap.ok(tap.terms_add_up(doc), "the six terms add up", mem)
	tap.equal(mem["kernel"]["slab_unreclaimable_bytes"], mi["SUnreclaim"],
		  "unreclaimable slab")


def sockets_are(doc, folder):
	if not os.path.exists(os.path.join(folder, SS)):
		tap.skip("sockets", "ss is not installed")
		return
	listing = text(folder, SS)
	for proto in doc["protocols"][:2]:
		name = proto["name"]
		rows, charged = skmem(listing, name)
		for path, _, files in os.walk(os.path.join(
				folder, os.path.dirname(SS), "namespaces")):
			if "ss_-peaonmi" in files:
				more = skmem(text(path, "ss_-peaonmi"), name)
				rows, charged = rows + more[0], charged + more[1]
		if not rows:
			continue
		tap.equal((proto["sockets"], proto["charged_bytes"]),
			  (rows, charged), f"{name}: rows and what is charged")
	queues = [s for s in doc["sockets"] if s["local"].startswith("127.7.7.7:")]
	tap.equal([s["proto"] for s in queues], ["udp"], "the queue is there")
	tap.ok(queues[0]["recvq_bytes"] >= 30 * 600, "with its bytes", queues)
	tap.equal([(o["pid"], o["comm"]) for o in queues[0]["owners"]],
		  [(os.getpid(), NAME.decode())], "and its process")


def processes_are(doc, folder):
	statuses = [d for d in os.listdir(os.path.join(folder, "proc"))
		    if d.isdigit() and os.path.exists(os.path.join(
			    folder, "proc", d, "status"))]
	tap.ok(0 < len(statuses) <= 3 * 64, "the status of some is there",
	       len(statuses))
	tables = {int(d): int(m.group(1)) * 1024 for d in statuses
		  for m in [re.search(r"^VmPTE:\s+(\d+) kB$",
				      text(folder, f"proc/{d}/status"), re.M)]
		  if m}
	rows = doc["memory"]["kernel"]["detail"]["page_tables"]["processes"]
	tap.ok(rows and rows[0]["pid"] in tables and
	       rows[0]["bytes"] >= max(tables.values()),
	       "who has most page tables is told", rows[:2])
	if not os.path.exists(os.path.join(folder, PS)):
		tap.skip("processes", "ps is not installed")
		return
	ours = [p for p in doc["processes"] if p["pid"] == os.getpid()]
	tap.ok(len(ours) == 1 and ours[0]["comm"] == NAME.decode() and
	       ours[0]["rss_bytes"] > 1 << 20,
	       "and the processes, with their RSS", ours)


def names_in(folder):
	"""Outside names and addresses of a capture that was not masked."""
	found = {socket.gethostname(), os.uname().nodename, "quagga"}
	if not os.path.exists(os.path.join(folder, SS)):
		return found
	listing = text(folder, SS)
	found |= set(re.findall(r'\("([^"\n]+)",pid=', listing))
	found |= set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", listing))
	found |= {a for a in re.findall(r"\[([0-9a-f:.]+)\]", listing)
		  if a not in ("::", "::1")}
	for path in CGROUP_NAMES.findall(listing):
		found |= set(path.split("/"))
	if os.path.exists(os.path.join(folder, PS)):
		found |= {line.split(None, 5)[5] for line in
			  text(folder, PS).splitlines()[1:]
			  if len(line.split(None, 5)) > 5}
	return {n for n in found if len(n) > 3
		and not n.startswith("127.") and n not in ("0.0.0.0", "host")}


def left_over(folder, names):
	"""Where they stand; the kernel's own words may be the same."""
	words = re.compile(r"(?<![\w.:])(?:" + "|".join(
		map(re.escape, sorted(names, key=len, reverse=True)))
		+ r")(?![\w.:])")
	for path, dirs, files in os.walk(folder):
		where = os.path.relpath(path, folder)
		if where.startswith(("sys/fs/cgroup", "sos_commands")):
			yield from (f"{where}/{d}" for d in dirs
				    if words.search(d) and d not in OURS)
		for name in files:
			if where.startswith("proc/") and name == "status":
				# the rest of it are figures
				yield from (f"{where}: {ln}" for ln in
					    text(path, name).splitlines()
					    if ln.startswith("Name:\t") and
					    words.search(ln))
				continue
			if "proc/" in where or where.startswith("sys") or (
					where == "proc" and name != "version"):
				continue
			for line in text(path, name).splitlines():
				if words.search(line):
					yield f"{where}/{name}: {line[:200]}"


def busybox_only(folder):
	"""A PATH with busybox alone, and ss."""
	busybox = shutil.which("busybox")
	if not busybox:
		return None
	os.mkdir(folder)
	for applet in subprocess.run([busybox, "--list"], check=True, text=True,
				     stdout=subprocess.PIPE).stdout.split():
		os.symlink(busybox, os.path.join(folder, applet))
	if shutil.which("ss"):
		os.symlink(shutil.which("ss"), os.path.join(folder, "ss"))
	return busybox


invalid = tap.invalid()
held = make_sockets()
with tempfile.TemporaryDirectory() as tmp:
	plain, masked = os.path.join(tmp, "plain"), os.path.join(tmp, "masked")
	r = capture("-o", plain)
	tap.equal((r.returncode, r.stdout.decode().strip(), r.stderr),
		  (0, plain, b""), "a folder is made")
	doc = report(plain)
	memory_is(doc, plain)
	sockets_are(doc, plain)
	processes_are(doc, plain)
	tap.equal(doc["host"]["name"], os.uname().nodename, "the host's name")
	tap.ok(doc["time"], "and the time are there", doc["time"])

	r = capture("--mask", f"--output={masked}")
	tap.equal((r.returncode, r.stderr), (0, b""), "a masked one is made")
	names = names_in(plain)
	tap.ok(list(left_over(plain, names)), "names would be found", names)
	tap.none(list(left_over(masked, names)),
		 "no name and no address is left in it")
	doc = report(masked)
	memory_is(doc, masked)
	udp = [s for s in doc["sockets"] if s["recvq_bytes"]
	       and s["local"].startswith("127.7.7.7:")]
	if os.path.exists(os.path.join(masked, SS)):
		tap.ok(udp and udp[0]["recvq_bytes"] >= 30 * 600,
		       "the queues are as they were", doc["sockets"][:3])
	tap.equal(doc["host"]["name"], "masked", "the host has no name")

	r = capture("-o", os.path.join(tmp, "a.tar.gz"))
	tap.equal(r.returncode, 0, "an archive is made")
	with tarfile.open(os.path.join(tmp, "a.tar.gz")) as tar:
		tap.ok("kmemwhere-capture/proc/meminfo" in tar.getnames(),
		       "with the folder in it", tar.getnames()[:9])
	r = capture("-o", plain)
	tap.equal(r.returncode, 1, "what is there is not written over")
	r = capture("--no-such-option")
	tap.equal(r.returncode, 2, "an unknown option is refused")

	busybox = busybox_only(os.path.join(tmp, "bin"))
	if busybox:
		small = os.path.join(tmp, "small")
		env = {"PATH": os.path.join(tmp, "bin"), "TMPDIR": tmp}
		r = capture("--mask", "-o", small, env=env,
			    shell=[busybox, "sh"])
		tap.equal((r.returncode, r.stderr), (0, b""),
			  "busybox alone does it, too")
		tap.none(list(left_over(small, names_in(plain))),
			 "and masks as well")
		memory_is(report(small), small)
	else:
		tap.skip("busybox alone", "no busybox")
	left = [f for f in os.listdir(tmp) if f.startswith("kmemwhere-capture.")]
	tap.none(left, "nothing temporary is left")
for s in held:
	s.close()
tap.done()
