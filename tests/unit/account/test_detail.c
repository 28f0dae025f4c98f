/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside the kernel's counters: its sums, and what is said of it. */
#include <stdlib.h>
#include <string.h>

#include "account/kernel/detail.h"
#include "bench.h"
#include "collect/base/context.h"
#include "collect/kernel/detail.h"
#include "model/kernel/bpf_object.h"
#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"
#include "model/kernel/vmalloc_kind.h"
#include "shown.h"
#include "tap.h"

/* 10 GiB, 8 of them free or a process's */
static void machine(struct bench *b)
{
	*b = (struct bench){ 0 };
	b->snap.host.page_size = opt_u64(4096);
	b->snap.host.kernel_version = opt_u64(KERNEL(6, 18));
	set(b, MEM_TOTAL, 10 * GIB);
	set(b, MEM_FREE, 6 * GIB);
	set(b, MEM_AVAILABLE, 7 * GIB);
	set(b, MEM_ANON_PAGES, 2 * GIB);
	set(b, MEM_CACHED, GIB);
	set(b, MEM_SHMEM, 300 * MIB);
	set(b, MEM_SLAB, 400 * MIB);
	set(b, MEM_SUNRECLAIM, 200 * MIB);
	set(b, MEM_SRECLAIMABLE, 200 * MIB);
	set(b, MEM_VMALLOC_USED, 40 * MIB);
	set(b, MEM_KERNEL_STACK, 4 * MIB);
	set(b, MEM_PAGE_TABLES, 30 * MIB);
	set(b, MEM_PERCPU, 10 * MIB);
	b->snap.detail.tasks.v = b->tasks;
	b->snap.detail.bpf.v = b->bpf;
	b->snap.detail.vmalloc.v = b->callers;
	b->snap.shmem.v = b->shm;
}

static struct task_memory *add_task(struct bench *b, pid_t pid, int64_t tables,
				    int64_t rss, int64_t shmem)
{
	struct task_memories *all = &b->snap.detail.tasks;
	struct task_memory *t = &all->v[all->n++];

	*t = (struct task_memory){ .pid = pid,
				   .comm = "postgres",
				   .threads = opt_u64(2),
				   .page_tables = opt_u64((uint64_t)tables),
				   .rss = opt_u64((uint64_t)rss),
				   .shmem = opt_u64((uint64_t)shmem) };
	all->threads += 2;
	all->known = true;
	return t;
}

static struct bpf_object *add_map(struct bench *b, uint32_t id, int64_t bytes,
				  enum counted_in where)
{
	struct bpf_objects *all = &b->snap.detail.bpf;
	struct bpf_object *o = &all->v[all->n++];

	*o = (struct bpf_object){ .id = id,
				  .type = 1,
				  .name = "flows",
				  .bytes = opt_u64((uint64_t)bytes),
				  .counted_in = where,
				  .pid = 77,
				  .comm = "falco" };
	all->known = all->owners = true;
	return o;
}

START_TEST(waste_is_what_objects_in_use_do_not_need)
{
	struct slab_cache c = { .active = 10,
				.object_bytes = 100,
				.bytes = 8192 };

	ck_assert_uint_eq(slab_waste(&c), 7192);
	c.active = 100;
	ck_assert_uint_eq(slab_waste(&c), 0);
	c.active = UINT64_MAX;
	ck_assert_uint_eq(slab_waste(&c), 0);
}
END_TEST

START_TEST(why_a_process_has_page_tables)
{
	struct bench b;
	struct task_memory none = { .pid = 1 };

	machine(&b);
	ck_assert_int_eq(tables_why(&none), TABLES_NONE);
	ck_assert_int_eq(
		tables_why(add_task(&b, 1, 16 * MIB, 8 * GIB, 8 * GIB)),
		TABLES_SHARED);
	/* the same in huge pages */
	ck_assert_int_eq(tables_why(add_task(&b, 2, MIB, 8 * GIB, 8 * GIB)),
			 TABLES_MEMORY);
	ck_assert_int_eq(tables_why(add_task(&b, 3, 64 * MIB, 2 * MIB, 0)),
			 TABLES_SPARSE);
	ck_assert_int_eq(tables_why(add_task(&b, 4, 100 << 10, 8 * MIB, 0)),
			 TABLES_MEMORY);
}
END_TEST

