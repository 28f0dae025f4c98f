/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render_machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define COMM "friend_push"

static void make_host(struct snapshot *s)
{
	s->source = SOURCE_LIVE;
	s->time_ms = opt_u64(1795359871120); /* 2026-11-22T15:04:31.120Z */
	s->uid = opt_u64(0);
	s->privileged = true;
	strcpy(s->host.name, "db-07");
	strcpy(s->host.kernel, "6.1.0-18");
	s->host.page_size = opt_u64(4096);
	s->host.uptime_ms = opt_u64(1234567);
	s->host.kernel_version = opt_u64(KERNEL(6, 1));
	s->memory.info.v[MEM_ANON_PAGES] = opt_u64(400 * MIB);
	s->memory.info.v[MEM_SWAP_TOTAL] = opt_u64(64 * MIB);
	s->memory.info.v[MEM_SWAP_FREE] = opt_u64(60 * MIB);
	s->memory.psi = (struct psi){ true, 0.25, 0.0 };
}

static void make_lists(struct machine *m)
{
	struct snapshot *s = &m->snap;

	m->netns[0] = (struct netns){ .inode = 4026531840,
				      .name = "host",
				      .access = NETNS_DUMPED,
				      .initial = true };
	m->netns[1] = (struct netns){ .inode = 4026532001,
				      .access = NETNS_UNREADABLE };
	s->netns = (struct netnses){ m->netns, 2, 2 };
	m->processes[0] = (struct process){ .pid = 42, .comm = HOSTILE };
	m->processes[1] = (struct process){ .pid = 8570,
					    .uid = 1000,
					    .comm = COMM,
					    .pss_bytes = opt_u64(300 * MIB) };
	m->processes[2] = (struct process){ .pid = 8572,
					    .uid = 1000,
					    .comm = COMM,
					    .pss_bytes = opt_u64(2 * MIB) };
	s->processes = (struct processes){ .v = m->processes,
					   .n = 3,
					   .known = true,
					   .pss = true,
					   .kernel_threads = 60,
					   .unreadable = 1 };
	m->slabs[0] = (struct slab_cache){ .name = "dentry",
					   .objects = 10,
					   .object_bytes = 192,
					   .bytes = 4 * MIB,
					   .reclaimable = opt_u64(1) };
	m->slabs[1] = (struct slab_cache){ .name = "kmalloc-2k",
					   .objects = 4000,
					   .object_bytes = 2048,
					   .bytes = 8 * MIB,
					   .reclaimable = opt_u64(0) };
	s->memory.slabs = (struct slabs){
		.v = m->slabs, .n = 2, .cap = 2, .known = true
	};
	m->gaps[0] = (struct gap){ "smaps_rollup", 2, EACCES, HOSTILE,
				   "these processes are not split up" };
	s->gaps = (struct gaps){ m->gaps, 1, 1 };
}

static void make_udp(struct machine *m)
{
	struct sock *s = &m->socks[S_UDP];

	*s = (struct sock){
		.cookie = UINT64_MAX,
		.cgroup_id = 44,
		.inode = 12345,
		.uid = 1000,
		.rqueue = 8388608,
		.proto = PROTO_UDP,
		.family = AF_INET6,
		.state = SOCK_CLOSE,
		.has_mem = 1,
		.has_drops = 1,
		.via = VIA_FD,
		.sport = 9743,
		.first_owner = 0,
		.n_owners = 3,
	};
	s->mem = (struct skmem){ .rmem_alloc = 8389440,
				 .rcvbuf = 8388608,
				 .fwd_alloc = -4096,
				 .drops = 412 };
	m->owners[0] = (struct sock_owner){ S_UDP, 8570, 7 };
	m->owners[1] = (struct sock_owner){ S_UDP, 8570, 9 };
	m->owners[2] = (struct sock_owner){ S_UDP, 8572, -1 };
	m->snap.owners = (struct sock_owners){ m->owners, 3, 3 };
	m->snap.owners_looked_for = true;
}

