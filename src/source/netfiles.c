/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/netfiles.h"

#include <errno.h>
#include <unistd.h>

#include "model/snapshot.h"
#include "parse/net/net.h"
#include "parse/net/netqueue.h"
#include "source/facts.h"
#include "source/source.h"

#define SYSCTL "proc/sys/net/"
#define LENGTH(a) (sizeof(a) / sizeof(*(a)))

/* Fewer are far from any limit that somebody would set. */
#define TIME_WAIT_MANY 1000

FACTS_PARSER(parse_sockstat)
FACTS_PARSER(parse_snmp)
FACTS_PARSER(parse_snmp6)
FACTS_PARSER(parse_protocols)
FACTS_PARSER(parse_protocol_counts)
FACTS_PARSER(parse_nfqueue)
FACTS_PARSER(parse_netstat_statistics)
FACTS_PARSER(parse_tcp_memory_log)

/* struct sockstat */
static const struct facts_file sockstat_files[] = {
	{ .path = "sockstat",
	  .parse = read_parse_sockstat,
	  .what = "sockstat",
	  .effect = "the kernel's count of sockets and of their memory is "
		    "not known" },
	{ .path = "sockstat6",
	  .parse = read_parse_sockstat,
	  .what = "sockstat6",
	  .effect = "the number of IPv6 sockets is not known",
	  .flags = FACTS_OPTIONAL_LIVE },
};

/* struct netns; snmp6 adds to what snmp has */
static const struct facts_file counter_files[] = {
	{ .path = "snmp",
	  .parse = read_parse_snmp,
	  .offset = offsetof(struct netns, counters),
	  .what = "snmp",
	  .effect = "drops of UDP over IPv4 are not known" },
	{ .path = "snmp6",
	  .parse = read_parse_snmp6,
	  .offset = offsetof(struct netns, counters),
	  .what = "snmp6",
	  .effect = "drops of UDP over IPv6 are not known",
	  .flags = FACTS_OPTIONAL_LIVE },
	{ .path = "netstat",
	  .parse = read_parse_snmp,
	  .offset = offsetof(struct netns, counters),
	  .what = "netstat",
	  .effect = "TCP's prunes and memory pressure are not known" },
};

static const struct facts_file statistics_file = {
	.path = "/sos_commands/networking/netstat_-s",
	.parse = read_parse_netstat_statistics,
	.offset = offsetof(struct netns, counters),
	.what = "netstat -s",
	.effect = "drops of UDP and TCP are not known",
	.flags = FACTS_OPTIONAL,
};

/* struct protocols */
static const struct facts_file log_file = {
	.path = "/sos_commands/kernel/dmesg",
	.parse = read_parse_tcp_memory_log,
	.offset = offsetof(struct protocols, log_tcp_memory),
	.what = "dmesg",
	.effect = "what the kernel said of TCP's memory is not known",
	.flags = FACTS_OPTIONAL,
};

static const struct facts_file inuse_file = {
	.path = "protocols",
	.parse = read_parse_protocol_counts,
	.offset = offsetof(struct netns, inuse),
	.what = "protocols",
	.effect = "which families have sockets is not known",
};

/* struct protocols */
static const struct facts_file protocols_file = {
	.path = "protocols",
	.parse = read_parse_protocols,
	.what = "protocols",
	.effect = "the protocols' memory pressure is not known",
};

/* struct nfqueues; mode 0440, and its owner is the namespace's root */
static const struct facts_file nfqueue_file = {
	.path = "netfilter/nfnetlink_queue",
	.parse = read_parse_nfqueue,
	.what = "nfnetlink_queue",
	.effect = "packets that wait for a program are not counted",
	.flags = FACTS_OPTIONAL | FACTS_GUARDED,
};

#define LIMIT(gap, name, type, member, n)                          \
	{                                                          \
		.path = SYSCTL name, .what = (gap),                \
		.effect = "this limit is unknown", .numbers = (n), \
		.offset = offsetof(type, member),                  \
	}