START_TEST(the_largest_processes_first)
{
	struct bench b;
	uint32_t top[2] = { 9, 9 };

	machine(&b);
	add_task(&b, 1, 1 * MIB, GIB, 0);
	add_task(&b, 2, 3 * MIB, GIB, 0);
	add_task(&b, 3, 0, GIB, 0);
	add_task(&b, 4, 2 * MIB, GIB, 0);
	ck_assert_uint_eq(tasks_top(&b.snap, TASKS_BY_TABLES, top, 2), 2);
	ck_assert_uint_eq(top[0], 1);
	ck_assert_uint_eq(top[1], 3);
	ck_assert_uint_eq(tasks_top(&b.snap, TASKS_BY_TABLES, top, 0), 0);
	ck_assert_uint_eq(tasks_top(&b.snap, TASKS_BY_HUGETLB, top, 2), 0);
	ck_assert_uint_eq(tasks_sum(&b.snap, TASKS_BY_TABLES), 6 * MIB);
}
END_TEST

START_TEST(one_stack_is_a_power_of_two)
{
	struct bench b;

	machine(&b);
	ck_assert(!stack_bytes(&b.snap).known);
	add_task(&b, 1, MIB, MIB, 0);
	b.snap.detail.tasks.threads = 250;
	ck_assert_uint_eq(stack_bytes(&b.snap).v, 16384);
	b.snap.detail.tasks.threads = 520;
	ck_assert_uint_eq(stack_bytes(&b.snap).v, 8192);
	b.snap.source = SOURCE_CAPTURE;
	ck_assert(!stack_bytes(&b.snap).known);
}
END_TEST

START_TEST(shared_memory_without_a_name)
{
	struct bench b;
	struct shm_sums s;

	machine(&b);
	b.shm[0] = (struct shm_object){ .kind = SHM_MOUNT, .bytes = 100 * MIB };
	b.shm[1] = (struct shm_object){ .kind = SHM_DELETED,
					.bytes = 60 * MIB,
					.in_mount = true };
	b.shm[2] = (struct shm_object){ .kind = SHM_SYSV, .bytes = 50 * MIB };
	b.snap.shmem.n = 3;
	shm_sum(&b.snap, opt_u64(20 * MIB), &s);
	ck_assert_uint_eq(s.named, 150 * MIB);
	ck_assert(!s.unnamed.known);
	b.snap.shmem.looked = true;
	shm_sum(&b.snap, opt_u64(20 * MIB), &s);
	ck_assert_int_eq(s.unnamed.v, 150 * MIB);
	ck_assert_int_eq(s.unmapped.v, 130 * MIB);
	shm_sum(&b.snap, (struct opt_u64){ 0 }, &s);
	ck_assert(!s.unmapped.known);
	shm_sum(&b.snap, opt_u64(GIB), &s);
	ck_assert_int_eq(s.unmapped.v, 0);
}
END_TEST

START_TEST(bpf_below_and_above_its_threshold)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	add_map(&b, 5, 101 * MIB, COUNTED_VMALLOC); /* 1 % is 102.4 MiB */
	judge(&b);
	ck_assert(!find(&b, F_BPF_MAPS));
	forget(&b);

	machine(&b);
	add_map(&b, 5, 80 * MIB, COUNTED_VMALLOC);
	add_map(&b, 6, 23 * MIB, COUNTED_PERCPU);
	judge(&b);
	f = expect(&b, F_BPF_MAPS);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert_int_eq(f->bytes.v, 103 * MIB);
	ck_assert_int_eq(f->subject.pids[0], 77);
	ck_assert_str_eq(f->subject.comm, "falco");
	ck_assert_ptr_nonnull(strstr(as_shown(f->title),
				     "the hash map flows (id 5) of falco"));
	forget(&b);
}
END_TEST

