/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of ss(8) (iproute2, misc/ss.c), as captures have it: any of its
 * options, of any age; and of netstat(8), which older ones have instead. A
 * record is a line and the lines behind it that begin with a blank. Names of
 * processes, files and cgroups in it are hostile.
 */
#ifndef KMW_PARSE_TEXT_SS_H
#define KMW_PARSE_TEXT_SS_H

#include <stdbool.h>
#include <sys/types.h>

#include "model/socket/socket.h"
#include "util/span.h"

/* A section begins with a heading, or is the whole text. */
struct ss_listing {
	struct span rest;
	const char *cut;  /* the text's end, unless a newline is there */
	enum proto proto; /* of rows without a Netid column */
	bool no_state;	  /* "ss state X": no State column either */
	bool old;	  /* "*" is an IPv4 address */
	bool folded;	  /* records of several lines: without -O */
	bool timers;	  /* made with -o: a row without a timer has none */
	size_t indent;	  /* of all lines, where somebody pasted it */
	bool netstat;	  /* of netstat(8): the state is behind the addresses */
};

struct ss_row {
	struct sock sock;  /* cookie, owners, netns, name: see below */
	bool has_address;  /* false: a host name, or masked */
	struct span users; /* for ss_user(); empty: none were named */
	struct span name;  /* UNIX: path, "@abstract", or "*" */
	struct span cgroup;
	/* of ss -i, 0 where it is not there */
	uint64_t unacked; /* segments on their way */
	uint64_t notsent; /* bytes */
	uint64_t lost;	  /* retransmissions in a row, or back-offs */
};

struct ss_user {
	struct span name;
	pid_t pid; /* 0 where it is masked */
	int32_t fd;
};

struct ss_listing ss_listing(struct span text);

/*
 * Cuts the next record whose head can be read into *ret; what points into the
 * text lives as long as that. sock.inode_unknown says that there was no ino:,
 * sock.cookie is 0 without sk:. A line that begins like a record and is none,
 * or a figure that is none, counts in *bad. False at the end of text.
 */
bool ss_next(struct ss_listing *l, struct ss_row *ret, unsigned *bad);

/* Cuts the next process from row.users. False where there is none. */
bool ss_user(struct span *users, struct ss_user *ret);

/* Inside of parse/ss*.c: what stands behind the addresses of a record. */
void ss_parse_attributes(struct span tail, bool folded, struct ss_row *row,
			 unsigned *bad);

/*
 * The same: the length of the "users:((…))" that s begins with, and what is
 * inside for ss_user(); 0 where it is cut or makes no sense.
 */
size_t ss_users_length(struct span s, struct span *ret);

/*
 * The same: whether the text behind them, if it were not cut, could show that
 * these are not all, but a part of a hostile name.
 */
bool ss_users_doubtful(struct span users);

/* The same: a state as ss or netstat spell it. */
bool ss_find_state(struct span word, enum sock_state *ret);

/* The same: what netstat has behind the addresses. */
void ss_parse_netstat(struct span tail, struct ss_row *row);

/* The same: ss_user() of such a row. */
bool ss_netstat_user(struct span *users, struct ss_user *ret);

/* The same: both addresses. False where they are none of the protocol's. */
bool ss_parse_ends(struct span *rest, const char *cut, struct ss_row *row);

/* Whether the word may lack its end, with the text's. */
static inline bool ss_is_cut(struct span word, const char *cut)
{
	return word.len && word.p + word.len == cut;
}

#endif
