#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sockets in a state that no reader is to blame for: says "ready", and keeps
them until its standard input ends. In a network namespace of the test."""

import ctypes
import resource
import socket
import struct
import sys
import time

SO_ATTACH_FILTER = 26
SO_RCVBUFFORCE = 33
SO_SNDBUFFORCE = 32
UDP_CORK = 1
TCP_REPAIR = 19
BIG = 8 << 20


def listener(backlog):
	s = socket.socket()
	s.bind(("127.0.0.1", 0))
	s.listen(backlog)
	return s


def close_wait(count):
	"""The clients have closed, the server has not; nothing is unread."""
	server, kept = listener(128), []
	for _ in range(count):
		client = socket.create_connection(server.getsockname())
		kept.append(server.accept()[0])
		client.close()
	return server, kept


def accept_queue(backlog):
	"""More clients than the queue takes, none of them accepted."""
	server, kept = listener(backlog), []
	for _ in range(backlog + 4):
		client = socket.socket()
		client.setblocking(False)
		client.connect_ex(server.getsockname())
		kept.append(client)
	return server, kept


def cork(count):
	"""Datagrams that were begun and are not sent."""
	kept = []
	for _ in range(count):
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.connect(("127.0.0.1", 9))
		s.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, 1 << 20)
		s.setsockopt(socket.IPPROTO_UDP, UDP_CORK, 1)
		s.send(bytes(60000))
		kept.append(s)
	return kept


def drops_first(s):
	"""A filter that lets no segment in whose data begins with an X."""
	code = ((0x30, 0, 0, 12),      # A = the 13th byte: the header's length
		(0x54, 0, 0, 0xf0), (0x74, 0, 0, 2), (0x07, 0, 0, 0),
		(0x80, 0, 0, 0),       # A = the packet's length
		(0x1d, 2, 0, 0),       # no data: in with it
		(0x50, 0, 0, 0), (0x15, 1, 0, ord("X")),
		(0x06, 0, 0, 0xffffffff), (0x06, 0, 0, 0))
	insns = b"".join(struct.pack("HBBI", *c) for c in code)
	buf = ctypes.create_string_buffer(insns)
	s.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
		struct.pack("HL", len(code), ctypes.addressof(buf)))


def out_of_order(count):
	"""Connections that lost their first segment; their peers have gone."""
	kept, server = [], listener(128)
	server.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BIG)
	for _ in range(count):
		client = socket.socket()
		client.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, BIG)
		client.connect(server.getsockname())
		client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
		end = server.accept()[0]
		drops_first(end)
		client.send(b"X")
		time.sleep(0.01)
		client.setblocking(False)
		sent, idle = 0, 0
		while sent < 4 << 20 and idle < 50:
			try:
				sent += client.send(b"Y" * 65536)
				idle = 0
			except BlockingIOError:
				idle += 1
				time.sleep(0.01)
		kept.append((end, client))
	time.sleep(1)
	for _, client in kept:
		# it goes without a word
		client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
		client.close()
	return server, kept


MODES = {"close-wait": close_wait, "accept-queue": accept_queue,
	"cork": cork, "out-of-order": out_of_order}


def main():
	hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
	resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
	kept = MODES[sys.argv[1]](int(sys.argv[2]))
	print("ready", flush=True)
	sys.stdin.read()
	return 0 if kept else 1


if __name__ == "__main__":
	sys.exit(main())