/* A hash without preallocation has its elements in kmalloc's caches. */
START_TEST(bpf_in_the_slab_is_told)
{
	struct slab_cache cache = { .name = "kmalloc-cg-2k",
				    .bytes = 150 * MIB,
				    .objects = 76800,
				    .object_bytes = 2048 };
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 7 * GIB - 500 * MIB); /* no large rest */
	b.snap.memory.slabs = (struct slabs){ .v = &cache, .n = 1 };
	add_map(&b, 5, 80 * MIB, COUNTED_SLAB);
	judge(&b);
	ck_assert(says(
		&expect(&b, F_SLAB_UNRECLAIMABLE)->evidence,
		"BPF holds 80.0 MiB of it, most of that in the hash map flows "
		"(id 5) of falco (pid 77)"));
	ck_assert_uint_ne(diagnose_wants_detail(&b.snap, &b.acct) & DETAIL_BPF,
			  0);
	forget(&b);
	cache.bytes = 100 * MIB;
	machine(&b);
	set(&b, MEM_FREE, 7 * GIB - 500 * MIB); /* no large rest */
	b.snap.memory.slabs = (struct slabs){ .v = &cache, .n = 1 };
	judge(&b);
	ck_assert_uint_eq(diagnose_wants_detail(&b.snap, &b.acct) & DETAIL_BPF,
			  0);
	forget(&b);
}
END_TEST

START_TEST(bpf_pages_in_no_counter_are_rows)
{
	const struct consumer *c;
	struct bpf_object *o;
	struct collect collect;
	struct bench b;

	machine(&b);
	collect = collect_none(&b.snap);
	o = add_map(&b, 5, 8 * MIB, COUNTED_NOWHERE); /* a ring buffer */
	o->type = 27;
	o->max_entries = 8 * MIB;
	o = add_map(&b, 6, 0, COUNTED_NOWHERE); /* an arena, in pages */
	o->type = 33;
	o->max_entries = 1 << 22;
	o = add_map(&b, 7, 0, COUNTED_NOWHERE); /* 5.11 to 6.3 say 0 */
	o->type = 27;
	o->max_entries = MIB;
	for (int again = 0; again < 2; again++)
		ck_assert_int_eq(detail_bpf_consumers(&collect), 0);
	ck_assert_uint_eq(b.snap.consumers.n, 3);
	c = b.snap.consumers.v;
	ck_assert_str_eq(c[0].name, "bpf-ringbufs");
	ck_assert_int_eq(c[0].basis, BASIS_EXACT);
	ck_assert_uint_eq(c[0].bytes, 8 * MIB + 3 * 4096);
	ck_assert_str_eq(c[1].name, "bpf-arenas");
	ck_assert_int_eq(c[1].basis, BASIS_UPPER_BOUND);
	ck_assert_uint_eq(c[1].bytes, 16 * GIB);
	ck_assert_int_eq(c[1].pid, 77);
	ck_assert_uint_eq(c[2].bytes, MIB + 3 * 4096);
	ck_assert(bpf_map_is_ringbuf(31) && !bpf_map_is_ringbuf(33));
	free(b.snap.consumers.v);
}
END_TEST

START_TEST(bpf_that_is_most_of_vmalloc_is_told_once)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_VMALLOC_USED, 900 * MIB);
	b.callers[0] = (struct vmalloc_caller){ .name = "xfs_buf_alloc",
						.module = "xfs",
						.bytes = 600 * MIB,
						.areas = 3 };
	b.snap.detail.vmalloc.n = 1;
	judge(&b);
	ck_assert(find(&b, F_VMALLOC));
	ck_assert(says(&expect(&b, F_VMALLOC)->evidence,
		       "600.0 MiB in 3 areas made by xfs_buf_alloc of module "
		       "xfs: XFS"));
	forget(&b);

	add_map(&b, 5, 800 * MIB, COUNTED_VMALLOC);
	judge(&b);
	ck_assert(!find(&b, F_VMALLOC));
	ck_assert(find(&b, F_BPF_MAPS));
	forget(&b);
}
END_TEST

START_TEST(page_tables_of_shared_memory)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	set(&b, MEM_PAGE_TABLES, 600 * MIB);
	add_task(&b, 7, 300 * MIB, 120 * GIB, 120 * GIB);
	add_task(&b, 8, 290 * MIB, 120 * GIB, 120 * GIB);
	judge(&b);
	f = expect(&b, F_PAGE_TABLES);
	ck_assert(says(&f->evidence, "300.0 MiB for postgres (pid 7)"));
	ck_assert(says(&f->evidence, "2 processes map shared memory"));
	ck_assert(says(&f->remedy, "huge pages"));
	ck_assert_int_eq(f->subject.pids[0], 7);
	forget(&b);
}
END_TEST

