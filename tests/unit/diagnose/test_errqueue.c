/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Error queues, and what sockets hold that no protocol is charged for. */
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "diagnose/queues/groups.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB (1LL << 20)
#define PAGE 4096LL

static struct snapshot snap;
static struct sock socks[3];
static struct sock_owner owners[3];
static struct process processes[2];
static struct probe probe;
static struct account acct;
static struct findings out;

/* 16 GiB, 2 CPUs with a reserve of 1 MiB each; nothing held yet. */
static void setup(void)
{
	snap = (struct snapshot){ .socks = { .v = socks, .cap = 3 },
				  .owners = { owners, 0, 3 } };
	snap.host.page_size = opt_u64(PAGE);
	snap.host.cpus = opt_u64(2);
	snap.host.kernel_version = opt_u64(KERNEL(6, 1));
	snap.memory.info.v[MEM_TOTAL] = opt_u64(16384 * MIB);
	snap.memory.info.v[MEM_AVAILABLE] = opt_u64(12000 * MIB);
	processes[0] = (struct process){ .pid = 10, .comm = "stamper" };
	processes[1] = (struct process){ .pid = 11, .comm = "sleeper" };
	snap.processes = (struct processes){ .v = processes, .n = 2 };
	snap.protocols.mem_pcpu_rsv_pages = opt_u64(256);
	snap.protocols.v[PROTO_UDP].dumped = true;
	snap.protocols.v[PROTO_TCP].dumped = true;
	snap.protocols.v[PROTO_UDP].complete = true;
	snap.protocols.v[PROTO_TCP].complete = true;
}

static void teardown(void)
{
	findings_free(&out);
	account_free(&acct);
}

static struct sock *add(enum proto proto, int64_t held, pid_t pid)
{
	size_t i = snap.socks.n++;

	socks[i] = (struct sock){
		.proto = (uint8_t)proto,
		.family = AF_INET,
		.state = proto == PROTO_TCP ? SOCK_ESTABLISHED : SOCK_CLOSE,
		.cookie = 100 + i,
		.inode = 200 + (uint32_t)i,
		.has_mem = 1,
		.via = VIA_FD,
		.first_owner = (uint32_t)i,
		.n_owners = 1,
		.rqueue = proto == PROTO_UDP ? (uint32_t)held : 0,
		.mem = { .rmem_alloc = (uint32_t)held,
			 .rcvbuf = (uint32_t)held }
	};
	owners[i] = (struct sock_owner){ .sock = (uint32_t)i, .pid = pid };
	snap.owners.n++;
	snap.protocols.v[proto].totals.charged_bytes += held;
	snap.protocols.v[proto].totals.held_bytes += (uint64_t)held;
	snap.protocols.v[proto].totals.sockets++;
	return &socks[i];
}

static void charge(int64_t udp, int64_t tcp)
{
	snap.protocols.after.udp_mem_pages = opt_i64(udp / PAGE);
	snap.protocols.after.tcp_mem_pages = opt_i64(tcp / PAGE);
	snap.protocols.before = snap.protocols.after;
}

static const struct finding *judge(void)
{
	teardown();
	ck_assert_int_eq(account(&snap, &acct), 0);
	ck_assert_int_eq(diagnose(&snap, &acct, &out), 0);
	return &out.v[0];
}

static const struct finding *find(enum finding_code code)
{
	for (size_t i = 0; i < out.n; i++)
		if (out.v[i].code == code)
			return &out.v[i];
	return NULL;
}

START_TEST(udp_that_is_not_charged)
{
	const struct finding *f;

	add(PROTO_UDP, 400 * MIB, 10);
	charge(0, 0);
	f = judge();
	ck_assert_int_eq(f->code, F_ERRQUEUE_UNREAD);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert_int_eq(f->bytes.v, 400 * MIB);
	ck_assert_int_eq(f->subject.pids[0], 10);
	ck_assert_int_eq(out.sock_code[0], F_ERRQUEUE_UNREAD);
	/* the gap is explained */
	ck_assert_ptr_null(find(F_UNSEEN_SOCKETS));
	/* and UDP is not used by it */
	ck_assert_uint_eq(acct.proto[PROTO_UDP].effective.v, 0);
}
END_TEST

START_TEST(udp_that_is_charged)
{
	add(PROTO_UDP, 400 * MIB, 10);
	charge(400 * MIB, 0);
	ck_assert_int_eq(judge()->code, F_UDP_UNREAD);
	/* half of it, the tolerance of 2 MiB apart, decides */
	charge(200 * MIB, 0);
	ck_assert_int_eq(judge()->code, F_UDP_UNREAD);
	charge(198 * MIB, 0);
	ck_assert_int_eq(judge()->code, F_ERRQUEUE_UNREAD);
}
END_TEST

START_TEST(only_as_much_as_is_missing)
{
	const struct finding *f;

	add(PROTO_UDP, 900 * MIB, 11);
	add(PROTO_UDP, 350 * MIB, 10);
	charge(900 * MIB, 0);
	f = judge();
	ck_assert_int_eq(f->code, F_UDP_UNREAD);
	ck_assert_int_eq(f->subject.pids[0], 11);
	f = find(F_ERRQUEUE_UNREAD);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(f->subject.pids[0], 10);
	ck_assert_int_eq(f->bytes.v, 350 * MIB);
}
END_TEST