static void make_sockets(struct machine *m)
{
	struct sock base = { .proto = PROTO_TCP,
			     .family = AF_INET,
			     .has_mem = 1,
			     .local = { 10, 0, 0, 7 },
			     .peer = { 10, 0, 0, 9 },
			     .sport = 5512,
			     .dport = 53 };

	make_udp(m);
	m->socks[S_TIME_WAIT] = base;
	m->socks[S_TIME_WAIT].has_mem = 0;
	m->socks[S_TIME_WAIT].state = SOCK_TIME_WAIT;
	m->socks[S_TIME_WAIT].timer = TIMER_TIMEWAIT;
	m->socks[S_CHILD] = base;
	m->socks[S_CHILD].state = SOCK_ESTABLISHED;
	m->socks[S_CHILD].via = VIA_ACCEPT_QUEUE;
	m->socks[S_CHILD].netns = 1;
	m->socks[S_CHILD].rqueue = 1000;
	m->socks[S_CHILD].mem = (struct skmem){ .rmem_alloc = 2304,
						.wmem_alloc = 100,
						.wmem_queued = 70 };
	m->socks[S_LISTEN] = base;
	m->socks[S_LISTEN].state = SOCK_LISTEN;
	m->socks[S_LISTEN].inode = 77;
	m->socks[S_LISTEN].rqueue = 20;
	m->socks[S_LISTEN].wqueue = 4096;
	memset(m->socks[S_LISTEN].peer, 0, 16);
	memset(m->socks[S_LISTEN].local, 0, 16);
	m->socks[S_LISTEN].dport = 0;
	m->socks[S_LINK_LOCAL] = m->socks[S_UDP];
	m->socks[S_LINK_LOCAL].n_owners = 0;
	m->socks[S_LINK_LOCAL].via = VIA_NONE;
	m->socks[S_LINK_LOCAL].rqueue = 5000;
	m->socks[S_LINK_LOCAL].cookie = 5;
	m->socks[S_LINK_LOCAL].ifindex = 2;
	memcpy(m->socks[S_LINK_LOCAL].local,
	       (uint8_t[16]){ 0xfe, 0x80, [15] = 1 }, 16);
	m->snap.socks = (struct socks){ .v = m->socks, .n = S_N };
	m->snap.protocols.v[PROTO_TCP].complete = true;
	m->snap.protocols.v[PROTO_UDP].complete = true;
	m->snap.protocols.v[PROTO_TCP].dumped = true;
	m->snap.protocols.v[PROTO_TCP].totals.sockets = 400;
	m->snap.protocols.v[PROTO_UDP].dumped = true;
	m->snap.protocols.v[PROTO_UDP].totals.sockets = 100;
	m->snap.protocols.v[PROTO_UDP].totals.holding = 2;
}

