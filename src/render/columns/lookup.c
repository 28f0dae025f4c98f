/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/lookup.h"

#include <errno.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/report.h"

/* An id that is there twice, or is 0, keeps what it has. */
static int add(struct idhash *h, uint64_t id, size_t index)
{
	int err = idhash_add(h, id, (uint32_t)index);

	return err == -ENOMEM ? err : 0;
}

int lookup_init(const struct report *r, struct lookup *ret)
{
	const struct cgroup_paths *paths = &r->snap->cgroups;
	const struct account *acct = r->acct;
	struct lookup l = { .r = r };
	int err = 0;

	for (size_t i = 0; !err && i < paths->n; i++)
		err = add(&l.cgroups, paths->v[i].id, i);
	for (size_t i = 0; !err && i < acct->n_holders; i++)
		err = add(&l.holders, (uint64_t)acct->holders[i].pid, i);
	if (err)
		lookup_free(&l);
	else
		*ret = l;
	return err;
}

void lookup_free(struct lookup *l)
{
	if (!l)
		return;
	idhash_free(&l->cgroups);
	idhash_free(&l->holders);
}

const char *lookup_cgroup(const struct lookup *l, const struct sock *s)
{
	const struct snapshot *snap = l->r->snap;
	const struct cgroup_path *c = snapshot_owner_cgroup(snap, s);
	const uint32_t *at = c ? NULL : idhash_find(&l->cgroups, s->cgroup_id);

	if (at)
		c = &snap->cgroups.v[*at];
	return c ? snap->strings.data + c->path : NULL;
}

const struct holder *lookup_holder(const struct lookup *l, pid_t pid)
{
	const uint32_t *at =
		pid > 0 ? idhash_find(&l->holders, (uint64_t)pid) : NULL;

	return at ? &l->r->acct->holders[*at] : NULL;
}

const char *lookup_comm(const struct lookup *l, pid_t pid)
{
	const struct process *p = processes_find(&l->r->snap->processes, pid);

	return p && p->comm[0] ? p->comm : NULL;
}

const char *lookup_program(const struct lookup *l, const struct sock *s)
{
	return s->program ? l->r->snap->strings.data + s->program : NULL;
}

const char *lookup_name(const struct lookup *l, const struct sock *s)
{
	return s->name ? l->r->snap->strings.data + s->name : NULL;
}

const struct netns *lookup_netns(const struct lookup *l, const struct sock *s)
{
	const struct netnses *all = &l->r->snap->netns;

	return s->netns < all->n ? &all->v[s->netns] : NULL;
}

const struct sock_owner *lookup_owners(const struct lookup *l,
				       const struct sock *s)
{
	const struct sock_owners *all = &l->r->snap->owners;

	if (!s->n_owners || s->first_owner >= all->n ||
	    s->n_owners > all->n - s->first_owner)
		return NULL;
	return &all->v[s->first_owner];
}

bool lookup_uid_known(const struct lookup *l, const struct sock *s)
{
	struct opt_u64 kernel = l->r->snap->host.kernel_version;

	if (s->uid_unknown)
		return false;
	if (s->state == SOCK_TIME_WAIT || s->state == SOCK_SYN_RECV ||
	    s->state == SOCK_NEW_SYN_RECV)
		return false;
	return s->inode || s->uid ||
	       (kernel.known && kernel.v >= KERNEL(6, 17));
}

const char *lookup_finding(const struct lookup *l, size_t i)
{
	const uint8_t *codes = l->r->findings->sock_code;

	if (!codes || !codes[i] || codes[i] >= FINDING_N)
		return NULL;
	return finding_code_name(codes[i]);
}
