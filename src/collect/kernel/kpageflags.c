/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "util/clock.h"

#define WHAT "kpageflags"
#define EFFECT "the pages themselves were not counted"
#define CHUNK 16384 /* pages at a time */

/* include/uapi/linux/kernel-page-flags.h; 32 is kernel-page-flags.h's own */
enum {
	KPF_LRU = 5,
	KPF_SLAB = 7,
	KPF_BUDDY = 10,
	KPF_MMAP = 11,
	KPF_ANON = 12,
	KPF_SWAPBACKED = 14,
	KPF_COMPOUND_HEAD = 15,
	KPF_COMPOUND_TAIL = 16,
	KPF_HUGE = 17,
	KPF_HWPOISON = 19,
	KPF_NOPAGE = 20,
	KPF_OFFLINE = 23,
	KPF_ZERO_PAGE = 24,
	KPF_PGTABLE = 26,
	KPF_RESERVED = 32,
};

#define BIT(n) (UINT64_C(1) << (n))

/* The first row that fits stands. */
static const struct {
	uint64_t all; /* these bits are set */
	enum page_class class;
} rules[] = {
	{ BIT(KPF_NOPAGE), PG_NOPAGE },
	{ BIT(KPF_HWPOISON), PG_POISONED },
	{ BIT(KPF_OFFLINE), PG_OFFLINE },
	{ BIT(KPF_BUDDY), PG_FREE },
	{ BIT(KPF_SLAB), PG_SLAB },
	{ BIT(KPF_HUGE), PG_HUGETLB },
	{ BIT(KPF_PGTABLE), PG_PGTABLE },
	{ BIT(KPF_ZERO_PAGE), PG_OTHER },
	{ BIT(KPF_ANON), PG_ANON },
	{ BIT(KPF_LRU) | BIT(KPF_SWAPBACKED), PG_SHMEM },
	{ BIT(KPF_LRU), PG_FILE },
	{ BIT(KPF_RESERVED), PG_RESERVED },
	{ BIT(KPF_MMAP), PG_MAPPED },
};

static enum page_class class_of(uint64_t flags)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if ((flags & rules[i].all) == rules[i].all)
			return rules[i].class;
	return PG_OTHER;
}

/* What a tail does not say of itself, its head says: kernels before 6.9. */
static void count(const uint64_t *flags, size_t n, enum page_class *head,
		  struct page_counts *ret)
{
	for (size_t i = 0; i < n; i++) {
		enum page_class class = class_of(flags[i]);

		if (flags[i] & BIT(KPF_COMPOUND_HEAD))
			*head = class;
		else if (flags[i] & BIT(KPF_COMPOUND_TAIL) &&
			 (class == PG_OTHER || class == PG_MAPPED))
			class = *head;
		ret->pages[class]++;
	}
}

static int walk(int fd, uint64_t *buf, struct page_counts *ret)
{
	enum page_class head = PG_OTHER;
	ssize_t n;

	while ((n = read(fd, buf, CHUNK * sizeof(*buf))) > 0)
		count(buf, (size_t)n / sizeof(*buf), &head, ret);
	return n < 0 ? -errno : 0;
}

int detail_pages(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	struct page_counts counts = { 0 };
	uint64_t start = (uint64_t)clock_us(CLOCK_MONOTONIC);
	uint64_t *buf;
	int fd, err;

	if (src->capture)
		return 0;
	fd = source_open(src, "proc/kpageflags", O_RDONLY);
	if (fd < 0) {
		gaps_add(&snap->gaps, WHAT, fd, EFFECT, "/proc/kpageflags");
		return 0;
	}
	buf = malloc(CHUNK * sizeof(*buf));
	err = buf ? walk(fd, buf, &counts) : -ENOMEM;
	free(buf);
	close(fd);
	if (err == -ENOMEM)
		return err;
	if (err) {
		gaps_add(&snap->gaps, WHAT, err, EFFECT, "/proc/kpageflags");
		return 0;
	}
	counts.known = true;
	counts.microseconds = (uint64_t)clock_us(CLOCK_MONOTONIC) - start;
	snap->detail.pages = counts;
	return 0;
}