START_TEST(exempt_sockets_look_the_same)
{
	const struct finding *f;

	snap.host.kernel_version = opt_u64(KERNEL(6, 19));
	add(PROTO_UDP, 400 * MIB, 10);
	charge(0, 0);
	f = judge();
	ck_assert_int_eq(f->code, F_ERRQUEUE_UNREAD);
	ck_assert_int_eq(f->confidence, CONF_LOW);
}
END_TEST

START_TEST(tcp_with_nothing_to_read)
{
	struct sock *s = add(PROTO_TCP, 100 * MIB, 10);
	const struct finding *f;

	charge(0, 100 * MIB);
	f = judge();
	ck_assert_int_eq(f->code, F_ERRQUEUE_UNREAD);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert_int_eq(f->bytes.v, 100 * MIB);
	/* a second look finds nothing out of order, or does */
	probe = (struct probe){ .sock = 0, .tcp.known = true };
	snap.probes = (struct probes){ &probe, 1, 1, true };
	ck_assert_int_eq(judge()->confidence, CONF_MEDIUM);
	probe.tcp.out_of_order = 3;
	s->mem.rmem_alloc = 180 * (uint32_t)MIB;
	f = judge();
	ck_assert_int_eq(f->code, F_SOCKET_MEMORY);
	ck_assert_int_eq(f->bytes.v, 180 * MIB);
	ck_assert_ptr_nonnull(strstr(f->title, "cannot be read yet"));
	ck_assert_ptr_nonnull(strstr(f->remedy.v[0], "rcv_ooopack"));
	snap.probes = (struct probes){ 0 };
	/* these are another thing */
	s->rqueue = 1000;
	ck_assert_int_eq(classify(s), F_TCP_UNREAD);
	s->rqueue = 0;
	s->mem.rcvbuf = 400 * (uint32_t)MIB;
	ck_assert_int_eq(classify(s), F_SOCKET_MEMORY);
	s->mem.rcvbuf = 100000;
	s->mem.rmem_alloc = 65535;
	ck_assert_int_eq(classify(s), F_SOCKET_MEMORY);
	s->mem.rmem_alloc = 32767; /* as a busy connection has */
	ck_assert_int_eq(classify(s), F_HEALTHY);
	s->mem.rmem_alloc = 65536;
	ck_assert_int_eq(classify(s), F_ERRQUEUE_UNREAD);
	s->state = SOCK_SYN_SENT;
	ck_assert_int_eq(classify(s), F_SOCKET_MEMORY);
}
END_TEST

/* Send queues are in nobody's error queue: an exemption, said softly. */
START_TEST(tcp_that_is_not_charged)
{
	struct sock *s = add(PROTO_TCP, 300 * MIB, 10);
	const struct finding *f;

	s->mem.wmem_queued = s->mem.rmem_alloc;
	s->mem.rmem_alloc = 0;
	charge(0, 0);
	ck_assert_int_eq(judge()->code, F_SOCKET_MEMORY);
	ck_assert_uint_eq(out.n, 2);
	f = &out.v[1];
	ck_assert_int_eq(f->code, F_UNSEEN_SOCKETS);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert_int_eq(f->bytes.v, -300 * MIB);
	ck_assert_ptr_nonnull(strstr(f->title, "tcp_mem does not count"));
	ck_assert_ptr_nonnull(
		strstr(f->evidence.v[f->evidence.n - 1], "MSG_ZEROCOPY"));
	ck_assert_uint_eq(acct.proto[PROTO_TCP].effective.v, 0);
}
END_TEST

START_TEST(small_gaps_are_no_news)
{
	struct sock *s = add(PROTO_TCP, 63 * MIB, 10);

	s->mem.wmem_queued = s->mem.rmem_alloc;
	s->mem.rmem_alloc = 0;
	charge(0, 0);
	ck_assert_int_eq(judge()->code, F_HEALTHY);
	/* 256 CPUs may keep back 256 MiB */
	snap.host.cpus = opt_u64(256);
	snap.protocols.v[PROTO_TCP].totals.charged_bytes = 250 * MIB;
	ck_assert_int_eq(judge()->code, F_HEALTHY);
	ck_assert_uint_eq(acct.proto[PROTO_TCP].effective.v, 250 * MIB);
	charge(0, 500 * MIB);
	ck_assert_int_eq(judge()->code, F_HEALTHY);
	charge(0, 600 * MIB);
	ck_assert_int_eq(judge()->code, F_UNSEEN_SOCKETS);
	ck_assert_int_eq(out.v[0].bytes.v, 350 * MIB);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("errqueue");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, udp_that_is_not_charged);
	tcase_add_test(c, udp_that_is_charged);
	tcase_add_test(c, only_as_much_as_is_missing);
	tcase_add_test(c, exempt_sockets_look_the_same);
	tcase_add_test(c, tcp_with_nothing_to_read);
	tcase_add_test(c, tcp_that_is_not_charged);
	tcase_add_test(c, small_gaps_are_no_news);
	return tap_run(c);
}
