#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A captured folder in an archive gives the report that the folder gives."""
import io
import os
import sys
import tarfile
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

CAPTURES = os.path.join(tap.top, "tests/replay/captures")
SOME = ["kernel/made-dying-cgroups", "memory/made-anon-swap-full",
	"sockets/made-tcp-limit-unread"]


def report(path):
	r = tap.run(f"--from={path}", "--json", "--all")
	return r.returncode, r.stdout


def pack(path, mode, prefix, folder):
	with tarfile.open(path, mode) as t:
		t.add(folder, arcname=prefix)


def entry(t, name, text=b"", **more):
	info = tarfile.TarInfo(name)
	info.size = len(text)
	for key, value in more.items():
		setattr(info, key, value)
	t.addfile(info, io.BytesIO(text))


with tempfile.TemporaryDirectory() as tmp:
	probe = os.path.join(tmp, "probe.tar")
	pack(probe, "w", ".", os.path.join(CAPTURES, SOME[0]))
	if b"not supported" in tap.run(f"--from={probe}").stderr:
		tap.skip_all("built without libarchive")
	for case in SOME:
		folder = os.path.join(CAPTURES, case)
		want = report(folder)
		for mode, prefix in (("w", "."), ("w:gz", "sosreport-box-1"),
				     ("w:xz", "kmemwhere-capture")):
			path = os.path.join(tmp, "a.tar")
			pack(path, mode, prefix, folder)
			tap.ok(report(path) == want,
			       f"{case} in {mode[2:] or 'tar'} below {prefix} is the folder's report")
	path = os.path.join(tmp, "hostile.tar")
	secret = os.path.join(tmp, "secret")
	with open(secret, "w", encoding="ascii") as f:
		f.write("MemTotal: 4242 kB\n")
	with tarfile.open(path, "w") as t:
		entry(t, "proc/meminfo", type=tarfile.SYMTYPE, linkname=secret)
		entry(t, "x/proc/meminfo", type=tarfile.LNKTYPE, linkname=secret)
		entry(t, "../proc/meminfo", b"MemTotal: 4242 kB\n")
		entry(t, "proc/../proc/meminfo", b"MemTotal: 4242 kB\n")
		entry(t, "proc/meminfo", type=tarfile.CHRTYPE)
		entry(t, "proc/version", b"Linux version 6.1.0\n")
	r = tap.run(f"--from={path}", "--json")
	tap.ok(b"4341" not in r.stdout and b"6.1.0" in r.stdout,
	       "links, devices and names that lead up are left out",
	       r.stdout[:300])
	pack(path, "w:gz", ".", os.path.join(CAPTURES, SOME[0]))
	with open(path, "rb") as f:
		data = f.read()
	with open(path, "wb") as f:
		f.write(data[:len(data) // 2])
	r = tap.run(f"--from={path}")
	tap.ok(r.returncode == 1 and b"cannot read" in r.stderr,
	       "a cut archive is an error", r.returncode, r.stderr)
	with tarfile.open(path, "w:gz") as t:
		entry(t, "proc/meminfo", b"\0" * (80 << 20))
	r = tap.run(f"--from={path}")
	tap.ok(r.returncode == 1 and b"large" in r.stderr,
	       "a file that unpacks to more than 64 MiB is an error",
	       r.returncode, r.stderr)
	with tarfile.open(path, "w:gz") as t:
		entry(t, "readme", b"nothing\n")
	tap.equal(tap.run(f"--from={path}").returncode, 1,
		  "an archive of something else is an error")
tap.done()
