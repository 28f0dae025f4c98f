/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/vec.h"

#define USUAL_PAGE_SIZE 4096

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	free(s->memory.slabs.v);
	processes_free(&s->processes);
	free(s->shmem.v);
	free(s->consumers.v);
	free(s->page_pools.v);
	detail_free(&s->detail);
	free(s->netns.v);
	free(s->socks.v);
	free(s->owners.v);
	free(s->queues.v);
	probes_free(&s->probes);
	free(s->cgroups.v);
	free(s->memcgs.v);
	free(s->qdiscs.v);
	free(s->nfqueues.v);
	oom_free(&s->oom);
	process_map_free(s->process_map);
	buf_free(&s->strings);
	gaps_free(&s->gaps);
	for (size_t i = 0; i < s->names.n; i++)
		free(s->names.v[i]);
	free(s->names.v);
	free(s->paste.forms.v);
	*s = (struct snapshot){ 0 };
}

const char *snapshot_cgroup(const struct snapshot *s, uint64_t id)
{
	for (size_t i = 0; id && i < s->cgroups.n; i++)
		if (s->cgroups.v[i].id == id)
			return s->strings.data + s->cgroups.v[i].path;
	return NULL;
}

int snapshot_add_string(struct snapshot *s, const char *text, uint32_t *ret)
{
	size_t at = s->strings.len, len = strlen(text) + 1;

	if (len > UINT32_MAX - at || buf_append(&s->strings, text, len))
		return -ENOMEM;
	*ret = (uint32_t)at;
	return 0;
}

const char *snapshot_keep_name(struct snapshot *s, const char *name)
{
	char *copy = strdup(name);

	if (!copy || VEC_GROW(&s->names)) {
		free(copy);
		return NULL;
	}
	s->names.v[s->names.n++] = copy;
	return copy;
}

bool snapshot_is_capture(const struct snapshot *s)
{
	enum source_kind from =
		s->source == SOURCE_RECORDING ? s->origin : s->source;

	return from == SOURCE_CAPTURE;
}

bool snapshot_has_sockets(const struct snapshot *s)
{
	const struct sockstat *stat = &s->protocols.after;

	for (size_t i = 0; i < PROTO_N; i++)
		if (s->protocols.v[i].dumped || s->protocols.v[i].by_file)
			return true;
	return stat->sockets_used.known || stat->tcp_inuse.known ||
	       stat->tcp_mem_pages.known || stat->udp_mem_pages.known;
}

/* Of any namespace: netstat -s and /proc/net/snmp stand alone at times. */
static bool has_counters(const struct snapshot *s)
{
	for (size_t i = 0; i < s->netns.n; i++) {
		const struct netcounters *c = &s->netns.v[i].counters;

		if (c->udp_in_datagrams.known || c->udp_rcvbuf_errors.known ||
		    c->tcp_prunes.known || c->tcp_memory_pressures.known)
			return true;
	}
	return false;
}

bool snapshot_has_figures(const struct snapshot *s)
{
	for (size_t i = 0; i < MEMINFO_N; i++)
		if (s->memory.info.v[i].known)
			return true;
	for (size_t i = 0; i < VMSTAT_N; i++)
		if (s->memory.vmstat.v[i].known)
			return true;
	return s->memory.slabs.n || s->memory.psi.known || s->processes.n ||
	       s->memcgs.n || s->shmem.n || snapshot_has_sockets(s) ||
	       s->protocols.log_tcp_memory.known || has_counters(s);
}

int snapshot_add_cgroup(struct snapshot *s, uint64_t id, const char *path)
{
	uint32_t at = 0;

	if (VEC_GROW(&s->cgroups) || snapshot_add_string(s, path, &at))
		return -ENOMEM;
	s->cgroups.v[s->cgroups.n++] =
		(struct cgroup_path){ .id = id, .path = at, .name = at };
	return 0;
}

uint64_t snapshot_page_size(const struct snapshot *s)
{
	return s->host.page_size.known ? s->host.page_size.v : USUAL_PAGE_SIZE;
}
