/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"
#include "parse/cgroup/cgroup_name.h"
#include "parse/proc/fdinfo.h"
#include "parse/memory/memory.h"
#include "parse/net/net.h"
#include "capture/normalise.h"
#include "parse/parse.h"
#include "parse/proc/files.h"
#include "parse/proc/trace_format.h"
#include "util/buf.h"
#include "util/escape.h"

#define PAGE 4096
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* A fact that is not known is not printed. */
static void put(FILE *out, const char *key, struct opt_u64 v)
{
	if (v.known)
		fprintf(out, "%s=%" PRIu64 "\n", key, v.v);
}

static void put_signed(FILE *out, const char *key, struct opt_i64 v)
{
	if (v.known)
		fprintf(out, "%s=%" PRIi64 "\n", key, v.v);
}

static int meminfo(struct span text, FILE *out, unsigned *bad)
{
	struct meminfo mi;
	int err = parse_meminfo(text, &mi, bad);

	for (unsigned i = 0; !err && i < MEMINFO_N; i++)
		put(out, meminfo_name((enum meminfo_key)i), mi.v[i]);
	return err;
}

/* As people paste it: what is left of it is read as the kernel's. */
static int meminfo_pasted(struct span text, FILE *out, unsigned *bad)
{
	struct buf b = { 0 };
	int err = buf_append(&b, text.p, text.len);

	if (!err)
		err = normalise("proc/meminfo", &b);
	if (!err)
		err = meminfo(span_of(b.data, b.len), out, bad);
	buf_free(&b);
	return err;
}

static int vmstat(struct span text, FILE *out, unsigned *bad)
{
	struct vmstat vm;
	int err = parse_vmstat(text, &vm, bad);

	if (err)
		return err;
	for (unsigned i = 0; i < VMSTAT_N; i++)
		put(out, vmstat_name((enum vmstat_key)i), vm.v[i]);
	put(out, "direct_stalls", vm.direct_stalls);
	return 0;
}

static int zoneinfo(struct span text, FILE *out, unsigned *bad)
{
	struct zoneinfo z;
	int err = parse_zoneinfo(text, &z, bad);

	if (err)
		return err;
	put(out, "pcp_pages", z.pcp_pages);
	put(out, "managed_pages", z.managed_pages);
	return 0;
}

static int slabinfo(struct span text, FILE *out, unsigned *bad)
{
	struct slabs s = { 0 };
	int err = parse_slabinfo(text, PAGE, &s, bad);

	for (size_t i = 0; !err && i < s.n; i++) {
		const struct slab_cache *c = &s.v[i];
		char name[sizeof(c->name) * ESCAPE_MAX];

		fprintf(out,
			"%s=%" PRIu64 " objects %" PRIu64 " active %" PRIu64
			" of %" PRIu64 "\n",
			escape_str(name, sizeof(name), c->name), c->bytes,
			c->objects, c->active, c->object_bytes);
	}
	if (!err)
		fprintf(out, "~whole=%d\n", s.known);
	free(s.v);
	return err;
}

static int vmallocinfo(struct span text, FILE *out, unsigned *bad)
{
	struct vmallocinfo v;
	int err = parse_vmallocinfo(text, PAGE, &v, bad);

	if (err)
		return err;
	put(out, "pages_bytes", v.pages_bytes);
	put(out, "stack_bytes", v.stack_bytes);
	return 0;
}

static int psi(struct span text, FILE *out, unsigned *bad)
{
	struct psi p;
	int err = parse_psi(text, &p, bad);

	if (!err && p.known)
		fprintf(out, "some_avg10=%.2f\nfull_avg10=%.2f\n", p.some_avg10,
			p.full_avg10);
	return err;
}

static int arcstats(struct span text, FILE *out, unsigned *bad)
{
	struct zfs_arc arc;
	int err = parse_arcstats(text, &arc, bad);

	if (err)
		return err;
	put(out, "size", arc.size_bytes);
	put(out, "c_min", arc.min_bytes);
	return 0;
}

static int sockstat(struct span text, FILE *out, unsigned *bad)
{
	struct sockstat st = { 0 };
	int err = parse_sockstat(text, &st, bad);

	if (err)
		return err;
	put_signed(out, "sockets_used", st.sockets_used);
	put_signed(out, "tcp_inuse", st.tcp_inuse);
	put_signed(out, "tcp_orphan", st.tcp_orphan);
	put_signed(out, "tcp_tw", st.tcp_tw);
	put_signed(out, "tcp_alloc", st.tcp_alloc);
	put_signed(out, "tcp_mem_pages", st.tcp_mem_pages);
	put_signed(out, "tcp6_inuse", st.tcp6_inuse);
	put_signed(out, "udp_inuse", st.udp_inuse);
	put_signed(out, "udp_mem_pages", st.udp_mem_pages);
	put_signed(out, "udp6_inuse", st.udp6_inuse);
	put_signed(out, "frag_bytes", st.frag_bytes);
	put_signed(out, "frag6_bytes", st.frag6_bytes);
	return 0;
}

