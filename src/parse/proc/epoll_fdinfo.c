/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/fdinfo.h"

#include "parse/field.h"

/* include/uapi/linux/eventpoll.h */
#define IN 0x00000001u
#define RDNORM 0x00000040u
#define PRIVATE_BITS 0xf0000000u /* EXCLUSIVE, WAKEUP, ONESHOT, ET */
#define ONESHOT 0x40000000u
#define ET 0x80000000u

/* "ino:4d7e": the number may also stand apart, as in "events: 19". */
static bool labelled(struct span *line, const char *label, struct span *ret)
{
	struct span head, word;

	if (!span_until(line, ':', &head) || !span_is(span_trim(head), label))
		return false;
	if (!span_word(line, &word))
		return false;
	*ret = word;
	return true;
}

static bool hex32(struct span word, uint32_t *ret)
{
	uint64_t v = 0;

	if (span_hex(word, &v) || v > UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	return true;
}

static bool parse_inode(struct span *line, struct epoll_entry *e)
{
	struct span word;

	return labelled(line, "pos", &word) && labelled(line, "ino", &word) &&
	       !span_hex(word, &e->inode) && labelled(line, "sdev", &word) &&
	       hex32(word, &e->dev);
}

static bool parse_line(struct span line, struct epoll_entry *ret)
{
	struct epoll_entry e = { .tfd = -1 };
	struct span word;
	int64_t tfd = 0;

	if (!labelled(&line, "tfd", &word) || span_i64(word, &tfd) ||
	    tfd < INT32_MIN || tfd > INT32_MAX)
		return false;
	e.tfd = (int32_t)tfd;
	if (!labelled(&line, "events", &word) || !hex32(word, &e.events) ||
	    !labelled(&line, "data", &word))
		return false;
	/* before 4.13 the line ends here */
	if (!line_ended(line)) {
		if (!parse_inode(&line, &e) || !line_ended(line))
			return false;
		e.has_inode = true;
	}
	*ret = e;
	return true;
}

bool parse_epoll_entry(struct span *text, struct epoll_entry *ret,
		       unsigned *bad)
{
	struct span line;

	while (span_line(text, &line)) {
		bool whole = line_whole(text, line);

		if (whole && parse_line(line, ret))
			return true;
		/* a cut line may have been an entry */
		*bad += !whole || span_starts(line, "tfd");
	}
	return false;
}

bool epoll_entry_armed(const struct epoll_entry *e)
{
	return e->events & (IN | RDNORM);
}

bool epoll_entry_edge(const struct epoll_entry *e)
{
	return e->events & ET;
}

bool epoll_entry_spent(const struct epoll_entry *e)
{
	return (e->events & ONESHOT) && !(e->events & ~PRIVATE_BITS);
}
