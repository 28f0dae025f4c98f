/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holders in the kernel that are known by name and have no code of their own. */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/kernel/company.h"
#include "model/snapshot.h"

#define SAID 3

/* An skb beside its data (skbuff_head_cache), and what is around a packet. */
#define SKB_BYTES 256
#define PACKET_ROOM 384 /* headroom and struct skb_shared_info */
#define PIECE_MIN 512

static const struct kind {
	const char *name; /* of struct consumer; "part" of the subject */
	bool lawful;	  /* somebody asked for it: no more than a notice */
	bool in_slab;
	bool overlaps; /* with rings and sockets: from a whole part on */
	const char *what;
	const char *remedy;
} kinds[] = {
	{ "perf-rings", false, false, false, "ring buffers of perf events",
	  "they go when the program closes its events or ends; perf record -m "
	  "makes them smaller" },
	{ "io-uring", false, false, false, "rings of io_uring",
	  "they go when the program closes the ring; fewer entries in "
	  "io_uring_setup() make it smaller" },
	{ "ftrace", false, false, false, "buffers of ftrace",
	  "echo 1 > /sys/kernel/tracing/buffer_size_kb gives them back once "
	  "nobody traces; instances have their own" },
	{ "ftrace-snapshot", false, false, false,
	  "the snapshot buffer of ftrace",
	  "echo 0 > /sys/kernel/tracing/snapshot frees it" },
	{ "xdp-rings", false, false, false, "rings of AF_XDP sockets",
	  "they go when the program closes the socket" },
	{ "nic-rings", true, false, false,
	  "receive rings of network interfaces",
	  "ethtool -G INTERFACE rx N, or fewer queues (ethtool -L), makes "
	  "them smaller" },
	{ "page-pool", true, false, true, "page pools of network interfaces",
	  "their pages are in the rings and in sockets: deal with findings "
	  "about queues first" },
	{ "gpu", true, false, false, "pages of the GPU",
	  "the GPU's own tools (intel_gpu_top, nvtop) show whose they are" },
	{ "sysv-messages", false, true, false, "System V message queues",
	  "ipcs -q shows the queues, ipcrm -q removes one; find who should "
	  "read them" },
	{ "audit", false, true, false, "records that wait for the audit daemon",
	  "auditctl -s shows the backlog; see whether auditd keeps up" },
	{ "dma-buf", true, false, false, "DMA buffers",
	  "they go when the programs that share the buffer close it" },
	{ "gpu-files", true, false, false, "objects of GPU clients",
	  "they go when the program closes the device or ends" },
	{ "tun-queues", true, false, false, "queues of tun and tap interfaces",
	  "see whether the program behind the interface reads; ip link set "
	  "txqueuelen bounds it" },
};

static struct finding *open_holder(struct judge *j, enum severity sev,
				   enum confidence sure, uint64_t bytes,
				   const char *part, const char *title)
{
	struct finding *f = finding_open(j, F_KERNEL_HOLDER, sev, sure,
					 opt_i64((int64_t)bytes), "%s", title);

	if (f)
		snprintf(f->subject.part, sizeof(f->subject.part), "%s", part);
	return f;
}

static enum severity judge_kind(const struct judge *j, const struct kind *k,
				uint64_t bytes, enum basis basis)
{
	enum severity sev = finding_severity(j, F_KERNEL_HOLDER, bytes);

	/* what may be nothing has to be a whole part */
	if (basis == BASIS_UPPER_BOUND || k->overlaps)
		sev = scale_judge(&j->scale, bytes, LIMIT_PART_NOTICE,
				  LIMIT_PART_WARNING);
	if (sev > SEV_NOTICE && (k->lawful || basis == BASIS_UPPER_BOUND) &&
	    !j->scale.short_of_memory)
		sev = SEV_NOTICE;
	return sev;
}

/* Its largest holders; the one that has half of it is the subject. */
static void name_holders(struct judge *j, struct finding *f,
			 const struct kind *k)
{
	const struct consumers *all = &j->snap->consumers;
	uint64_t largest = 0;
	unsigned said = 0;

	for (size_t i = 0; f && i < all->n && said < SAID; i++) {
		const struct consumer *c = &all->v[i];

		if (strcmp(c->name, k->name) ||
		    !is_worth_naming(c->bytes, largest))
			continue;
		if (c->bytes > largest)
			largest = c->bytes;
		if (c->pid)
			say(f, "%s: %s", PROCESS(c->holder, c->pid),
			    BYTES(c->bytes));
		else
			say(f, "%s: %s",
			    *c->holder ? OUTSIDE(c->holder) : "no process",
			    BYTES(c->bytes));
		if (c->pid && c->bytes >= finding_bytes(f) / 2)
			finding_blame(f, c->holder, c->pid);
		said++;
	}
}

/* All consumers of that kind, and the least sure of their figures. */
static uint64_t sum_of(const struct judge *j, const struct kind *k,
		       enum basis *ret_basis)
{
	const struct kernel_parts *p = &j->acct->kernel;
	uint64_t sum = 0;