static void put_counters(FILE *out, const struct netcounters *nc)
{
	put(out, "udp_in_datagrams", nc->udp_in_datagrams);
	put(out, "udp_in_errors", nc->udp_in_errors);
	put(out, "udp_rcvbuf_errors", nc->udp_rcvbuf_errors);
	put(out, "udp_mem_errors", nc->udp_mem_errors);
	put(out, "tcp_memory_pressures", nc->tcp_memory_pressures);
	put(out, "tcp_rcvq_drop", nc->tcp_rcvq_drop);
	put(out, "tcp_prunes", nc->tcp_prunes);
	put(out, "tcp_abort_on_memory", nc->tcp_abort_on_memory);
	put(out, "tcp_in_segments", nc->tcp_in_segments);
	put(out, "tcp_passive_opens", nc->tcp_passive_opens);
	put(out, "tcp_listen_overflows", nc->tcp_listen_overflows);
}

static int netstat_statistics(struct span text, FILE *out, unsigned *bad)
{
	struct netcounters nc = { 0 };
	int err = parse_netstat_statistics(text, &nc, bad);

	if (!err)
		put_counters(out, &nc);
	return err;
}

static int snmp(struct span text, FILE *out, unsigned *bad)
{
	struct netcounters nc = { 0 };
	int err = parse_snmp(text, &nc, bad);

	if (!err)
		put_counters(out, &nc);
	return err;
}

/* What was added to IPv4's part; nothing where nothing was. */
static void put_added(FILE *out, const char *key, struct opt_u64 v,
		      uint64_t before)
{
	if (v.known && v.v != before)
		put(out, key, opt_u64(v.v - before));
}

static int snmp6(struct span text, FILE *out, unsigned *bad)
{
	struct netcounters nc = { .udp_in_datagrams = opt_u64(1000),
				  .udp_rcvbuf_errors = opt_u64(100),
				  .udp_mem_errors = opt_u64(10) };
	int err = parse_snmp6(text, &nc, bad);

	if (err)
		return err;
	put_added(out, "udp_in_datagrams", nc.udp_in_datagrams, 1000);
	put_added(out, "udp_rcvbuf_errors", nc.udp_rcvbuf_errors, 100);
	put_added(out, "udp_mem_errors", nc.udp_mem_errors, 10);
	return 0;
}

static int protocols(struct span text, FILE *out, unsigned *bad)
{
	static const char *const pressures[] = { "maybe", "no", "yes" };
	struct protocols p = { 0 };
	int err = parse_protocols(text, &p, bad);

	for (unsigned i = 0; !err && i < PROTO_ACCOUNTED_N; i++) {
		const char *name = proto_name((enum proto)i);
		char key[32];

		fprintf(out, "%s_pressure=%s\n", name,
			pressures[p.v[i].pressure]);
		snprintf(key, sizeof(key), "%s_object_bytes", name);
		put(out, key, p.v[i].object_bytes);
		snprintf(key, sizeof(key), "%s_object6_bytes", name);
		put(out, key, p.v[i].object6_bytes);
	}
	return err;
}

static void put_numbers(FILE *out, const struct opt_u64 *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char key[24];

		snprintf(key, sizeof(key), "%zu", i);
		put(out, key, v[i]);
	}
}

static int sysctl(struct span text, FILE *out, unsigned *bad)
{
	struct opt_u64 v[3];
	int err = parse_sysctl(text, v, COUNT(v), bad);

	if (!err)
		put_numbers(out, v, COUNT(v));
	return err;
}

static int sysctl_list(struct span text, FILE *out, unsigned *bad)
{
	struct opt_u64 v[3];
	int err = parse_sysctl_list(text, "net.ipv4.udp_mem", v, COUNT(v), bad);

	if (!err)
		put_numbers(out, v, COUNT(v));
	return err;
}

static int sysvipc(struct span text, FILE *out, unsigned *bad)
{
	struct shm_objects all = { 0 };
	int err = parse_sysvipc_shm(text, &all, bad);

	for (size_t i = 0; !err && i < all.n; i++)
		fprintf(out,
			"%" PRIu64 "=%" PRIu64 " pid %d attached %" PRIu64 "\n",
			all.v[i].id, all.v[i].bytes, (int)all.v[i].pid,
			all.v[i].attached);
	free(all.v);
	return err;
}

