#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines where nothing is wrong, however busy: no alarm may be raised."""
import contextlib
import fcntl
import json
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				"..", ".."))
import tap # pylint: disable=wrong-import-position

MIB = 1 << 20
MEMHOG = os.path.join(tap.build, "tests", "helpers", "memhog")
CALM = ("ok", "notice")

if os.environ.get("KMEMWHERE_LIVE") in ("no", "short"):
	tap.skip_all("KMEMWHERE_LIVE=" + os.environ["KMEMWHERE_LIVE"])
if os.geteuid():
	tap.skip_all("needs root")


def available():
	with open("/proc/meminfo", encoding="ascii") as f:
		for line in f:
			if line.startswith("MemAvailable:"):
				return int(line.split()[1]) * 1024
	return 0


def report(*args):
	done = tap.run("--json", *args)
	return json.loads(done.stdout)


@contextlib.contextmanager
def child(work):
	"""work() in a process of its own, until it is told to end."""
	pid = os.fork()
	if not pid:
		signal.signal(signal.SIGTERM, signal.SIG_DFL)
		signal.alarm(60)
		try:
			work()
		finally:
			os._exit(0)
	try:
		yield pid
	finally:
		os.kill(pid, signal.SIGTERM)
		os.waitpid(pid, 0)


@contextlib.contextmanager
def hog(mode, *args):
	"""memhog in that mode; its standard input ends it with the test."""
	p = subprocess.Popen([MEMHOG, mode, "--seconds", "60", *args],
			     stdin=subprocess.PIPE, stdout=subprocess.PIPE,
			     text=True)
	try:
		line = p.stdout.readline()
		if not line.startswith("ready "):
			raise RuntimeError(f"memhog {mode}: {line.strip()}")
		yield
	finally:
		p.stdin.close()
		p.terminate()
		p.wait()


def listener(kind=socket.SOCK_STREAM, rcvbuf=None):
	s = socket.socket(socket.AF_INET, kind)
	if rcvbuf:
		s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
	s.bind(("127.0.0.1", 0))
	if kind == socket.SOCK_STREAM:
		s.listen(128)
	return s


def read_all(s, size=1 << 18, pause=0.0):
	while s.recv(size):
		time.sleep(pause)


def send_all(address, size=1 << 17, pause=0.0):
	data = bytes(size)
	with socket.create_connection(address) as s:
		while True:
			s.sendall(data)
			time.sleep(pause)


# --- the situations: each is in place while its block runs


@contextlib.contextmanager
def idle():
	yield


@contextlib.contextmanager
def page_cache():
	with tempfile.TemporaryFile(dir=os.environ.get("TMPDIR", "/var/tmp")) as f:
		f.truncate(1024 * MIB)
		while f.read(4 * MIB):
			pass
		yield


def serve_each(s):
	while True:
		c, _ = s.accept()
		threading.Thread(target=read_all, args=(c,), daemon=True).start()


@contextlib.contextmanager
def tcp_streams():
	s = listener()
	with child(lambda: serve_each(s)), contextlib.ExitStack() as stack:
		for _ in range(3):
			stack.enter_context(
				child(lambda: send_all(s.getsockname())))
		time.sleep(1)
		yield
	s.close()


@contextlib.contextmanager
def slow_download():
	"""A client that takes what it is sent at a few MiB a second."""
	s = listener(rcvbuf=65536)

	def take():
		c, _ = s.accept()
		read_all(c, 16384, 0.005)

	with child(take), child(lambda: send_all(s.getsockname())):
		time.sleep(1)
		yield
	s.close()


def send_to(address, size, pause):
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	data = bytes(size)
	while True:
		s.sendto(data, address)
		time.sleep(pause)


@contextlib.contextmanager
def udp_stream():
	"""As fast as it goes: the reader reads, and loses some."""
	s = listener(socket.SOCK_DGRAM)
	with child(lambda: read_all(s, 65536)), \
			child(lambda: send_to(s.getsockname(), 1400, 0)):
		time.sleep(1)
		yield
	s.close()


