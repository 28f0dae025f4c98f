/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which process has the socket: grouping by socket, and accept queues. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/join/accept.h"
#include "model/join/group.h"
#include "model/socket/socket.h"
#include "tap.h"

#define V4(a, b, c, d)     \
	{                  \
		a, b, c, d \
	}
#define MAPPED(a, b, c, d)                           \
	{                                            \
		[10] = 0xff, [11] = 0xff, a, b, c, d \
	}
#define LISTENER(fam, ...)                                          \
	{                                                           \
		.state = SOCK_LISTEN, .family = (fam), .sport = 80, \
		.inode = 7, __VA_ARGS__                             \
	}
#define CHILD(fam, ...)                                                  \
	{                                                                \
		.state = SOCK_ESTABLISHED, .family = (fam), .sport = 80, \
		.has_mem = 1, __VA_ARGS__                                \
	}

static void own(struct sock_owners *o, uint32_t sock, pid_t pid, int fd)
{
	o->v = realloc(o->v, (o->n + 1) * sizeof(*o->v));
	ck_assert_ptr_nonnull(o->v);
	o->v[o->n++] =
		(struct sock_owner){ .sock = sock, .pid = pid, .fd = fd };
	o->cap = o->n;
}

START_TEST(owners_are_grouped_by_socket)
{
	struct sock v[3] = { { .inode = 1 }, { .inode = 2 }, { .inode = 3 } };
	struct socks socks = { .v = v, .n = 3 };
	struct sock_owners o = { 0 };

	own(&o, 2, 50, 4);
	own(&o, 0, 70, 9);
	own(&o, 0, 70, 3);
	own(&o, 0, 60, 5);
	own(&o, 2, 50, 4000);
	group_owners(&socks, &o);
	ck_assert_uint_eq(o.n, 3);
	ck_assert_uint_eq(v[0].first_owner, 0);
	ck_assert_uint_eq(v[0].n_owners, 2);
	ck_assert_int_eq(o.v[0].pid, 60);
	ck_assert_int_eq(o.v[1].pid, 70);
	ck_assert_int_eq(o.v[1].fd, 3); /* the lowest of two */
	ck_assert_uint_eq(v[1].n_owners, 0);
	ck_assert_uint_eq(v[1].via, VIA_NONE);
	ck_assert_uint_eq(v[2].first_owner, 2);
	ck_assert_uint_eq(v[2].n_owners, 1);
	ck_assert_int_eq(o.v[2].fd, 4);
	ck_assert_uint_eq(v[2].via, VIA_FD);
	free(o.v);
}
END_TEST

START_TEST(nothing_found_is_nothing_grouped)
{
	struct sock v[1] = { { .inode = 1 } };
	struct socks socks = { .v = v, .n = 1 };
	struct sock_owners o = { 0 };

	group_owners(&socks, &o);
	ck_assert_uint_eq(o.n, 0);
	ck_assert_uint_eq(v[0].n_owners, 0);
}
END_TEST

START_TEST(state_of_a_row_without_inode)
{
	static const struct {
		enum sock_state state;
		bool waiting, orphan;
	} table[] = {
		{ SOCK_ESTABLISHED, true, false },
		{ SOCK_CLOSE_WAIT, true, false },
		{ SOCK_FIN_WAIT1, false, true },
		{ SOCK_FIN_WAIT2, false, true },
		{ SOCK_CLOSING, false, true },
		{ SOCK_LAST_ACK, false, true },
		{ SOCK_TIME_WAIT, false, false },
		{ SOCK_SYN_RECV, false, false },
		{ SOCK_CLOSE, false, false },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct sock s = { .state = (uint8_t)table[i].state };

		ck_assert_int_eq(accept_is_waiting(&s), table[i].waiting);
		ck_assert_int_eq(accept_is_orphan(&s), table[i].orphan);
		s.inode = 5;
		ck_assert(!accept_is_waiting(&s) && !accept_is_orphan(&s));
		s.inode = 0;
		s.proto = PROTO_UDP;
		ck_assert(!accept_is_waiting(&s) && !accept_is_orphan(&s));
	}
}
END_TEST

/* TCP Fast Open: half open, and it has data already. */
START_TEST(fast_open_waits_in_the_queue)
{
	struct sock s = { .state = SOCK_SYN_RECV, .has_mem = 1 };

	ck_assert(accept_is_waiting(&s));
}
END_TEST

