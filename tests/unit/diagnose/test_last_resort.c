/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command that ends a connection: right address, right namespace. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "diagnose/queues/last_resort.h"
#include "model/snapshot.h"
#include "shown.h"
#include "tap.h"

static struct sock sock = {
	.proto = PROTO_TCP,
	.family = AF_INET,
	.state = SOCK_ESTABLISHED,
	.local = { 10, 0, 0, 7 },
	.peer = { 10, 0, 0, 9 },
	.sport = 443,
	.dport = 51234,
};

/* The remedy that is added, or NULL; the caller frees it. */
static char *remedy(enum finding_code code, struct netns ns)
{
	struct snapshot snap = { .netns = { &ns, 1, 1 },
				 .socks = { .v = &sock, .n = 1 } };
	struct account acct = { 0 };
	struct findings out = { 0 };
	struct judge j = { .snap = &snap, .acct = &acct, .out = &out };
	struct member m = { .sock = 0 };
	struct group g = { .code = code, .n = 1, .sockets = 1, .comm = "" };
	struct groups gs = { &m, 1, &g, 1 };
	char *text = NULL;

	finding_open(&j, code, SEV_WARNING, CONF_HIGH, opt_i64(1), "x");
	last_resort(&j, &out.v[0], &gs, &g);
	ck_assert_int_eq(j.err, 0);
	if (out.v[0].remedy.n)
		text = strdup(as_shown(out.v[0].remedy.v[0]));
	findings_free(&out);
	return text;
}

static void is(const char *want, enum finding_code code, struct netns ns)
{
	char *got = remedy(code, ns);

	if (want) {
		ck_assert_ptr_nonnull(got);
		ck_assert_ptr_nonnull(strstr(got, want));
	} else {
		ck_assert_ptr_null(got);
	}
	free(got);
}

START_TEST(a_connection_is_named_as_ss_wants_it)
{
	const struct netns host = { .initial = true };

	is(": ss -K 'src 10.0.0.7:443 and dst 10.0.0.9:51234'",
	   F_TCP_PEER_STALLED, host);
	is("ss -K", F_TCP_CLOSE_WAIT, host);
	is(NULL, F_TCP_UNREAD, host);
	is(NULL, F_UDP_UNREAD, host);
	sock.family = AF_INET6;
	memset(sock.local, 0, 16);
	sock.local[15] = 1;
	memcpy(sock.peer, sock.local, 16);
	is("'src [::1]:443 and dst [::1]:51234'", F_TCP_ORPHANS, host);
}
END_TEST

START_TEST(it_is_run_in_the_socket_s_namespace)
{
	is(": nsenter -t 77 -n ss -K", F_TCP_ORPHANS,
	   (struct netns){ .name = "pod", .pid = 77 });
	is(": ip netns exec cni-7f ss -K", F_TCP_ORPHANS,
	   (struct netns){ .name = "cni-7f" });
	is(NULL, F_TCP_ORPHANS, (struct netns){ .name = "a; reboot" });
	is(NULL, F_TCP_ORPHANS, (struct netns){ .name = "" });
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("last resort");

	tcase_add_test(t, a_connection_is_named_as_ss_wants_it);
	tcase_add_test(t, it_is_run_in_the_socket_s_namespace);
	return tap_run(t);
}