@contextlib.contextmanager
def udp_questions():
	s = listener(socket.SOCK_DGRAM)

	def answer():
		while True:
			data, who = s.recvfrom(2048)
			s.sendto(data, who)

	def ask():
		c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		c.connect(s.getsockname())
		while True:
			c.send(b"?" * 100)
			c.recv(2048)

	with child(answer), child(ask), child(ask):
		time.sleep(0.5)
		yield
	s.close()


@contextlib.contextmanager
def database():
	"""Shared buffers that a few processes have in their page tables."""
	shared = mmap.mmap(-1, 512 * MIB)

	def touch():
		for at in range(0, len(shared), mmap.PAGESIZE):
			shared[at] = 1

	def backend():
		touch()
		time.sleep(60)

	touch()
	with child(backend), child(backend), child(backend):
		time.sleep(1)
		yield
	shared.close()


@contextlib.contextmanager
def mapped_file():
	with tempfile.TemporaryFile(dir=os.environ.get("TMPDIR", "/var/tmp")) as f:
		f.truncate(512 * MIB)
		m = mmap.mmap(f.fileno(), 512 * MIB)
		sum(m[at] for at in range(0, len(m), mmap.PAGESIZE))
		yield
		m.close()


@contextlib.contextmanager
def large_process():
	m = mmap.mmap(-1, 1024 * MIB, flags=mmap.MAP_PRIVATE)
	for at in range(0, len(m), mmap.PAGESIZE):
		m[at] = 1
	yield
	m.close()


@contextlib.contextmanager
def unix_streams():
	a, b = socket.socketpair()

	def write():
		data = bytes(65536)
		while True:
			a.sendall(data)

	with child(lambda: read_all(b)), child(write):
		time.sleep(0.5)
		yield
	a.close()
	b.close()


@contextlib.contextmanager
def pipes():
	r, w = os.pipe()

	def drain():
		while os.read(r, 65536):
			pass

	def fill():
		while True:
			os.write(w, bytes(65536))

	with child(drain), child(fill):
		time.sleep(0.5)
		yield
	os.close(r)
	os.close(w)


@contextlib.contextmanager
def time_wait():
	s = listener()
	kept = []
	for _ in range(1500):
		c = socket.create_connection(s.getsockname())
		d, _ = s.accept()
		c.close()
		d.close()
	yield
	s.close()
	del kept


@contextlib.contextmanager
def churn():
	"""Connections that come, ask, are answered and go."""
	s = listener()

	def serve():
		while True:
			c, _ = s.accept()
			c.sendall(c.recv(100) * 100)
			c.close()

	def visit():
		while True:
			with socket.create_connection(s.getsockname()) as c:
				c.sendall(b"x" * 100)
				read_all(c)

	with child(serve), child(visit), child(visit):
		time.sleep(1)
		yield
	s.close()


@contextlib.contextmanager
def empty_buffers():
	"""Room for a lot, and nothing in it."""
	made = []
	for _ in range(200):
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.setsockopt(socket.SOL_SOCKET, 33, 16 * MIB) # SO_RCVBUFFORCE
		s.bind(("127.0.0.1", 0))
		made.append(s)
	yield
	for s in made:
		s.close()


@contextlib.contextmanager
def capture():
	"""What tcpdump does: a ring of 2 MiB."""
	with hog("packet-ring", "--bytes", "2M", "--map"):
		yield


@contextlib.contextmanager
def threads():
	def work():
		threading.stack_size(65536)
		for _ in range(800):
			threading.Thread(target=time.sleep, args=(60,),
					 daemon=True).start()
		time.sleep(60)

	with child(work):
		time.sleep(1)
		yield


@contextlib.contextmanager
def missing_files():
	"""Names that are asked for and not there."""
	with tempfile.TemporaryDirectory() as d:
		for i in range(100000):
			os.path.lexists(f"{d}/{i}")
		yield