START_TEST(who_takes_ipv4)
{
	const struct sock child = CHILD(AF_INET, .local = V4(10, 0, 0, 7));
	struct sock l = LISTENER(AF_INET, .local = V4(10, 0, 0, 7));

	ck_assert(accept_takes(&l, &child));
	memset(l.local, 0, sizeof(l.local));
	ck_assert(accept_takes(&l, &child));
	l.local[0] = 11;
	ck_assert(!accept_takes(&l, &child));
	l = (struct sock)LISTENER(AF_INET, .netns = 1);
	ck_assert(!accept_takes(&l, &child));
	l = (struct sock)LISTENER(AF_INET);
	l.sport = 81;
	ck_assert(!accept_takes(&l, &child));
	l = (struct sock)LISTENER(AF_INET);
	l.state = SOCK_ESTABLISHED;
	ck_assert(!accept_takes(&l, &child));
	/* a child of an IPv6 listener would be AF_INET6 */
	l = (struct sock)LISTENER(AF_INET6);
	ck_assert(!accept_takes(&l, &child));
}
END_TEST

START_TEST(who_takes_a_mapped_address)
{
	const struct sock child = CHILD(AF_INET6, .local = MAPPED(10, 0, 0, 7));
	struct sock l = LISTENER(AF_INET6);

	ck_assert(accept_takes(&l, &child));
	l.v6only = 1;
	ck_assert(!accept_takes(&l, &child));
	l = (struct sock)LISTENER(AF_INET6, .local = MAPPED(10, 0, 0, 7));
	ck_assert(accept_takes(&l, &child));
	l = (struct sock)LISTENER(AF_INET6, .local = MAPPED(0, 0, 0, 0));
	ck_assert(accept_takes(&l, &child));
	l = (struct sock)LISTENER(AF_INET);
	ck_assert(!accept_takes(&l, &child));
}
END_TEST

START_TEST(who_takes_ipv6)
{
	const struct sock child = CHILD(
		AF_INET6, .local = { 0xfe, 0x80, [15] = 1 }, .ifindex = 3);
	struct sock l = LISTENER(AF_INET6);

	ck_assert(accept_takes(&l, &child));
	l.v6only = 1;
	ck_assert(accept_takes(&l, &child));
	l.ifindex = 3;
	ck_assert(accept_takes(&l, &child));
	l.ifindex = 2;
	ck_assert(!accept_takes(&l, &child));
	/* the wildcard of IPv4 is none of IPv6 */
	l = (struct sock)LISTENER(AF_INET6, .local = MAPPED(0, 0, 0, 0));
	ck_assert(!accept_takes(&l, &child));
}
END_TEST

/* Rows: a wildcard listener, an exact one, and a child of the second. */
START_TEST(the_exact_address_comes_first)
{
	struct sock v[] = {
		LISTENER(AF_INET),
		LISTENER(AF_INET, .local = V4(10, 0, 0, 7)),
		CHILD(AF_INET, .local = V4(10, 0, 0, 7)),
		CHILD(AF_INET, .local = V4(10, 0, 0, 8)),
	};
	struct socks socks = { .v = v, .n = 4 };
	struct sock_owners o = { 0 };

	own(&o, 0, 100, 3);
	own(&o, 1, 200, 4);
	group_owners(&socks, &o);
	ck_assert_int_eq(accept_owners(&socks, &o), 0);
	ck_assert_uint_eq(o.n, 4);
	ck_assert_uint_eq(v[2].via, VIA_ACCEPT_QUEUE);
	ck_assert_uint_eq(v[2].n_owners, 1);
	ck_assert_int_eq(o.v[v[2].first_owner].pid, 200);
	ck_assert_int_eq(o.v[v[2].first_owner].fd, -1);
	ck_assert_uint_eq(o.v[v[2].first_owner].sock, 2);
	ck_assert_int_eq(o.v[v[3].first_owner].pid, 100);
	ck_assert_uint_eq(o.v[v[3].first_owner].sock, 3);
	/* the listeners keep theirs */
	ck_assert_int_eq(o.v[v[0].first_owner].pid, 100);
	ck_assert_uint_eq(v[0].via, VIA_FD);
	free(o.v);
}
END_TEST

/* Two REUSEPORT listeners, one of them shared: all owners, each once. */
START_TEST(every_reuseport_listener_is_named)
{
	struct sock v[] = {
		CHILD(AF_INET, .local = V4(127, 0, 0, 2)),
		LISTENER(AF_INET),
		LISTENER(AF_INET),
		LISTENER(AF_INET, .netns = 1),
	};
	struct socks socks = { .v = v, .n = 4 };
	struct sock_owners o = { 0 };

	own(&o, 1, 300, 3);
	own(&o, 2, 300, 4);
	own(&o, 2, 250, 4);
	own(&o, 3, 999, 4);
	group_owners(&socks, &o);
	ck_assert_int_eq(accept_owners(&socks, &o), 0);
	ck_assert_uint_eq(v[0].n_owners, 2);
	ck_assert_int_eq(o.v[v[0].first_owner].pid, 250);
	ck_assert_int_eq(o.v[v[0].first_owner + 1].pid, 300);
	ck_assert_uint_eq(o.n, 6);
	free(o.v);
}
END_TEST

