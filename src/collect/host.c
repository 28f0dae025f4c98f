/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "model/snapshot.h"
#include "source/host.h"
#include "source/source.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/span.h"

static struct opt_u64 from_sysconf(int name)
{
	long v = sysconf(name);

	return v > 0 ? opt_u64((uint64_t)v) : (struct opt_u64){ 0 };
}

static struct opt_u64 known_ms(clockid_t clock)
{
	int64_t ms = clock_ms(clock);

	return ms ? opt_u64((uint64_t)ms) : (struct opt_u64){ 0 };
}

static void boot_id(const struct source *src, struct host *h)
{
	struct buf text = { 0 };
	struct span s, line;

	if (!source_read(src, "proc/sys/kernel/random/boot_id", &text)) {
		s = span_of(text.data, text.len);
		if (span_line(&s, &line))
			span_copy(line, h->boot_id, sizeof(h->boot_id));
	}
	buf_free(&text);
}

static void live_host(const struct source *src, struct snapshot *snap)
{
	struct host *h = &snap->host;
	struct utsname u;

	snap->time_ms = known_ms(CLOCK_REALTIME);
	if (!uname(&u)) {
		snprintf(h->name, sizeof(h->name), "%s", u.nodename);
		snprintf(h->kernel, sizeof(h->kernel), "%s", u.release);
		snprintf(h->arch, sizeof(h->arch), "%s", u.machine);
	}
	h->page_size = from_sysconf(_SC_PAGESIZE);
	h->cpus = from_sysconf(_SC_NPROCESSORS_ONLN);
	h->uptime_ms = known_ms(CLOCK_BOOTTIME);
	h->awake_ms = known_ms(CLOCK_MONOTONIC);
	boot_id(src, h);
}

void collect_host(struct collect *c)
{
	live_host(&c->src, c->snap);
	host_version(c->snap);
}