@contextlib.contextmanager
def namespaces():
	names = [f"kmw-calm-{os.getpid()}-{i}" for i in range(10)]
	try:
		for n in names:
			subprocess.run(["ip", "netns", "add", n], check=True)
			subprocess.run(["ip", "-n", n, "link", "set", "lo", "up"],
				       check=True)
		yield
	finally:
		for n in names:
			subprocess.run(["ip", "netns", "del", n], check=False)


@contextlib.contextmanager
def build():
	"""A compiler at work."""
	def work():
		with tempfile.TemporaryDirectory() as d:
			name = os.path.join(d, "x.c")
			with open(name, "w", encoding="ascii") as f:
				f.writelines(f"int f{i}(int x) {{ return x * {i}; }}\n"
					     for i in range(20000))
			while True:
				subprocess.run(["cc", "-O1", "-c", name, "-o",
						name + ".o"], check=True)

	with child(work):
		time.sleep(1)
		yield


@contextlib.contextmanager
def monitor():
	"""A netlink listener that reads what it hears."""
	with subprocess.Popen(["ip", "monitor"], stdout=subprocess.DEVNULL) as p:
		time.sleep(0.2)
		yield
		p.terminate()


def memhog(*args):
	return lambda: hog(*args)


SITUATIONS = [
	("an idle machine", 0, idle),
	("a page cache full of a file just read", 1200, page_cache),
	("TCP streams at full speed", 100, tcp_streams),
	("a download to a slow client", 100, slow_download),
	("a UDP stream at full speed", 100, udp_stream),
	("UDP questions and answers", 100, udp_questions),
	("a database with shared buffers", 800, database),
	("a large file in page tables", 800, mapped_file),
	("a large process", 1500, large_process),
	("a UNIX stream at full speed", 100, unix_streams),
	("a pipe at full speed", 100, pipes),
	("connections in TIME_WAIT", 100, time_wait),
	("connections that come and go", 100, churn),
	("large receive buffers with nothing in them", 100, empty_buffers),
	("a capture with an ordinary ring", 100, capture),
	("a program with 800 threads", 300, threads),
	("100,000 names that are not there", 200, missing_files),
	("network namespaces with nothing in them", 100, namespaces),
	("a compiler at work", 500, build),
	("a netlink listener that listens", 100, monitor),
	("50,000 idle UDP sockets", 800, memhog(
		"udp", "--sockets", "50000", "--processes", "5", "--bytes", "0")),
	("50,000 ends of idle TCP connections", 1200, memhog(
		"tcp-rx", "--sockets", "25000", "--processes", "5",
		"--bytes", "0")),
	("senders with SO_RCVBUF 0", 100, memhog(
		"udp-writeonly", "--sockets", "100", "--processes", "10")),
	("huge pages in use", 800, memhog(
		"hugetlb", "--bytes", "256M", "--pool", "--map")),
	("tmpfs with a few files", 300, memhog(
		"shmem", "--kind", "file", "--bytes", "64M")),
	("a slow reader that reads", 100, memhog(
		"tcp-slow", "--bytes", "1M", "--sockets", "4")),
]


def look(what, room, situation):
	if available() < (room + 300) * MIB:
		tap.skip(what, f"needs {room + 300} MiB of available memory")
		return
	try:
		with situation():
			doc = report()
	except (OSError, RuntimeError, subprocess.SubprocessError) as e:
		tap.skip(what, f"cannot be made here: {e}")
		return
	loud = [f for f in doc["findings"] if f["severity"] not in CALM]
	tap.ok(not loud and tap.terms_add_up(doc), what + " raises no alarm",
	       *(json.dumps(f, indent=1) for f in loud))


def main():
	with open("/tmp/kmemwhere-live.lock", "w", encoding="ascii") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		before = report()["verdict"]
		if before["severity"] not in CALM:
			tap.skip_all("this machine has " + before["code"])
		for row in SITUATIONS:
			look(*row)
	tap.done()


main()