START_TEST(removed_cgroups_explain_percpu)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_PERCPU, 700 * MIB);
	b.snap.detail.cgroups = (struct dying_cgroups){ .dying = opt_u64(499),
							.living = opt_u64(30) };
	judge(&b);
	ck_assert(!says(&expect(&b, F_PERCPU)->evidence,
			"removed cgroups still hold"));
	forget(&b);
	b.snap.detail.cgroups.dying = opt_u64(500);
	strcpy(b.snap.detail.cgroups.where, "/a\nb");
	judge(&b);
	ck_assert(says(&expect(&b, F_PERCPU)->evidence,
		       "500 removed cgroups still hold"));
	ck_assert(says(&expect(&b, F_PERCPU)->evidence, "below /a\\x0ab"));
	forget(&b);
}
END_TEST

START_TEST(what_is_asked_for)
{
	struct bench b;

	machine(&b);
	/* an idle machine is asked nothing */
	set(&b, MEM_FREE, 7 * GIB - 500 * MIB);
	ck_assert_int_eq(account(&b.snap, &b.acct), 0);
	ck_assert_uint_eq(diagnose_wants_detail(&b.snap, &b.acct), 0);
	account_free(&b.acct);
	set(&b, MEM_PAGE_TABLES, 600 * MIB);
	set(&b, MEM_VMALLOC_USED, 130 * MIB);
	add_map(&b, 1, 110 * MIB, COUNTED_VMALLOC);
	ck_assert_int_eq(account(&b.snap, &b.acct), 0);
	ck_assert_uint_eq(diagnose_wants_detail(&b.snap, &b.acct),
			  DETAIL_TASKS | DETAIL_BPF | DETAIL_OWNERS);
	account_free(&b.acct);
}
END_TEST

START_TEST(names_that_are_known)
{
	struct vmalloc_caller c = { .name = "kernel_clone", .stacks = true };
	struct bpf_object o = { .type = 27 };

	ck_assert_str_eq(slab_meaning("nf_conntrack")->module, "nf_conntrack");
	ck_assert_str_eq(slab_meaning("dentry")->means,
			 slab_meaning("dentry(1:system)")->means);
	ck_assert_ptr_null(slab_meaning("no such cache"));
	ck_assert_ptr_null(slab_meaning(""));
	ck_assert_str_eq(vmalloc_kind(&c), "kernel stacks");
	c = (struct vmalloc_caller){ .name = "f", .module = "nvidia" };
	ck_assert_str_eq(vmalloc_kind(&c), "graphics");
	c = (struct vmalloc_caller){ .name = "f" };
	ck_assert_ptr_null(vmalloc_kind(&c));
	ck_assert_str_eq(bpf_type_name(&o), "ringbuf");
	o.type = 999;
	ck_assert_str_eq(bpf_type_name(&o), "other");
	ck_assert_int_eq(bpf_map_counted_in(27, 0, MIB), COUNTED_NOWHERE);
	ck_assert_int_eq(bpf_map_counted_in(1, 1, MIB), COUNTED_SLAB);
	ck_assert_int_eq(bpf_map_counted_in(1, 0, MIB), COUNTED_VMALLOC);
	ck_assert_int_eq(bpf_map_counted_in(2, 0, 4096), COUNTED_SLAB);
	ck_assert_int_eq(bpf_map_counted_in(6, 0, MIB), COUNTED_PERCPU);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("drill");

	tcase_add_test(t, waste_is_what_objects_in_use_do_not_need);
	tcase_add_test(t, why_a_process_has_page_tables);
	tcase_add_test(t, the_largest_processes_first);
	tcase_add_test(t, one_stack_is_a_power_of_two);
	tcase_add_test(t, shared_memory_without_a_name);
	tcase_add_test(t, bpf_below_and_above_its_threshold);
	tcase_add_test(t, bpf_in_the_slab_is_told);
	tcase_add_test(t, bpf_pages_in_no_counter_are_rows);
	tcase_add_test(t, bpf_that_is_most_of_vmalloc_is_told_once);
	tcase_add_test(t, page_tables_of_shared_memory);
	tcase_add_test(t, removed_cgroups_explain_percpu);
	tcase_add_test(t, what_is_asked_for);
	tcase_add_test(t, names_that_are_known);
	return tap_run(t);
}
