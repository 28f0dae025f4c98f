/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netstat(8) of net-tools and of busybox, with a heading or known by the shape
 * of its rows: protocol, two queues, two addresses, and a state that may be
 * another language's. A first row that lacks its protocol was cut.
 */
#include <string.h>

#include "capture/forms/sockets/socket_forms.h"
#include "capture/forms/words.h"
#include "parse/text/ss.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define WORDS_MAX 6
#define HEADING                                                         \
	"Proto Recv-Q Send-Q Local Address           Foreign Address  " \
	"       State       \n"

static const struct {
	const char *word;
	uint64_t bit;
} protocols[] = {
	{ "tcp", 1 },	  { "tcp6", 1 }, { "udp", 2 },
	{ "udp6", 2 },	  { "raw", 4 },	 { "raw6", 4 },
	{ "udplite", 8 }, { "udpl", 8 }, { "sctp", 16 },
};

/* The po files of net-tools. */
static const struct {
	const char *word;
	const char *state;
} translated[] = {
	{ "VERBUNDEN", "ESTABLISHED" },
	{ "ESTABELECIDA", "ESTABLISHED" },
	{ "ESTABLECIDO", "ESTABLISHED" },
	{ "ESTABLIE", "ESTABLISHED" },
	{ "ÉTABLIE", "ESTABLISHED" },
	{ "СОЕДИНЕН", "ESTABLISHED" },
	{ "УСТАНОВЛЕНО", "ESTABLISHED" },
	{ "LISTENING", "LISTEN" },
	{ "OUÇA", "LISTEN" },
	{ "ESCUCHAR", "LISTEN" },
	{ "LYTTER", "LISTEN" },
	{ "СЛУШАЕТ", "LISTEN" },
	{ "ZEITÜBERSCHREITUNG", "TIME_WAIT" },
	{ "ESPERANDO", "TIME_WAIT" },
	{ "GESCHLOSSEN", "CLOSE" },
	{ "FERME", "CLOSE" },
};

static uint64_t protocol_of(struct span word)
{
	for (size_t i = 0; i < COUNT(protocols); i++)
		if (span_is(word, protocols[i].word))
			return protocols[i].bit;
	return 0;
}

static bool is_address(struct span word)
{
	return memchr(word.p, ':', word.len) != NULL;
}

/* Where its columns begin: 1 behind the protocol, 0 of a row that lacks it. */
static bool is_row(struct span line, size_t *ret_first)
{
	struct span w[WORDS_MAX];
	size_t n = form_words(line, w, WORDS_MAX);
	enum sock_state state;

	*ret_first = 1;
	if (n >= 5 && protocol_of(w[0]) && form_is_number(w[1]) &&
	    form_is_number(w[2]) && is_address(w[3]) && is_address(w[4]))
		return true;
	*ret_first = 0;
	return n >= 5 && form_is_number(w[0]) && form_is_number(w[1]) &&
	       is_address(w[2]) && is_address(w[3]) &&
	       memchr(w[4].p, '_', w[4].len) && ss_find_state(w[4], &state);
}

static bool is_title(struct span line)
{
	return span_starts(line, "Active Internet connections") ||
	       span_starts(line, "Active UNIX domain sockets") ||
	       span_starts(line, "Aktive ") ||
	       span_starts(line, "Connexions Internet actives") ||
	       span_starts(line, "Conexiones activas de Internet") ||
	       span_starts(line, "Conexões Internet Ativas") ||
	       span_starts(line, "Активные соединения");
}

static bool is_unix(struct span line)
{
	return span_starts(line, "Proto RefCnt") ||
	       (span_starts(line, "unix ") && memchr(line.p, '[', line.len));
}

enum fit netstat_fit(struct span line, struct look *look)
{
	enum { TITLE = 1, ROWS };
	bool heading = form_begins(line, "Proto Recv-Q Send-Q");
	struct span word = line, rest = line;
	size_t first;

	if (is_title(line) || heading) {
		bool more = look->form && look->state == TITLE;

		/* the second title of one run is that of UNIX sockets */
		if (look->form && memmem(line.p, line.len, "UNIX", 4))
			return FIT_ROW;
		look->state = heading ? ROWS : TITLE;
		return more ? FIT_ROW : FIT_HEAD;
	}
	if (look->form && is_unix(line))
		return FIT_ROW;
	if (!is_row(line, &first))
		return FIT_NOT;
	(void)span_word(&rest, &word);
	look->state = ROWS;
	look->has |= first ? protocol_of(word) : 1;
	return FIT_ROW;
}

/* The row with a state that all know; what is no state's place stays. */
static int put_row(struct span line, size_t first, struct buf *to)
{
	struct span w[WORDS_MAX], end;
	size_t n = form_words(line, w, WORDS_MAX), at = first + 4;
	int err = first ? 0 : buf_printf(to, "tcp ");

	if (err)
		return err;
	for (size_t i = 0; n > at && i < COUNT(translated); i++) {
		if (!span_is(w[at], translated[i].word))
			continue;
		end = span_of(w[at].p + w[at].len,
			      (size_t)(line.p + line.len - w[at].p) -
				      w[at].len);
		return buf_printf(to, "%.*s%s%.*s\n", (int)(w[at].p - line.p),
				  line.p, translated[i].state, (int)end.len,
				  end.p);
	}
	return buf_printf(to, "%.*s\n", (int)line.len, line.p);
}

int netstat_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line;
	int err = buf_printf(to, HEADING);
	size_t first = 0;

	while (!err && span_line(&text, &line))
		if (is_row(line, &first))
			err = put_row(line, first, to);
	return err;
}