static int kernel_release(struct span text, FILE *out, unsigned *bad)
{
	struct opt_u64 v = parse_kernel_release(text);

	(void)bad;
	if (!v.known)
		return -1;
	fprintf(out, "major=%" PRIu64 "\nminor=%" PRIu64 "\n", v.v >> 16,
		v.v & 0xffff);
	return 0;
}

/* Who the process of a /proc/PID/cgroup is. */
static int cgroup(struct span text, FILE *out, unsigned *bad)
{
	char name[CGROUP_NAME_MAX], shown[CGROUP_NAME_MAX * ESCAPE_MAX];
	int err = cgroup_name_of_process(text, name, sizeof(name));

	(void)bad;
	if (!err)
		fprintf(out, "name=%s\n",
			escape_str(shown, sizeof(shown), name));
	return err;
}

/* fdinfo of a UNIX socket or an io_uring instance. */
static int fdinfo(struct span text, FILE *out, unsigned *bad)
{
	struct ring_file file;
	bool before = false;
	uint64_t fds = 0;
	unsigned n = 0;

	(void)bad;
	if (parse_fdinfo_scm_fds(text, &fds))
		fprintf(out, "scm_fds=%" PRIu64 "\n", fds);
	for (; parse_fdinfo_ring_file(&text, &before, &file); n++)
		if (file.inode)
			fprintf(out, "file%u=%" PRIu64 "\n", n, file.inode);
	return 0;
}

/* format of a tracepoint: its number, two fields, the names of a few values. */
static int trace_format(struct span text, FILE *out, unsigned *bad)
{
	static const char *const fields[] = { "reason", "name", "kind" };
	struct trace_field f;
	struct span word;
	uint64_t id;

	if (parse_trace_id(text, &id))
		return -1;
	fprintf(out, "id=%" PRIu64 "\n", id);
	for (size_t i = 0; i < COUNT(fields); i++) {
		int err = parse_trace_field(text, fields[i], &f);

		*bad += err == -EINVAL;
		if (!err)
			fprintf(out, "%s=%zu+%zu\n", fields[i], f.offset,
				f.size);
		for (uint64_t v = 0; v < 8; v++)
			if (parse_trace_symbol(text, fields[i], v, &word))
				fprintf(out, "%s.%" PRIu64 "=%.*s\n", fields[i],
					v, (int)word.len, word.p);
	}
	return 0;
}

const struct format formats[] = {
	{ "alert_state", format_alert_state },
	{ "conf", format_conf },
	{ "thresholds", format_thresholds },
	{ "allocinfo", format_allocinfo },
	{ "arcstats", arcstats },
	{ "audit", format_audit },
	{ "balloon", format_balloon },
	{ "bpf_fdinfo", format_bpf_fdinfo },
	{ "cgroup", cgroup },
	{ "cgroup_stat", format_cgroup_stat },
	{ "cgroups", format_cgroups },
	{ "fdinfo", fdinfo },
	{ "fdinfo_memory", format_fdinfo_memory },
	{ "kernel_release", kernel_release },
	{ "maps", format_maps },
	{ "meminfo", meminfo },
	{ "meminfo_pasted", meminfo_pasted },
	{ "mm_stat", format_mm_stat },
	{ "netstat_statistics", netstat_statistics },
	{ "nic", format_nic },
	{ "page_pool", format_page_pool },
	{ "page_pool_stats", format_page_pool_stats },
	{ "nmt", format_nmt },
	{ "oom", format_oom },
	{ "proc_status", format_proc_status },
	{ "protocols", protocols },
	{ "ps", format_ps },
	{ "psi", psi },
	{ "recording", format_recording },
	{ "slabinfo", slabinfo },
	{ "smaps", format_smaps },
	{ "smaps_rollup", format_smaps_rollup },
	{ "task_stack", format_task_stack },
	{ "snmp", snmp },
	{ "snmp6", snmp6 },
	{ "sockstat", sockstat },
	{ "ss", format_ss },
	{ "sysctl", sysctl },
	{ "sysctl_list", sysctl_list },
	{ "sysvipc", sysvipc },
	{ "trace_format", trace_format },
	{ "sysvipc_msg", format_sysvipc_msg },
	{ "trace_total", format_trace_total },
	{ "task_memory", format_task_memory },
	{ "vmalloc_callers", format_vmalloc_callers },
	{ "vmallocinfo", vmallocinfo },
	{ "vmstat", vmstat },
	{ "zoneinfo", zoneinfo },
};

const size_t n_formats = COUNT(formats);

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < n_formats; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}
