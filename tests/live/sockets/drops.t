#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--drop-reasons: the kernel's own words, in a mount namespace with tracefs."""
import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				"..", ".."))
import tap # pylint: disable=wrong-import-position

MEMHOG = os.path.join(tap.build, "tests", "helpers", "memhog")
MOUNT = "mount -t tracefs none /sys/kernel/tracing && exec "

if os.environ.get("KMEMWHERE_LIVE") == "no":
	tap.skip_all("KMEMWHERE_LIVE=no")
if os.geteuid():
	tap.skip_all("needs root")
if subprocess.run(["unshare", "-m", "sh", "-c", MOUNT +
		   "test -e /sys/kernel/tracing/events/skb/kfree_skb/format"],
		  check=False, stderr=subprocess.DEVNULL).returncode:
	tap.skip_all("tracefs cannot be mounted here")


def listen(*args):
	"""kmemwhere where tracefs is mounted; it goes with the namespace."""
	return subprocess.Popen(
		["unshare", "-m", "sh", "-c", MOUNT + '"$@"', "sh",
		 tap.kmemwhere, *args], stdout=subprocess.PIPE, text=True)


def flood(until):
	"""Datagrams to a socket that has no room for them."""
	to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	to.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4608)
	to.bind(("127.0.0.1", 0))
	out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	sent = 0
	while until.poll() is None:
		out.sendto(b"x" * 100, to.getsockname())
		sent += 1
		time.sleep(0.0005)
	return sent


def count(rows, key, name):
	return sum(r["count"] for r in rows if r[key] == name)


def full_buffer():
	p = listen("--json", "--drop-reasons=1")
	sent = flood(p)
	doc = json.loads(p.stdout.read())
	p.wait()
	drops = doc["drops"]
	tap.ok(drops and drops["window_ms"] in range(1000, 1500),
	       "it listens for a second", drops)
	if not drops:
		return
	n = count(drops["reasons"], "reason", "SOCKET_RCVBUFF")
	tap.ok(100 < n <= sent, "a full receive buffer is told",
	       f"sent {sent}", drops)


def proof():
	hog = subprocess.Popen([MEMHOG, "udp", "--rcvbuf", "33554432",
				"--bytes", "32M", "--sockets", "1",
				"--seconds", "60"], stdin=subprocess.PIPE,
			       stdout=subprocess.PIPE, text=True)
	ready = hog.stdout.readline()
	stop = threading.Event()
	p = listen("--json", "--drop-reasons=1")
	threading.Thread(target=lambda: flood(p), daemon=True).start()
	doc = json.loads(p.stdout.read())
	p.wait()
	stop.set()
	found = [f for f in doc["findings"] if f["code"] == "udp-unread"]
	tap.ok(found and any("SOCKET_RCVBUFF" in e
			     for e in found[0]["evidence"]),
	       "it is evidence for a full queue", ready, doc["findings"])
	hog.stdin.close()
	hog.terminate()
	hog.wait()


def without():
	doc = json.loads(tap.run("--json").stdout)
	tap.equal(doc["drops"], None, "nobody listens unasked")
	if os.path.exists("/sys/kernel/tracing/events"):
		tap.skip("no tracefs is a gap", "it is mounted here")
		return
	doc = json.loads(tap.run("--json", "--drop-reasons").stdout)
	tap.ok(doc["drops"] is None and any(
		g["what"] == "drop reasons" for g in doc["scope"]["gaps"]),
	       "no tracefs is a gap", doc["scope"]["gaps"])


with open("/tmp/kmemwhere-live.lock", "w", encoding="ascii") as lock:
	fcntl.flock(lock, fcntl.LOCK_EX)
	full_buffer()
	proof()
	without()
tap.done()