	*ret_basis = BASIS_EXACT;
	for (size_t i = 0; i < j->snap->consumers.n; i++) {
		const struct consumer *c = &j->snap->consumers.v[i];

		if (strcmp(c->name, k->name))
			continue;
		sum += c->bytes;
		if (c->basis > *ret_basis)
			*ret_basis = c->basis;
	}
	for (size_t i = 0; !sum && i < p->n_other; i++)
		if (!strcmp(p->other[i].name, k->name))
			sum = p->other[i].bytes;
	return sum;
}

/* An upper bound is no more than what no counter has. */
static uint64_t bounded(const struct judge *j, uint64_t bytes, enum basis basis)
{
	int64_t rest = opt_i64_or0(j->acct->kernel.unaccounted);

	if (basis != BASIS_UPPER_BOUND)
		return bytes;
	if (rest <= 0)
		return 0;
	return bytes < (uint64_t)rest ? bytes : (uint64_t)rest;
}

static void judge_consumers(struct judge *j, const struct kind *k)
{
	static const enum confidence sure[] = {
		[BASIS_EXACT] = CONF_HIGH,
		[BASIS_ESTIMATE] = CONF_MEDIUM,
		[BASIS_UPPER_BOUND] = CONF_LOW,
	};
	enum basis basis;
	uint64_t bytes = sum_of(j, k, &basis);
	enum severity sev;
	struct finding *f;
	char title[160];

	bytes = bounded(j, bytes, basis);
	sev = judge_kind(j, k, bytes, basis);
	if (sev == SEV_OK)
		return;
	snprintf(title, sizeof(title), "%s %s %s", k->what,
		 basis == BASIS_UPPER_BOUND ? "may hold up to" : "hold",
		 BYTES(bytes));
	f = open_holder(j, sev, sure[basis], bytes, k->name, title);
	if (!f)
		return;
	f->in_slab = k->in_slab;
	f->upper_bound = basis == BASIS_UPPER_BOUND;
	say(f, "the figure is %s", basis_name(basis));
	name_holders(j, f, k);
	advise(f, "%s", k->remedy);
}

/* A packet lies in a piece of a power of two, beside its skb. */
static uint64_t packet_bytes(const struct qdisc *q)
{
	uint64_t each = q->packets ? q->backlog_bytes / q->packets : 0;
	uint64_t piece = PIECE_MIN;

	while (piece < each + PACKET_ROOM)
		piece *= 2;
	return q->packets * (piece + SKB_BYTES);
}

/* Packets that wait to be sent lie in kmalloc caches: that is no leak. */
static void judge_qdiscs(struct judge *j)
{
	const struct qdiscs *all = &j->snap->qdiscs;
	const struct qdisc *most = NULL;
	uint64_t sum = 0;
	enum severity sev;
	struct finding *f;
	char title[160];

	for (size_t i = 0; i < all->n; i++) {
		sum += packet_bytes(&all->v[i]);
		if (!most || packet_bytes(&all->v[i]) > packet_bytes(most))
			most = &all->v[i];
	}
	sev = finding_severity(j, F_KERNEL_HOLDER, sum);
	if (!most || sev == SEV_OK)
		return;
	snprintf(title, sizeof(title),
		 "packets that wait to be sent in queueing disciplines hold "
		 "about %s, the most in %s",
		 BYTES(sum), OUTSIDE(most->kind));
	f = open_holder(j, sev, CONF_MEDIUM, sum, "qdisc", title);
	if (!f)
		return;
	f->in_slab = true;
	say(f, "%s of interface %s: %llu packets of %s in all, %llu dropped",
	    OUTSIDE(most->kind), OUTSIDE(most->ifname), LLU(most->packets),
	    BYTES(most->backlog_bytes), LLU(most->drops));
	advise(f, "tc -s qdisc shows the queues; a smaller limit bounds them, "
		  "a delay (netem) or a rate makes them");
}

/* Tracked connections, with their extensions, which are kmalloc pieces. */
static void judge_conntrack(struct judge *j)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	const struct slab_cache *table = company_conntrack(slabs);
	uint64_t bytes = table ? table->bytes : 0;
	enum severity sev;
	struct finding *f;
	char title[160];

	for (size_t i = 0; table && i < slabs->n; i++)
		if (company_of(&slabs->v[i], table))
			bytes += slabs->v[i].bytes;
	sev = finding_severity(j, F_KERNEL_HOLDER, bytes);
	if (sev == SEV_OK)
		return;
	snprintf(title, sizeof(title),
		 "the table of tracked connections (conntrack) holds %s",
		 BYTES(bytes));
	f = open_holder(j, sev, CONF_HIGH, bytes, "conntrack", title);
	if (!f)
		return;
	f->in_slab = true;
	say(f,
	    "%llu connections; what belongs to them in kmalloc caches is "
	    "counted with them",
	    LLU(table->active));
	advise(f, "conntrack -S and -L show them; "
		  "net.netfilter.nf_conntrack_max and its timeouts bound the "
		  "table");
}

void rule_kernel_holders(struct judge *j)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		judge_consumers(j, &kinds[i]);
	judge_qdiscs(j);
	judge_conntrack(j);
}
