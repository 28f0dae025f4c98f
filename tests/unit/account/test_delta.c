/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <check.h>
#include <string.h>

#include "account/account.h"
#include "account/growth/delta.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB (INT64_C(1) << 20)

static struct process process(pid_t pid, const char *comm, uint64_t pss)
{
	struct process p = { .pid = pid, .pss_bytes = opt_u64(pss) };

	strcpy(p.comm, comm);
	return p;
}

static struct snapshot machine(struct process *v, size_t n, const char *boot)
{
	struct snapshot s = { .time_ms = opt_u64(1000) };

	strcpy(s.host.boot_id, boot);
	s.processes = (struct processes){
		.v = v, .n = n, .known = true, .pss = true
	};
	return s;
}

static struct delta compare(const struct snapshot *a, const struct snapshot *b)
{
	struct account x = { 0 }, y = { 0 };
	struct delta d;

	ck_assert_int_eq(account(a, &x), 0);
	ck_assert_int_eq(account(b, &y), 0);
	ck_assert_int_eq(account_delta(&(struct moment){ a, &x },
				       &(struct moment){ b, &y }, &d),
			 0);
	account_free(&x);
	account_free(&y);
	return d;
}

static const struct change *find(const struct delta *d, enum change_kind kind,
				 const char *name)
{
	for (size_t i = d->begin[kind]; i < d->begin[kind + 1]; i++)
		if (!strcmp(change_name(d, &d->v[i]), name))
			return &d->v[i];
	return NULL;
}

START_TEST(what_changed_is_ranked)
{
	struct process before[] = { process(1, "init", 5 * MIB),
				    process(2, "gone", 3 * MIB),
				    process(3, "same", MIB),
				    process(4, "hidden", MIB) };
	struct process after[] = { process(1, "init", 4 * MIB),
				   process(3, "same", MIB),
				   process(4, "hidden", 0),
				   process(9, "new", 8 * MIB) };
	struct snapshot a = machine(before, 4, "x"), b = machine(after, 4, "x");
	struct delta d;
	const struct change *c;

	/* what could not be read did not shrink */
	after[2].pss_bytes.known = false;
	b.time_ms = opt_u64(400);
	d = compare(&a, &b);
	c = &d.v[d.begin[CHANGE_PROCESS]];
	ck_assert_uint_eq(d.begin[CHANGE_PROCESS + 1] - d.begin[CHANGE_PROCESS],
			  3);
	ck_assert_str_eq(change_name(&d, &c[0]), "new");
	ck_assert_int_eq(change_state(&c[0]), CHANGE_NEW);
	ck_assert_int_eq(change_bytes(&c[0]).v, 8 * MIB);
	ck_assert_str_eq(change_name(&d, &c[1]), "gone");
	ck_assert_int_eq(change_state(&c[1]), CHANGE_GONE);
	ck_assert_int_eq(c[1].pid, 2);
	ck_assert_int_eq(change_bytes(&c[2]).v, -MIB);
	ck_assert_int_eq(change_state(&c[2]), CHANGE_DOWN);
	ck_assert_int_eq(d.ms.v, -600);
	delta_free(&d);
}
END_TEST

START_TEST(unknown_terms_stay_unknown)
{
	struct snapshot a = machine(NULL, 0, "x"), b = a;
	struct delta d = compare(&a, &b);

	ck_assert_uint_eq(d.begin[CHANGE_TERM + 1], 6);
	for (size_t i = 0; i < 6; i++)
		ck_assert(!change_bytes(&d.v[i]).known &&
			  change_state(&d.v[i]) == CHANGE_SAME);
	delta_free(&d);
}
END_TEST

START_TEST(what_has_no_name_is_compared)
{
	struct snapshot a = machine(NULL, 0, "x"), b;
	const struct change *c;
	struct delta d;

	a.memory.info.v[MEM_TOTAL] = opt_u64(1000 * MIB);
	a.memory.info.v[MEM_FREE] = opt_u64(500 * MIB);
	a.memory.info.v[MEM_ANON_PAGES] = opt_u64(100 * MIB);
	a.memory.info.v[MEM_CACHED] = opt_u64(100 * MIB);
	a.memory.info.v[MEM_SLAB] = opt_u64(100 * MIB);
	a.memory.info.v[MEM_SRECLAIMABLE] = opt_u64(40 * MIB);
	a.memory.info.v[MEM_SUNRECLAIM] = opt_u64(60 * MIB);
	b = a;
	b.memory.info.v[MEM_FREE] = opt_u64(470 * MIB);
	d = compare(&a, &b);
	c = find(&d, CHANGE_KERNEL, "unaccounted");
	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(change_bytes(c).v, 30 * MIB);
	ck_assert_int_eq(change_state(c), CHANGE_UP);
	delta_free(&d);
}
END_TEST

START_TEST(another_boot_knows_no_pid)
{
	struct process before[] = { process(1, "web", MIB),
				    process(2, "web", 2 * MIB) };
	struct process after[] = { process(1, "init", MIB),
				   process(7, "web", 5 * MIB) };
	struct snapshot a = machine(before, 2, "x"), b = machine(after, 2, "y");
	struct delta d = compare(&a, &b);
	const struct change *c = find(&d, CHANGE_PROCESS, "web");

	ck_assert(!d.same_boot && c && !c->pid);
	ck_assert_int_eq(change_bytes(c).v, 2 * MIB);
	ck_assert_uint_eq(c->count[0].v, 2);
	ck_assert_uint_eq(c->count[1].v, 1);
	ck_assert_ptr_nonnull(find(&d, CHANGE_PROCESS, "init"));
	delta_free(&d);
}
END_TEST

START_TEST(protocols_and_caches)
{
	struct slab_cache x[] = { { .name = "dentry", .bytes = MIB } };
	struct slab_cache y[] = {
		{ .name = "dentry", .bytes = 3 * MIB, .objects = 7 }
	};
	struct snapshot a = machine(NULL, 0, "x"), b = a;
	const struct change *c;
	struct delta d;

	a.memory.slabs =
		(struct slabs){ .v = x, .n = 1, .cap = 1, .known = true };
	b.memory.slabs =
		(struct slabs){ .v = y, .n = 1, .cap = 1, .known = true };
	a.protocols.after.udp_mem_pages = opt_i64(10);
	b.protocols.after.udp_mem_pages = opt_i64(30);
	b.protocols.v[PROTO_UNIX].dumped = true;
	b.protocols.v[PROTO_UNIX].totals.held_bytes = MIB;
	d = compare(&a, &b);
	c = find(&d, CHANGE_SLAB, "dentry");
	ck_assert(c && change_bytes(c).v == 2 * MIB && c->count[1].v == 7);
	c = find(&d, CHANGE_PROTOCOL, "udp");
	ck_assert(c && change_bytes(c).v == 20 * 4096);
	c = find(&d, CHANGE_PROTOCOL, "unix");
	ck_assert(c && change_state(c) == CHANGE_NEW);
	ck_assert_ptr_null(find(&d, CHANGE_PROTOCOL, "tcp"));
	delta_free(&d);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("delta");

	tcase_add_test(t, what_changed_is_ranked);
	tcase_add_test(t, unknown_terms_stay_unknown);
	tcase_add_test(t, what_has_no_name_is_compared);
	tcase_add_test(t, another_boot_knows_no_pid);
	tcase_add_test(t, protocols_and_caches);
	return tap_run(t);
}
