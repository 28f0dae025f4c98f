/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/perf_ring.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* 32 KiB a CPU: some 400 records, read every few ms. */
#define DATA_PAGES 8
#define RECORD_MAX 1024

static int open_event(int cpu, uint64_t tracepoint)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = tracepoint,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_RAW,
		.disabled = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1,
			  PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

int perf_ring_open(int cpu, const uint64_t *tracepoints, size_t n,
		   struct perf_ring *ret)
{
	struct perf_ring r = { .fd = { -1, -1 } };
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int err = 0;

	for (size_t i = 0; i < n && i < PERF_RING_EVENTS_MAX; i++) {
		r.fd[i] = open_event(cpu, tracepoints[i]);
		if (r.fd[i] < 0) {
			err = r.fd[i];
			goto fail;
		}
		if (ioctl(r.fd[i], PERF_EVENT_IOC_ID, &r.id[i]))
			goto fail_errno;
	}
	r.size = (1 + DATA_PAGES) * page;
	r.map = mmap(NULL, r.size, PROT_READ | PROT_WRITE, MAP_SHARED, r.fd[0],
		     0);
	if (r.map == MAP_FAILED) {
		r.map = NULL;
		goto fail_errno;
	}
	for (size_t i = 1; i < n && i < PERF_RING_EVENTS_MAX; i++)
		if (ioctl(r.fd[i], PERF_EVENT_IOC_SET_OUTPUT, r.fd[0]))
			goto fail_errno;
	*ret = r;
	return 0;
fail_errno:
	err = -errno;
fail:
	perf_ring_close(&r);
	return err;
}

static void tell(const struct perf_ring *r, unsigned long request)
{
	for (size_t i = 0; i < PERF_RING_EVENTS_MAX; i++)
		if (r->fd[i] >= 0)
			(void)ioctl(r->fd[i], request, 0);
}

void perf_ring_enable(struct perf_ring *r)
{
	tell(r, PERF_EVENT_IOC_ENABLE);
}

void perf_ring_disable(struct perf_ring *r)
{
	tell(r, PERF_EVENT_IOC_DISABLE);
}

/* A record may lie across the end of the ring. */
static void copy_out(const struct perf_ring *r, uint64_t from, void *to,
		     size_t n)
{
	const struct perf_event_mmap_page *head = r->map;
	const char *data = (const char *)r->map + head->data_offset;

	for (size_t i = 0; i < n; i++)
		((char *)to)[i] = data[(from + i) % head->data_size];
}

struct sample {
	struct perf_event_header header;
	uint64_t id;
	uint32_t raw_size;
	char raw[];
};

struct lost {
	struct perf_event_header header;
	uint64_t id;
	uint64_t lost;
};

static void take_record(struct perf_ring *r, const void *record, size_t size,
			void (*take)(size_t, const void *, size_t, void *),
			void *arg)
{
	const struct sample *s = record;
	const struct lost *l = record;
	const size_t raw_at = offsetof(struct sample, raw);

	if (s->header.type == PERF_RECORD_LOST && size >= sizeof(*l))
		r->lost += l->lost;
	if (s->header.type != PERF_RECORD_SAMPLE || size < raw_at ||
	    s->raw_size > size - raw_at)
		return;
	for (size_t i = 0; i < PERF_RING_EVENTS_MAX; i++)
		if (r->fd[i] >= 0 && r->id[i] == s->id)
			take(i, s->raw, s->raw_size, arg);
}

void perf_ring_read(struct perf_ring *r,
		    void (*take)(size_t event, const void *raw, size_t size,
				 void *arg),
		    void *arg)
{
	struct perf_event_mmap_page *page = r->map;
	uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
	uint64_t tail = page->data_tail;
	union {
		struct perf_event_header header;
		uint64_t align;
		char bytes[RECORD_MAX];
	} record;

	while (head - tail >= sizeof(record.header)) {
		copy_out(r, tail, &record, sizeof(record.header));
		if (record.header.size < sizeof(record.header) ||
		    record.header.size > head - tail)
			break;
		if (record.header.size <= sizeof(record)) {
			copy_out(r, tail, &record, record.header.size);
			take_record(r, &record, record.header.size, take, arg);
		}
		tail += record.header.size;
	}
	__atomic_store_n(&page->data_tail, head, __ATOMIC_RELEASE);
}

void perf_ring_close(struct perf_ring *r)
{
	if (r->map)
		munmap(r->map, r->size);
	for (size_t i = 0; i < PERF_RING_EVENTS_MAX; i++)
		if (r->fd[i] >= 0)
			close(r->fd[i]);
	*r = (struct perf_ring){ .fd = { -1, -1 } };
}
