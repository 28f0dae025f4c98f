/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/net/tcp, tcp6, udp, udp6 and udplite (net/ipv4/tcp_ipv4.c, udp.c), to
 * rows of ss. Addresses are numbers in the order of the machine that printed
 * them: those of little-endian machines are taken.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "capture/forms/sockets/socket_forms.h"
#include "capture/forms/words.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define WORDS_MAX 18
/* "sl local rem st tx:rx tr:when retrnsmt uid timeout inode ref pointer drops" */
enum { SL, LOCAL, PEER, STATE, QUEUES, TIMER, RETRANS, USER, TIMEOUT, INODE };
#define UDP_WORDS 13
/* "0100007F:0016" */
#define IPV4_LEN 13

static const char *const states[] = {
	NULL,	      "ESTAB",	   "SYN-SENT", "SYN-RECV",   "FIN-WAIT-1",
	"FIN-WAIT-2", "TIME-WAIT", "UNCONN",   "CLOSE-WAIT", "LAST-ACK",
	"LISTEN",     "CLOSING",   "SYN-RECV",
};

/* "0100007F:0016" as text; false where it is none. */
static bool read_end(struct span word, char *ret, size_t cap)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];
	struct span addr;
	uint64_t v = 0, port = 0;

	if (!span_until(&word, ':', &addr) ||
	    (addr.len != 8 && addr.len != 32) || word.len != 4 ||
	    span_hex(word, &port))
		return false;
	for (size_t i = 0; i < addr.len / 8; i++) {
		if (span_hex(span_of(addr.p + i * 8, 8), &v))
			return false;
		for (size_t k = 0; k < 4; k++)
			bytes[i * 4 + k] = (uint8_t)(v >> (8 * k));
	}
	if (!inet_ntop(addr.len == 8 ? AF_INET : AF_INET6, bytes, text,
		       sizeof(text)))
		return false;
	snprintf(ret, cap, addr.len == 8 ? "%s:%" PRIu64 : "[%s]:%" PRIu64,
		 text, port);
	return true;
}

static bool is_heading(struct span line)
{
	return form_begins(line, "sl local_address rem_address") ||
	       form_begins(line, "sl local_address remote_address");
}

static size_t read_row(struct span line, struct span w[WORDS_MAX])
{
	size_t n = form_words(line, w, WORDS_MAX);
	char end[80];
	uint64_t v;

	if (n <= INODE || w[SL].p[w[SL].len - 1] != ':' || w[STATE].len != 2 ||
	    w[QUEUES].len != 17 || span_hex(w[STATE], &v) || !v ||
	    v >= COUNT(states) || !read_end(w[LOCAL], end, sizeof(end)))
		return 0;
	return n;
}

/* The command names the file; else what only TCP, or UDP, has. */
static bool is_udp(const struct look *look, struct span w[WORDS_MAX], size_t n)
{
	const char *command = look->command.data ? look->command.data : "";

	if (strstr(command, "net/udp"))
		return true;
	if (strstr(command, "net/tcp"))
		return false;
	return n == UDP_WORDS &&
	       (span_is(w[STATE], "07") || span_is(w[STATE], "01"));
}

enum fit proc_net_fit(struct span line, struct look *look)
{
	struct span w[WORDS_MAX];
	size_t n;

	if (is_heading(line))
		return FIT_HEAD;
	n = read_row(line, w);
	if (!n)
		return FIT_NOT;
	/* a bit for each of the four files: they are parts of one moment */
	look->has |= UINT64_C(1)
		     << (2 * is_udp(look, w, n) + (w[LOCAL].len > IPV4_LEN));
	return FIT_ROW;
}

static int put_row(const struct look *look, struct span line, struct buf *to)
{
	struct span w[WORDS_MAX], tx;
	char local[80], peer[80];
	uint64_t state = 0, tx_bytes = 0, rx_bytes = 0;
	size_t n = read_row(line, w);

	if (!n || span_hex(w[STATE], &state) ||
	    !span_until(&w[QUEUES], ':', &tx) || span_hex(tx, &tx_bytes) ||
	    span_hex(w[QUEUES], &rx_bytes) ||
	    !read_end(w[LOCAL], local, sizeof(local)) ||
	    !read_end(w[PEER], peer, sizeof(peer)))
		return 0;
	return buf_printf(to,
			  "%s %s %" PRIu64 " %" PRIu64 " %s %s uid:%.*s "
			  "ino:%.*s\n",
			  is_udp(look, w, n) ? "udp" : "tcp", states[state],
			  rx_bytes, tx_bytes, local, peer, (int)w[USER].len,
			  w[USER].p, (int)w[INODE].len, w[INODE].p);
}

int proc_net_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	int err = buf_printf(to, "Netid State Recv-Q Send-Q Local Address:Port "
				 "Peer Address:Port\n");

	while (!err && span_line(&text, &line))
		err = put_row(look, line, to);
	return err;
}
