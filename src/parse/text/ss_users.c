/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "parse/text/ss.h"

/* TASK_COMM_LEN - 1 */
#define COMM_MAX 15
/* Other makers of such listings may print more of it. */
#define NAME_MAX 64
#define PID_LIMIT (1 << 30)

static bool read_number(struct span *s, const char *key, uint64_t *ret)
{
	return span_cut(s, key) && span_digits(s, ret);
}

/* What stands behind a name: ",pid=1,fd=2)", before 3.14 ",1,2)". */
static bool read_ids(struct span *s, bool old, struct ss_user *ret)
{
	uint64_t pid = 0, fd = 0, tid = 0;

	if (!read_number(s, old ? "\"," : "\",pid=", &pid))
		return false;
	if (!old && span_starts(*s, ",tid=") && !read_number(s, ",tid=", &tid))
		return false;
	if (!read_number(s, old ? "," : ",fd=", &fd) || !span_starts(*s, ")") ||
	    pid >= PID_LIMIT || fd > INT32_MAX)
		return false;
	ret->pid = (pid_t)pid;
	ret->fd = (int32_t)fd;
	*s = span_from(*s, 1);
	return true;
}

/* Reads the ids behind n bytes of name, and what must follow them. */
static bool try_name(struct span s, size_t n, bool old, struct ss_user *ret,
		     struct span *ret_rest)
{
	struct ss_user u = { .name = span_of(s.p, n) };
	struct span rest = span_from(s, n);

	if (!read_ids(&rest, old, &u))
		return false;
	if (!span_starts(rest, ",(\"") && !span_starts(rest, ")"))
		return false;
	*ret = u;
	*ret_rest = rest;
	return true;
}

/*
 * A comm may contain what stands between two entries, but is too short for
 * all of it: of its possible ends the last one within its size is the real
 * one. With the old, shorter form both may be right; there the first.
 */
static bool find_name(struct span s, struct ss_user *ret, struct span *ret_rest)
{
	size_t max = s.len < COMM_MAX ? s.len : COMM_MAX;

	for (size_t n = max + 1; n--;)
		if (try_name(s, n, false, ret, ret_rest))
			return true;
	for (size_t n = 0; n <= NAME_MAX && n <= s.len; n++)
		if (try_name(s, n, false, ret, ret_rest) ||
		    try_name(s, n, true, ret, ret_rest))
			return true;
	return false;
}

bool ss_user(struct span *users, struct ss_user *ret)
{
	struct span s = *users;

	if (ss_netstat_user(users, ret))
		return true;
	if (span_starts(s, ","))
		s = span_from(s, 1);
	if (!span_starts(s, "(\""))
		return false;
	return find_name(span_from(s, 2), ret, users);
}

size_t ss_users_length(struct span s, struct span *ret)
{
	static const char begin[] = "users:(";
	struct span all = span_from(s, strlen(begin));
	struct span rest = all;
	struct ss_user u;

	while (ss_user(&rest, &u))
		;
	if (rest.p == all.p || !span_starts(rest, ")"))
		return 0;
	/* the entries, and the parenthesis that ss_user() wants to see */
	*ret = span_of(all.p, (size_t)(rest.p - all.p) + 1);
	return strlen(begin) + ret->len;
}

/* What forges the end, ",pid=1,fd=3)) in quotes, leaves 1 byte of a comm. */
bool ss_users_doubtful(struct span users)
{
	struct ss_user u;

	while (ss_user(&users, &u))
		if (u.name.len < 2)
			return true;
	return false;
}
