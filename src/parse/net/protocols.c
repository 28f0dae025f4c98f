/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>

#include "model/protocol.h"
#include "parse/field.h"

/* Larger than any socket's struct: a size beyond it is nonsense. */
#define OBJECT_MAX (UINT64_C(1) << 20)

static const struct {
	const char *name;
	enum proto proto;
	bool v6;
} rows[] = {
	{ "TCP", PROTO_TCP, false },
	{ "TCPv6", PROTO_TCP, true },
	{ "UDP", PROTO_UDP, false },
	{ "UDPv6", PROTO_UDP, true },
};

static const struct {
	const char *word;
	enum tristate pressure;
} presses[] = {
	{ "yes", YES },
	{ "no", NO },
	/* "not implemented": such a protocol never says that it is short */
	{ "NI", MAYBE },
};

static int parse_press(struct span word, enum tristate *ret)
{
	for (size_t i = 0; i < sizeof(presses) / sizeof(*presses); i++) {
		if (span_is(word, presses[i].word)) {
			*ret = presses[i].pressure;
			return 0;
		}
	}
	return -EINVAL;
}

/* "size sockets memory press …" behind the name. Returns 0 or -EINVAL. */
static int parse_row(struct span line, uint64_t *ret_size,
		     enum tristate *ret_press)
{
	struct span size, sockets, memory, press;

	if (!span_word(&line, &size) || !span_word(&line, &sockets) ||
	    !span_word(&line, &memory) || !span_word(&line, &press))
		return -EINVAL;
	if (field_amount(size, 1, OBJECT_MAX, ret_size))
		return -EINVAL;
	return parse_press(press, ret_press);
}

/* The rows of both IP versions show one and the same counter and pressure. */
int parse_protocols(struct span text, struct protocols *ret, unsigned *bad)
{
	unsigned n = 0, n_bad = 0;
	struct span line, name;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		enum tristate press = MAYBE;
		uint64_t size = 0;
		struct protocol *p;
		size_t i = 0;

		if (!span_word(&line, &name))
			continue;
		while (i < 4 && !span_is(name, rows[i].name))
			i++;
		if (i == 4)
			continue;
		n++;
		if (!whole || parse_row(line, &size, &press)) {
			n_bad++;
			continue;
		}
		p = &ret->v[rows[i].proto];
		*(rows[i].v6 ? &p->object6_bytes : &p->object_bytes) =
			opt_u64(size);
		if (press > p->pressure)
			p->pressure = press;
	}
	if (!n)
		return -EINVAL;
	*bad += n_bad;
	return 0;
}
