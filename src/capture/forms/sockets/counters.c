/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What protocols count: sockstat, snmp, netstat -s, nstat, and their limits. */
#include <ctype.h>
#include <string.h>

#include "capture/forms/sockets/socket_forms.h"
#include "capture/forms/words.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char *const sockstat_groups[] = {
	"sockets:", "TCP:",  "UDP:",	  "UDPLITE:", "RAW:",	"FRAG:",
	"TCP6:",    "UDP6:", "UDPLITE6:", "RAW6:",    "FRAG6:",
};

static size_t group_of(struct span word)
{
	size_t i = 0;

	while (i < COUNT(sockstat_groups) && !span_is(word, sockstat_groups[i]))
		i++;
	return i;
}

enum fit sockstat_fit(struct span line, struct look *look)
{
	struct span w[3];
	size_t i;

	if (form_words(line, w, 3) < 3)
		return FIT_NOT;
	i = group_of(w[0]);
	if (i == COUNT(sockstat_groups) ||
	    (!span_is(w[1], "used") && !span_is(w[1], "inuse")) ||
	    !strchr("-0123456789", *w[2].p))
		return FIT_NOT;
	if (look->has & UINT64_C(1) << i)
		return FIT_HEAD;
	look->has |= UINT64_C(1) << i;
	return FIT_ROW;
}

/* A line for each group: some stand joined. */
int sockstat_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, word;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		size_t before = to->len;

		while (!err && span_word(&line, &word)) {
			bool group = group_of(word) < COUNT(sockstat_groups);

			err = buf_printf(to, "%s%.*s",
					 to->len == before ? ""
					 : group	   ? "\n"
							   : " ",
					 (int)word.len, word.p);
		}
		if (!err)
			err = buf_printf(to, "\n");
	}
	return err;
}

/* "Udp: InDatagrams NoPorts …" and "Udp: 123 4 …" below it */
enum fit snmp_fit(struct span line, struct look *look)
{
	struct span w[3];

	if (form_words(line, w, 3) < 3 || w[0].p[w[0].len - 1] != ':')
		return FIT_NOT;
	if (form_is_number(w[1]) || *w[1].p == '-')
		return look->form ? FIT_ROW : FIT_NOT;
	if (!span_is(w[0], "Udp:") && !span_is(w[0], "Tcp:") &&
	    !span_is(w[0], "TcpExt:") && !span_is(w[0], "Ip:") &&
	    !span_is(w[0], "IpExt:") && !span_is(w[0], "Icmp:") &&
	    !span_is(w[0], "IcmpMsg:") && !span_is(w[0], "UdpLite:"))
		return FIT_NOT;
	/* names, of at least two letters' cases: no prose */
	if (!isupper((unsigned char)*w[1].p) ||
	    !isupper((unsigned char)*w[2].p))
		return FIT_NOT;
	if (span_is(w[0], "Ip:") && look->state)
		return FIT_HEAD;
	look->state = 1;
	return FIT_ROW;
}

int snmp_rewrite(const struct look *look, struct buf *to)
{
	return buf_append(to, look->text.data, look->text.len);
}

/* statistics.c of net-tools; since 2.6.x "receive buffer errors". */
static const struct {
	const char *words; /* behind the number */
	const char *group;
	const char *name;
} phrases[] = {
	{ "packets received", "Udp", "InDatagrams" },
	{ "packets to unknown port received", "Udp", "NoPorts" },
	{ "packet receive errors", "Udp", "InErrors" },
	{ "packets sent", "Udp", "OutDatagrams" },
	{ "receive buffer errors", "Udp", "RcvbufErrors" },
	{ "send buffer errors", "Udp", "SndbufErrors" },
	{ "packets pruned from receive queue because of socket buffer overrun",
	  "TcpExt", "PruneCalled" },
	{ "packets pruned from receive queue", "TcpExt", "RcvPruned" },
	{ "packets dropped from out-of-order queue because of socket buffer "
	  "overrun",
	  "TcpExt", "OfoPruned" },
	{ "connections aborted due to memory pressure", "TcpExt",
	  "TCPAbortOnMemory" },
	{ "TCP ran low on memory times", "TcpExt", "TCPMemoryPressures" },
};

