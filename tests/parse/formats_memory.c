/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has kernel memory: files of fds and drivers, recorded messages. */
#include <errno.h>
#include <inttypes.h>

#include "formats.h"
#include "parse/proc/files.h"
#include "parse/proc/fdinfo.h"
#include "parse/net/netdev.h"
#include "util/escape.h"

#define PAGE 4096

static void put_text(FILE *out, const char *key, struct span s)
{
	char text[512];

	if (s.len > sizeof(text) / ESCAPE_MAX)
		s.len = sizeof(text) / ESCAPE_MAX;
	escape(text, sizeof(text), s.p, s.len);
	fprintf(out, "%s=%s\n", key, text);
}

/* One text is of one kind; what it is not, its parser refuses. */
int format_fdinfo_memory(struct span text, FILE *out, unsigned *bad)
{
	struct dmabuf_info dma;
	struct drm_info drm;
	uint64_t bytes;

	(void)bad;
	if (parse_fdinfo_uring(text, PAGE, &bytes))
		fprintf(out, "uring=%" PRIu64 "\n", bytes);
	if (parse_fdinfo_dmabuf(text, &dma)) {
		fprintf(out, "dmabuf=%" PRIu64 "\n", dma.bytes);
		if (dma.inode)
			fprintf(out, "inode=%" PRIu64 "\n", dma.inode);
		if (dma.exporter.len)
			put_text(out, "exporter", dma.exporter);
	}
	if (parse_fdinfo_drm(text, &drm)) {
		fprintf(out, "~sum.drm=%" PRIu64 "\n", drm.bytes);
		if (drm.client.known)
			fprintf(out, "client=%" PRIu64 "\n", drm.client.v);
		put_text(out, "driver", drm.driver);
		if (drm.device.len)
			put_text(out, "device", drm.device);
	}
	return 0;
}

int format_maps(struct span text, FILE *out, unsigned *bad)
{
	struct map_sum sum;
	int err = parse_maps_sum(text, "anon_inode:[perf_event]", &sum);

	(void)bad;
	if (!err)
		fprintf(out, "~sum.bytes=%" PRIu64 "\n~sum.count=%" PRIu64 "\n",
			sum.bytes, sum.count);
	return err;
}

int format_trace_total(struct span text, FILE *out, unsigned *bad)
{
	uint64_t bytes;
	int err = parse_trace_total(text, &bytes);

	(void)bad;
	if (!err)
		fprintf(out, "bytes=%" PRIu64 "\n", bytes);
	return err;
}

int format_mm_stat(struct span text, FILE *out, unsigned *bad)
{
	struct zram_stat stat;
	int err = parse_zram_mm_stat(text, &stat);

	(void)bad;
	if (!err)
		fprintf(out, "original=%" PRIu64 "\nused=%" PRIu64 "\n",
			stat.original, stat.used);
	return err;
}

int format_balloon(struct span text, FILE *out, unsigned *bad)
{
	uint64_t pages;
	int err = parse_balloon_pages(text, &pages);

	(void)bad;
	if (!err)
		fprintf(out, "pages=%" PRIu64 "\n", pages);
	return err;
}

int format_sysvipc_msg(struct span text, FILE *out, unsigned *bad)
{
	struct msg_sum sum;
	int err = parse_sysvipc_msg(text, &sum, bad);

	if (!err)
		fprintf(out,
			"~sum.bytes=%" PRIu64 "\n~sum.messages=%" PRIu64
			"\n~sum.sender=%d\n",
			sum.bytes, sum.messages, (int)sum.sender);
	return err;
}

int format_page_pool(struct span text, FILE *out, unsigned *bad)
{
	struct page_pool p;
	int err = parse_page_pool(text, &p);

	(void)bad;
	if (err)
		return err;
	fprintf(out, "ifindex=%u\ninflight=%" PRIu64 "\n~sum.foreign=%d\n",
		p.ifindex, p.inflight_bytes, p.foreign);
	if (p.detached_s.known)
		fprintf(out, "detached=%" PRIu64 "\n", p.detached_s.v);
	return 0;
}

int format_page_pool_stats(struct span text, FILE *out, unsigned *bad)
{
	struct opt_u64 v[POOL_COUNTERS_N];
	uint64_t id;
	int err = parse_page_pool_stats(text, &id, v);

	(void)bad;
	if (err)
		return err;
	fprintf(out, "id=%" PRIu64 "\n", id);
	for (unsigned i = 0; i < POOL_COUNTERS_N; i++)
		if (v[i].known)
			fprintf(out, "%s=%" PRIu64 "\n",
				pool_counter_name((enum pool_counter)i),
				v[i].v);
	return 0;
}

/* The answers of RINGS_GET and CHANNELS_GET look alike: both are tried. */
int format_nic(struct span text, FILE *out, unsigned *bad)
{
	struct nic_channels c;
	struct nic_rings r;

	(void)bad;
	if (parse_nic_rings(text, &r))
		return -EINVAL;
	fprintf(out, "ifindex=%u\n~sum.rx=%u\n~sum.buffer=%u\n", r.ifindex,
		r.rx, r.buffer_size);
	fprintf(out, "~sum.bytes=%" PRIu64 "\n", nic_ring_bytes(&r, 1, 1500));
	if (!parse_nic_channels(text, &c))
		fprintf(out, "~sum.channels=%u\n", c.rx);
	return 0;
}

int format_audit(struct span text, FILE *out, unsigned *bad)
{
	uint64_t n;
	int err = parse_audit_backlog(text, &n);

	(void)bad;
	if (!err)
		fprintf(out, "backlog=%" PRIu64 "\n", n);
	return err;
}