static void make_sums(struct machine *m)
{
	struct account *a = &m->acct;

	a->id = (struct identity){ .total = opt_u64(1000 * MIB),
				   .free = opt_i64(500 * MIB),
				   .processes = opt_i64(410 * MIB),
				   .cache = opt_i64(-20 * MIB),
				   .shared = opt_i64(10 * MIB),
				   .hugetlb = opt_i64(0),
				   .kernel = opt_i64(100 * MIB),
				   .error = opt_u64(MIB),
				   .available = opt_u64(600 * MIB) };
	a->id.pss.total = opt_u64(302 * MIB);
	a->id.pss.file = opt_u64(9 * MIB);
	a->kernel.slab_unreclaimable = opt_i64(60 * MIB);
	a->kernel.unaccounted = opt_i64(40 * MIB);
	a->kernel.kmalloc_large = opt_i64(6 * MIB);
	a->kernel.of_sockets = opt_u64(8 * MIB);
	a->kernel.other[0] = (struct other_part){ "packet-rings", 32 * MIB,
						  BASIS_ESTIMATE, 42, HOSTILE };
	a->kernel.n_other = 1;
	a->proto[PROTO_UDP] = (struct proto_sum){
		.sockets = opt_u64(100),
		.used = opt_u64(8 * MIB),
		.limits = { opt_u64(10 * MIB), opt_u64(12 * MIB),
			    opt_u64(20 * MIB) },
		.effective = opt_u64(8 * MIB),
		.limit = opt_u64(10 * MIB),
		.ratio = 0.8123456789,
		.charged = opt_i64(8 * MIB),
		.unseen = opt_i64(-1),
	};
	a->proto[PROTO_TCP].state = PROTO_STATE_UNKNOWN;
	m->holders[0] = (struct holder){ 8570, 1, 8388608, 412 };
	m->holders[1] = (struct holder){ 8572, 1, 8388608, 412 };
	a->holders = m->holders;
	a->n_holders = 2;
	a->sock_rank = memcpy(m->sock_rank,
			      (uint32_t[]){ S_UDP, S_LINK_LOCAL, S_CHILD,
					    S_LISTEN, S_TIME_WAIT },
			      sizeof(m->sock_rank));
	a->process_rank = memcpy(m->process_rank, (uint32_t[]){ 1, 2, 0 },
				 sizeof(m->process_rank));
	a->slab_rank = memcpy(m->slab_rank, (uint32_t[]){ 1, 0 },
			      sizeof(m->slab_rank));
}

static void make_findings(struct machine *m)
{
	static char title[] = "100 UDP sockets of friend\\x5cpush hold 8 MiB "
			      "of datagrams that nobody reads";
	static char evidence[] = "their queues are full.";
	static char evidence2[] = "no thread sleeps in a read of them";
	static char remedy[] = "restart friend_push";
	static char other[] = "slab is large";
	struct finding *f = m->finding;

	m->texts[0] = evidence;
	m->texts[1] = evidence2;
	m->texts[2] = remedy;
	m->pids[0] = 8570;
	m->pids[1] = 8572;
	m->cookies[0] = UINT64_MAX;
	f[0] = (struct finding){ .code = F_UDP_UNREAD,
				 .severity = SEV_CRITICAL,
				 .confidence = CONF_MEDIUM,
				 .bytes = opt_i64(8 * MIB),
				 .title = title,
				 .evidence = { m->texts, 2, 2 },
				 .remedy = { m->texts + 2, 1, 1 } };
	f[0].subject = (struct subject){ .pids = m->pids,
					 .n_pids = 2,
					 .comm = HOSTILE,
					 .cookies = m->cookies,
					 .n_cookies = 1,
					 .socket_count = 100 };
	f[1] = (struct finding){ .code = F_SLAB_UNRECLAIMABLE,
				 .severity = SEV_NOTICE,
				 .confidence = CONF_HIGH,
				 .title = other };
	m->sock_code[S_UDP] = F_UDP_UNREAD;
	m->findings = (struct findings){ f, 2, 2, m->sock_code };
}

void machine_init(struct machine *m)
{
	memset(m, 0, sizeof(*m));
	make_host(&m->snap);
	make_lists(m);
	make_sockets(m);
	make_sums(m);
	make_findings(m);
	snapshot_add_cgroup(&m->snap, 44, "/system.slice/" HOSTILE);
	m->report = (struct report){
		&m->snap,     &m->acct,
		&m->findings, { .top = 20, .version = "0.1.0" },
		NULL,	      NULL
	};
}

void machine_free(struct machine *m)
{
	free(m->snap.cgroups.v);
	buf_free(&m->snap.strings);
}

char *machine_render(const struct machine *m,
		     int (*render)(const struct report *r, FILE *out),
		     int *ret_err)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	*ret_err = out ? render(&m->report, out) : -ENOMEM;
	if (out)
		fclose(out);
	return text;
}