static const char *const sections[] = { "Udp:",	    "UdpLite:", "Tcp:",
					"TcpExt:",  "Ip:",	"Icmp:",
					"IcmpMsg:", "IpExt:",	"MPTcpExt:" };

static bool is_section(struct span line)
{
	for (size_t i = 0; i < COUNT(sections); i++)
		if (span_is(line, sections[i]))
			return true;
	return false;
}

/* "    559933412 packets received", or "TCPRcvQDrop: 12". */
static bool read_phrase(struct span line, struct span *ret_number,
			struct span *ret_words)
{
	struct span word;

	*ret_words = line;
	if (!span_word(ret_words, &word))
		return false;
	*ret_words = span_trim(*ret_words);
	if (form_is_number(word)) {
		*ret_number = word;
		while (ret_words->len &&
		       ret_words->p[ret_words->len - 1] == '.')
			ret_words->len--;
		return ret_words->len > 0;
	}
	if (word.p[word.len - 1] != ':' || !form_is_number(*ret_words))
		return false;
	*ret_number = *ret_words;
	*ret_words = span_of(word.p, word.len - 1);
	return true;
}

enum fit netstat_s_fit(struct span line, struct look *look)
{
	struct span number, words;

	if (is_section(line)) {
		uint64_t bit = 0;

		for (size_t i = 0; i < COUNT(sections); i++)
			if (span_is(line, sections[i]))
				bit = UINT64_C(1) << i;
		if (look->has & bit)
			return FIT_HEAD;
		look->has |= bit;
		return FIT_ROW;
	}
	return look->form && read_phrase(line, &number, &words) ? FIT_ROW
								: FIT_NOT;
}

static int put_pair(const char *group, struct span name, struct span number,
		    struct buf *to)
{
	return buf_printf(to, "%s: %.*s\n%s: %.*s\n", group, (int)name.len,
			  name.p, group, (int)number.len, number.p);
}

int netstat_s_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, number, words, group = { 0 };
	int err = 0;

	while (!err && span_line(&text, &line)) {
		if (is_section(line)) {
			group = span_of(line.p, line.len - 1);
			continue;
		}
		if (!read_phrase(line, &number, &words))
			continue;
		for (size_t i = 0; !err && i < COUNT(phrases); i++)
			if (span_is(words, phrases[i].words) &&
			    span_is(group, phrases[i].group))
				err = put_pair(phrases[i].group,
					       span_of(phrases[i].name,
						       strlen(phrases[i].name)),
					       number, to);
		if (!err && span_is(group, "TcpExt") &&
		    !memchr(words.p, ' ', words.len))
			err = put_pair("TcpExt", words, number, to);
	}
	return err;
}

static const char *const nstat_groups[] = { "UdpLite", "TcpExt", "IpExt", "Udp",
					    "Tcp",     "Icmp",	 "Ip" };

/* "UdpRcvbufErrors                 7598078            0.0" */
static const char *nstat_group(struct span word)
{
	for (size_t i = 0; i < COUNT(nstat_groups); i++) {
		size_t n = strlen(nstat_groups[i]);

		if (span_starts(word, nstat_groups[i]) && word.len > n &&
		    (isupper((unsigned char)word.p[n])))
			return nstat_groups[i];
	}
	return NULL;
}

enum fit nstat_fit(struct span line, struct look *look)
{
	struct span w[4];

	(void)look;
	if (span_starts(line, "#kernel"))
		return FIT_HEAD;
	if (form_words(line, w, 4) < 2 || !nstat_group(w[0]) ||
	    !form_is_number(w[1]))
		return FIT_NOT;
	return FIT_ROW;
}

int nstat_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, w[2];
	int err = 0;

	while (!err && span_line(&text, &line)) {
		const char *group;

		if (form_words(line, w, 2) < 2 || !form_is_number(w[1]))
			continue;
		group = nstat_group(w[0]);
		if (group)
			err = put_pair(group, span_from(w[0], strlen(group)),
				       w[1], to);
	}
	return err;
}
