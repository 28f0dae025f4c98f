/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "parse/field.h"
#include "parse/text/ss.h"

#define HOST_MAX 64

/* Without -n ports have names: these are in every /etc/services. */
static const struct field_word services[] = {
	{ "ftp", 21 },	      { "ssh", 22 },	      { "telnet", 23 },
	{ "smtp", 25 },	      { "domain", 53 },	      { "bootps", 67 },
	{ "bootpc", 68 },     { "http", 80 },	      { "kerberos", 88 },
	{ "pop3", 110 },      { "sunrpc", 111 },      { "ntp", 123 },
	{ "imap2", 143 },     { "imap", 143 },	      { "snmp", 161 },
	{ "bgp", 179 },	      { "ldap", 389 },	      { "https", 443 },
	{ "syslog", 514 },    { "ldaps", 636 },	      { "imaps", 993 },
	{ "pop3s", 995 },     { "ms-sql-s", 1433 },   { "nfs", 2049 },
	{ "mysql", 3306 },    { "postgresql", 5432 }, { "amqp", 5672 },
	{ "http-alt", 8080 }, { "webcache", 8080 },
};

static bool read_port(struct span word, uint16_t *ret)
{
	uint64_t v = 0;
	int port;

	if (span_is(word, "*"))
		return true;
	if (!span_u64(word, &v)) {
		*ret = (uint16_t)v;
		return v <= UINT16_MAX;
	}
	if (!FIELD_WORD(word, services, &port))
		return false;
	*ret = (uint16_t)port;
	return true;
}

/* Cuts at the last colon: before iproute2 4.15 IPv6 had no brackets. */
static bool split(struct span word, struct span *ret_host,
		  struct span *ret_port)
{
	const char *at = memrchr(word.p, ':', word.len);

	if (!at)
		return false;
	*ret_host = span_of(word.p, (size_t)(at - word.p));
	*ret_port = span_of(at + 1, (size_t)(word.p + word.len - at - 1));
	return true;
}

/* Without brackets, and without the device in front of or behind them. */
static struct span bare(struct span host)
{
	const char *end;

	if (host.len && *host.p == '[')
		host = span_of(host.p + 1, host.len - 1);
	end = memchr(host.p, '%', host.len);
	if (end)
		host.len = (size_t)(end - host.p);
	if (host.len && host.p[host.len - 1] == ']')
		host.len--;
	return host;
}

static bool read_host(struct span host, struct sock *s, uint8_t address[16])
{
	char text[HOST_MAX];

	host = bare(host);
	if (span_is(host, "*"))
		return true;
	if (host.len >= sizeof(text))
		return false;
	span_copy(host, text, sizeof(text));
	if (memchr(host.p, ':', host.len)) {
		s->family = AF_INET6;
		return inet_pton(AF_INET6, text, address) == 1;
	}
	if (inet_pton(AF_INET, text, address) != 1)
		return false;
	s->family = s->family ? s->family : AF_INET;
	return true;
}

static bool read_address(struct span word, struct sock *s, bool local)
{
	struct span host, port;
	bool good;

	if (!split(word, &host, &port))
		return false;
	good = read_host(host, s, local ? s->local : s->peer);
	return read_port(port, local ? &s->sport : &s->dport) && good;
}

static bool read_inet(struct span *rest, const char *cut, struct ss_row *row)
{
	struct span local, peer;

	if (!span_word(rest, &local) || !span_word(rest, &peer) ||
	    !memchr(local.p, ':', local.len) || !memchr(peer.p, ':', peer.len))
		return false;
	if (row->sock.family) /* AF_VSOCK, AF_TIPC: no such addresses */
		return true;
	row->has_address =
		!ss_is_cut(peer, cut) && read_address(peer, &row->sock, false);
	row->has_address &= read_address(local, &row->sock, true);
	return true;
}

/* "NAME INODE": the name may have blanks, and even numbers, in it. */
static bool read_unix_end(struct span *rest, const char *cut,
			  struct span *ret_name, uint64_t *ret_inode)
{
	struct span word, all = *rest;

	if (!span_word(rest, &word))
		return false;
	all.p = word.p;
	while (span_word(rest, &word))
		if (!ss_is_cut(word, cut) && !span_u64(word, ret_inode)) {
			*ret_name = span_trim(
				span_of(all.p, (size_t)(word.p - all.p)));
			return true;
		}
	return false;
}

static bool read_unix(struct span *rest, const char *cut, struct ss_row *row)
{
	uint64_t inode = 0, peer = 0;
	struct span name;

	if (!read_unix_end(rest, cut, &row->name, &inode) ||
	    !read_unix_end(rest, cut, &name, &peer) || inode > UINT32_MAX ||
	    peer > UINT32_MAX)
		return false;
	row->sock.inode = (uint32_t)inode;
	row->sock.peer_inode = (uint32_t)peer;
	return true;
}

/* "FAMILY:PROCESS/PID *", "PROTOCOL:DEVICE *": to the peer's asterisk. */
static bool read_other(struct span *rest)
{
	struct span word;

	for (int i = 0; i < 6 && span_word(rest, &word); i++)
		if (i && (span_is(word, "*") || span_is(word, "*:*")))
			return true;
	return false;
}

bool ss_parse_ends(struct span *rest, const char *cut, struct ss_row *row)
{
	switch (row->sock.proto) {
	case PROTO_UNIX:
		return read_unix(rest, cut, row);
	case PROTO_PACKET:
	case PROTO_NETLINK:
	case PROTO_XDP:
		return read_other(rest);
	default:
		return read_inet(rest, cut, row);
	}
}
