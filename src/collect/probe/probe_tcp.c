/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe.h"

#include <errno.h>

#include "collect/sockets/diag.h"
#include "collect/base/clock.h"
#include "collect/probe/probe_netns.h"
#include "parse/diag/diag.h"

struct answer {
	struct sock row;
	struct tcp_facts tcp;
	bool got;
};

static int take_row(struct span payload, void *data)
{
	struct answer *a = data;

	if (parse_inet_diag(payload, PROTO_TCP, &a->row))
		return 0;
	a->got = true;
	/* TIME_WAIT has none */
	(void)parse_tcp_info(payload, &a->tcp);
	return 0;
}

/* Returns 0, -ENOENT (closed), -EAGAIN (no answer) or -ENOMEM. */
static int ask(const struct probe_place *p, const struct sock *s,
	       struct answer *ret)
{
	int err = diag_one(p->diag, s, take_row, ret);

	if (err)
		return err == -ENOENT || err == -ENOMEM ? err : -EAGAIN;
	if (!ret->got)
		return -EAGAIN;
	/* what is left of it, or a stranger where the cookie was not known */
	return ret->row.state == SOCK_TIME_WAIT || ret->row.cookie != s->cookie
		       ? -ENOENT
		       : 0;
}

int probe_tcp_first(const struct probe_place *p, const struct sock *s,
		    struct probe_first *ret)
{
	struct answer a = { .got = false };
	int err = ask(p, s, &a);

	ret->at_ms = clock_boot_ms();
	if (err)
		return err == -ENOMEM ? err : 0;
	ret->tcp = a.tcp;
	ret->rqueue = a.row.rqueue;
	return 0;
}

static struct opt_u64 risen(struct opt_u64 before, struct opt_u64 after)
{
	if (!before.known || !after.known)
		return (struct opt_u64){ 0 };
	return opt_u64(after.v > before.v ? after.v - before.v : 0);
}

/*
 * tcp_info counts what came, Recv-Q (rcv_nxt - copied_seq) what waits of it;
 * both have the FIN. The difference is what was read.
 */
static struct opt_u64 was_read(const struct tcp_facts *t, uint32_t rqueue)
{
	struct opt_u64 came =
		t->known ? t->bytes_received : (struct opt_u64){ 0 };

	/* SYN_RECV and repaired sockets may have more in the queue */
	if (!came.known || came.v < rqueue)
		return (struct opt_u64){ 0 };
	return opt_u64(came.v - rqueue);
}

int probe_tcp_second(const struct probe_place *p, const struct sock *s,
		     const struct probe_first *first, struct probe *ret)
{
	struct answer a = { .got = false };
	int err = ask(p, s, &a);

	ret->gone = err == -ENOENT;
	if (err)
		return err == -ENOMEM ? err : 0;
	probe_take_row(ret, &a.row);
	ret->tcp = a.tcp;
	if (!a.tcp.known || !first->tcp.known)
		return 0;
	ret->read_ms = (uint32_t)(clock_boot_ms() - first->at_ms);
	ret->read_bytes = risen(was_read(&first->tcp, first->rqueue),
				was_read(&a.tcp, a.row.rqueue));
	ret->tcp.busy_between_us = risen(first->tcp.busy_us, a.tcp.busy_us);
	ret->tcp.rwnd_limited_between_us =
		risen(first->tcp.rwnd_limited_us, a.tcp.rwnd_limited_us);
	return 0;
}