START_TEST(no_listener_no_owner)
{
	struct sock v[] = {
		CHILD(AF_INET, .local = V4(10, 0, 0, 7)),
		LISTENER(AF_INET, .local = V4(10, 0, 0, 9)),
		/* its listener is known, the listener's owner is not */
		CHILD(AF_INET, .local = V4(10, 0, 0, 9)),
	};
	struct socks socks = { .v = v, .n = 3 };
	struct sock_owners o = { 0 };

	ck_assert_int_eq(accept_owners(&socks, &o), 0);
	ck_assert_uint_eq(v[0].via, VIA_NONE);
	ck_assert_uint_eq(v[0].n_owners, 0);
	ck_assert_uint_eq(v[2].n_owners, 0);
	ck_assert_uint_eq(o.n, 0);
}
END_TEST

#define MANY 2000

/* Many listeners that share one port and many that wait: memory is bounded. */
START_TEST(a_product_of_owners_is_bounded)
{
	struct socks socks = { .n = 2 * MANY };
	struct sock_owners o = { 0 };

	socks.v = calloc(socks.n, sizeof(*socks.v));
	ck_assert_ptr_nonnull(socks.v);
	for (uint32_t i = 0; i < MANY; i++) {
		socks.v[i] = (struct sock)LISTENER(AF_INET);
		socks.v[MANY + i] = (struct sock)CHILD(AF_INET);
		own(&o, i, (pid_t)(i + 1), 3);
	}
	group_owners(&socks, &o);
	ck_assert_int_eq(accept_owners(&socks, &o), -E2BIG);
	ck_assert_uint_lt(o.n, (1u << 20) + 2 * MANY);
	ck_assert_uint_eq(socks.v[MANY].n_owners, MANY);
	ck_assert_uint_eq(socks.v[2 * MANY - 1].n_owners, 0);
	free(o.v);
	free(socks.v);
}
END_TEST

/* A listing without inodes: the listener's own queue tells how many wait. */
START_TEST(the_queue_tells_who_waits)
{
	struct sock v[] = { LISTENER(AF_INET, .rqueue = 2),
			    CHILD(AF_INET, .inode_unknown = 1),
			    CHILD(AF_INET, .inode_unknown = 1),
			    CHILD(AF_INET, .inode_unknown = 1, .n_owners = 1),
			    CHILD(AF_INET, .inode_unknown = 1, .program = 1) };
	struct socks socks = { .v = v, .n = sizeof(v) / sizeof(*v) };

	ck_assert_int_eq(accept_infer_waiting(&socks), 0);
	ck_assert(accept_is_waiting(&v[1]) && accept_is_waiting(&v[2]));
	ck_assert(!accept_is_waiting(&v[3]) && !accept_is_waiting(&v[4]));
	/* more of them than wait: nobody can say which */
	v[0].rqueue = 1;
	v[1].inode_unknown = v[2].inode_unknown = 1;
	ck_assert_int_eq(accept_infer_waiting(&socks), 0);
	ck_assert(!accept_is_waiting(&v[1]) && !accept_is_waiting(&v[2]));
	/* another port's are others */
	v[1].sport = 81;
	ck_assert_int_eq(accept_infer_waiting(&socks), 0);
	ck_assert(!accept_is_waiting(&v[1]) && accept_is_waiting(&v[2]));
	socks.n = 0;
	ck_assert_int_eq(accept_infer_waiting(&socks), 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("owners");

	tcase_add_test(t, owners_are_grouped_by_socket);
	tcase_add_test(t, nothing_found_is_nothing_grouped);
	tcase_add_test(t, state_of_a_row_without_inode);
	tcase_add_test(t, fast_open_waits_in_the_queue);
	tcase_add_test(t, who_takes_ipv4);
	tcase_add_test(t, who_takes_a_mapped_address);
	tcase_add_test(t, who_takes_ipv6);
	tcase_add_test(t, the_exact_address_comes_first);
	tcase_add_test(t, every_reuseport_listener_is_named);
	tcase_add_test(t, no_listener_no_owner);
	tcase_add_test(t, the_queue_tells_who_waits);
	tcase_add_test(t, a_product_of_owners_is_bounded);
	return tap_run(t);
}
