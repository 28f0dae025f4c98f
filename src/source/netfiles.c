/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/netfiles.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "source/source.h"
#include "model/gap.h"
#include "model/netns.h"
#include "model/protocol.h"
#include "parse/net/net.h"
#include "util/buf.h"
#include "util/span.h"

/* What a file is read into. */
struct targets {
	struct sockstat *stat;
	struct netcounters *counters;
	struct protocols *protocols;
	struct opt_u64 *inuse; /* PROTO_N */
};

struct netfile {
	const char *name; /* also the gap's */
	const char *effect;
	bool ipv6; /* absent from a kernel without IPv6 */
	int (*parse)(struct span text, const struct targets *to, unsigned *bad);
};

static int read_sockstat(struct span text, const struct targets *to,
			 unsigned *bad)
{
	return parse_sockstat(text, to->stat, bad);
}

static int read_snmp(struct span text, const struct targets *to, unsigned *bad)
{
	return parse_snmp(text, to->counters, bad);
}

static int read_snmp6(struct span text, const struct targets *to, unsigned *bad)
{
	return parse_snmp6(text, to->counters, bad);
}

static int read_protocols(struct span text, const struct targets *to,
			  unsigned *bad)
{
	return parse_protocols(text, to->protocols, bad);
}

static int read_inuse(struct span text, const struct targets *to, unsigned *bad)
{
	return parse_protocol_counts(text, to->inuse, bad);
}

static const struct netfile sockstat_files[] = {
	{ "sockstat",
	  "the kernel's count of sockets and of their memory is "
	  "not known",
	  false, read_sockstat },
	{ "sockstat6", "the number of IPv6 sockets is not known", true,
	  read_sockstat },
};

static const struct netfile counter_files[] = {
	{ "snmp", "drops of UDP over IPv4 are not known", false, read_snmp },
	{ "snmp6", "drops of UDP over IPv6 are not known", true, read_snmp6 },
	{ "netstat", "TCP's prunes and memory pressure are not known", false,
	  read_snmp },
};

static const struct netfile protocols_file = {
	"protocols", "the protocols' memory pressure is not known", false,
	read_protocols
};

static const struct netfile inuse_file = {
	"protocols", "which families have sockets is not known", false,
	read_inuse
};

#define LENGTH(a) (sizeof(a) / sizeof(*(a)))

static int read_files(const struct source *src, const char *dir,
		      struct gaps *gaps, const struct netfile *files, size_t n,
		      const struct targets *to)
{
	struct buf text = { 0 };
	int err = 0;

	for (size_t i = 0; i < n && err != -ENOMEM; i++) {
		const struct netfile *f = &files[i];
		unsigned bad = 0;
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", dir, f->name);
		err = source_read(src, path, &text);
		if (err == -ENOENT && f->ipv6 && !src->capture)
			continue;
		if (!err)
			err = f->parse(span_of(text.data, text.len), to, &bad);
		if (err || bad)
			gaps_add(gaps, f->name, err, f->effect, "%s", path);
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

int netfiles_sockstat(const struct source *src, const char *dir,
		      struct gaps *gaps, struct sockstat *ret)
{
	const struct targets to = { .stat = ret };

	return read_files(src, dir, gaps, sockstat_files,
			  LENGTH(sockstat_files), &to);
}

int netfiles_counters(const struct source *src, const char *dir,
		      struct gaps *gaps, struct netns *ns)
{
	const struct targets to = { .counters = &ns->counters };

	return read_files(src, dir, gaps, counter_files, LENGTH(counter_files),
			  &to);
}

int netfiles_inuse(const struct source *src, const char *dir, struct gaps *gaps,
		   struct netns *ns)
{
	const struct targets to = { .inuse = ns->inuse };

	return read_files(src, dir, gaps, &inuse_file, 1, &to);
}

int netfiles_protocols(const struct source *src, const char *dir,
		       struct gaps *gaps, struct protocols *ret)
{
	const struct targets to = { .protocols = ret };

	return read_files(src, dir, gaps, &protocols_file, 1, &to);
}
