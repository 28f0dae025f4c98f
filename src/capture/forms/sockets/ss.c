/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ss(8) with any of its options: rows begin with a Netid, a state, or both; what
 * belongs to a row may be on lines of its own, wherever they were folded.
 */
#include <ctype.h>
#include <string.h>

#include "capture/forms/sockets/socket_forms.h"
#include "capture/forms/words.h"
#include "parse/text/ss.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define WORDS_MAX 6

static const char *const netids[] = {
	"tcp",	 "udp",	  "udplite", "mptcp", "sctp",  "raw",	"icmp6",
	"u_str", "u_dgr", "u_seq",   "p_raw", "p_dgr", "nl",	"xdp",
	"v_str", "v_dgr", "ti_st",   "ti_dg", "ti_rd", "ti_sq", "???",
};

/* Of attributes without a colon (misc/ss.c). */
static const char *const flags[] = {
	"ts",  "sack", "ecn",  "ecnseen",     "fastopen",	 "cubic",
	"bbr", "reno", "send", "pacing_rate", "delivery_rate",	 "app_limited",
	"<->", "<--",  "-->",  "dctcp",	      "max_pacing_rate",
};

static size_t netid_length(struct span word)
{
	for (size_t i = 0; i < COUNT(netids); i++)
		if (span_is(word, netids[i]))
			return word.len;
	return 0;
}

/* Cuts a word that the terminal ran together with the next: "tcpESTAB". */
static bool split_word(struct span word, struct span *ret_netid,
		       struct span *ret_state)
{
	enum sock_state state;

	for (size_t i = 0; i < COUNT(netids); i++) {
		struct span rest = word;

		if (!span_cut(&rest, netids[i]) || !ss_find_state(rest, &state))
			continue;
		*ret_netid = span_of(word.p, word.len - rest.len);
		*ret_state = rest;
		return true;
	}
	return false;
}

struct head {
	struct span netid; /* empty: none */
	struct span state;
	struct span rest;
	bool known;
};

/* "tcp ESTAB 0 0 …", "ESTAB 0 0 …", "tcpESTAB 0 0 …" */
static struct head read_head(struct span line)
{
	struct head h = { .rest = line };
	struct span word, after = line, a, b;
	enum sock_state state;

	if (!span_word(&after, &word))
		return h;
	if (split_word(word, &h.netid, &h.state)) {
		h.rest = after;
	} else if (netid_length(word)) {
		h.netid = word;
		h.rest = after;
		if (span_word(&after, &word) && ss_find_state(word, &state)) {
			h.state = word;
			h.rest = after;
		}
	} else if (ss_find_state(word, &state)) {
		h.state = word;
		h.rest = after;
	} else {
		return h;
	}
	after = h.rest;
	/* two queues and, of what is no netstat, an address */
	h.known = h.state.len && span_word(&after, &a) && form_is_number(a) &&
		  span_word(&after, &b) && form_is_number(b) &&
		  span_word(&after, &word) && !form_is_number(word);
	return h;
}

static bool is_heading(struct span line)
{
	return form_begins(line, "Netid State Recv-Q") ||
	       form_begins(line, "State Recv-Q Send-Q") ||
	       form_begins(line, "Netid Recv-Q Send-Q") ||
	       form_begins(line, "Recv-Q Send-Q Local");
}

/* "skmem:(…", "rto:201", "ts sack …" */
static bool is_attribute(struct span line)
{
	struct span word;
	size_t n = 0;

	if (!span_word(&line, &word))
		return false;
	for (size_t i = 0; i < COUNT(flags); i++)
		if (span_is(word, flags[i]))
			return true;
	while (n < word.len &&
	       (islower((unsigned char)word.p[n]) ||
		isdigit((unsigned char)word.p[n]) || word.p[n] == '_'))
		n++;
	return n > 1 && n + 1 < word.len && word.p[n] == ':' &&
	       islower((unsigned char)*word.p);
}

/* Of rows without a Netid: UNCONN is UDP's. */
static uint64_t proto_bit(const struct head *h)
{
	if (h->netid.len)
		for (size_t i = 0; i < COUNT(netids); i++)
			if (span_is(h->netid, netids[i]))
				return UINT64_C(1) << i;
	return span_is(h->state, "UNCONN") ? 2 : 1;
}

enum { HAS_HEADING = 1, QUEUES_FIRST = 2 };

enum fit ss_fit(struct span line, struct look *look)
{
	struct head h;
	struct span w[3];

	if (is_heading(line)) {
		look->state = HAS_HEADING;
		if (span_starts(line, "Recv-Q"))
			look->state |= QUEUES_FIRST;
		return FIT_HEAD;
	}
	h = read_head(line);
	if (h.known) {
		look->has |= proto_bit(&h);
		return FIT_ROW;
	}
	if (!look->form)
		return FIT_NOT;
	if (look->state & QUEUES_FIRST && form_words(line, w, 3) == 3 &&
	    form_is_number(w[0]) && form_is_number(w[1]))
		return FIT_ROW;
	return is_attribute(line) ? FIT_MORE : FIT_NOT;
}

static int put_row(struct span line, bool queues_first, struct buf *to)
{
	struct head h = read_head(line);

	if (!h.known && !queues_first)
		return buf_printf(to, "%s\t %.*s\n", "", (int)line.len, line.p);
	return buf_printf(to, "%.*s%s%.*s%s%.*s\n", (int)h.netid.len,
			  h.netid.len ? h.netid.p : "", h.netid.len ? " " : "",
			  (int)h.state.len, h.state.len ? h.state.p : "",
			  h.state.len ? " " : "", (int)h.rest.len, h.rest.p);
}

int ss_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	bool first = true, queues_first = look->state & QUEUES_FIRST;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		if (first && !is_heading(line))
			err = buf_printf(to,
					 "%sState Recv-Q Send-Q Local "
					 "Address:Port Peer "
					 "Address:Port\n",
					 read_head(line).netid.len ? "Netid "
								   : "");
		first = false;
		if (err)
			break;
		if (is_heading(line))
			err = buf_printf(to, "%.*s\n", (int)line.len, line.p);
		else
			err = put_row(line, queues_first && !is_attribute(line),
				      to);
	}
	return err;
}