static const struct facts_file host_limits[] = {
	LIMIT("udp_mem", "ipv4/udp_mem", struct protocols,
	      v[PROTO_UDP].limit_pages, 3),
	LIMIT("tcp_mem", "ipv4/tcp_mem", struct protocols,
	      v[PROTO_TCP].limit_pages, 3),
	LIMIT("tcp_max_orphans", "ipv4/tcp_max_orphans", struct protocols,
	      tcp_max_orphans, 1),
	LIMIT(NULL, "ipv4/tcp_max_tw_buckets", struct protocols, tcp_max_tw, 1),
	LIMIT(NULL, "core/mem_pcpu_rsv", struct protocols, mem_pcpu_rsv_pages,
	      1),
};

static const struct {
	struct facts_file file;
	size_t used;	/* of struct opt_i64 in struct netns */
	int64_t enough; /* of it, to make the limit matter */
} limits[] = {
	{ LIMIT("ipfrag_high_thresh", "ipv4/ipfrag_high_thresh", struct netns,
		frag_high_bytes, 1),
	  offsetof(struct netns, stat.frag_bytes), 1 },
	{ LIMIT("ip6frag_high_thresh", "ipv6/ip6frag_high_thresh", struct netns,
		frag6_high_bytes, 1),
	  offsetof(struct netns, stat.frag6_bytes), 1 },
	{ LIMIT(NULL, "ipv4/tcp_max_tw_buckets", struct netns, tcp_max_tw, 1),
	  offsetof(struct netns, stat.tcp_tw), TIME_WAIT_MANY },
};

static int read_files(const struct source *src, const char *dir,
		      struct gaps *gaps, const struct facts_file *rows,
		      size_t n, void *to)
{
	struct facts f = { .src = src, .gaps = gaps, .dir = dir };
	int err = facts_read_all(&f, rows, n, to);

	buf_free(&f.text);
	return err;
}

int netfiles_sockstat(const struct source *src, const char *dir,
		      struct gaps *gaps, struct sockstat *ret)
{
	return read_files(src, dir, gaps, sockstat_files,
			  LENGTH(sockstat_files), ret);
}

int netfiles_counters(const struct source *src, const char *dir,
		      struct gaps *gaps, struct netns *ns)
{
	return read_files(src, dir, gaps, counter_files, LENGTH(counter_files),
			  ns);
}

int netfiles_statistics(const struct source *src, struct gaps *gaps,
			struct netns *ns)
{
	const struct netcounters *c = &ns->counters;

	if (c->udp_in_datagrams.known || c->udp_in_errors.known ||
	    c->tcp_in_segments.known)
		return 0;
	return read_files(src, NULL, gaps, &statistics_file, 1, ns);
}

int netfiles_log(const struct source *src, struct gaps *gaps,
		 struct protocols *ret)
{
	return read_files(src, NULL, gaps, &log_file, 1, ret);
}

int netfiles_inuse(const struct source *src, const char *dir, struct gaps *gaps,
		   struct netns *ns)
{
	return read_files(src, dir, gaps, &inuse_file, 1, ns);
}

int netfiles_protocols(const struct source *src, const char *dir,
		       struct gaps *gaps, struct protocols *ret)
{
	return read_files(src, dir, gaps, &protocols_file, 1, ret);
}

int netfiles_nfqueue(const struct source *src, const char *dir, uint32_t netns,
		     struct snapshot *snap)
{
	size_t first = snap->nfqueues.n;
	int err = read_files(src, dir, &snap->gaps, &nfqueue_file, 1,
			     &snap->nfqueues);

	for (size_t i = first; i < snap->nfqueues.n; i++)
		snap->nfqueues.v[i].netns = netns;
	return err;
}

int netfiles_limits(const struct source *src, struct gaps *gaps,
		    struct netns *ns)
{
	int err = 0;

	for (size_t i = 0; !err && i < LENGTH(limits); i++) {
		const struct opt_i64 *used =
			(const void *)((const char *)ns + limits[i].used);

		if (used->known && used->v >= limits[i].enough)
			err = read_files(src, NULL, gaps, &limits[i].file, 1,
					 ns);
	}
	return err;
}

int netfiles_host_limits(const struct source *src, struct snapshot *snap)
{
	return read_files(src, NULL, &snap->gaps, host_limits,
			  LENGTH(host_limits), &snap->protocols);
}

bool netfiles_in_initial_netns(const struct source *src)
{
	return !faccessat(src->root, SYSCTL "ipv4/udp_mem", F_OK, 0);
}
