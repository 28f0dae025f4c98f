/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/join/accept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/socket/socket.h"
#include "util/vec.h"

/*
 * Owners of waiting rows, in all: 12 MiB. Hundreds of processes that share
 * hundreds of listeners with full queues multiply.
 */
#define OWNERS_MAX (UINT32_C(1) << 20)

static const uint8_t wildcard[16];
static const uint8_t mapped_wildcard[16] = { [10] = 0xff, [11] = 0xff };

#define MAPPED_PREFIX 12

bool accept_is_waiting(const struct sock *s)
{
	/* SYN_RECV with memory: TCP Fast Open queues it with its data */
	return s->proto == PROTO_TCP && sock_is_fileless(s) &&
	       (s->state == SOCK_ESTABLISHED || s->state == SOCK_CLOSE_WAIT ||
		(s->state == SOCK_SYN_RECV && s->has_mem));
}

bool accept_is_orphan(const struct sock *s)
{
	return s->proto == PROTO_TCP && sock_is_fileless(s) &&
	       (s->state == SOCK_FIN_WAIT1 || s->state == SOCK_FIN_WAIT2 ||
		s->state == SOCK_CLOSING || s->state == SOCK_LAST_ACK);
}

static bool is_at(const struct sock *s, const uint8_t *address)
{
	return !memcmp(s->local, address, sizeof(s->local));
}

static bool is_mapped(const struct sock *s)
{
	return s->family == AF_INET6 &&
	       !memcmp(s->local, mapped_wildcard, MAPPED_PREFIX);
}

bool accept_takes(const struct sock *listener, const struct sock *child)
{
	if (!child->sport) /* a listing with a port's name: not known */
		return false;
	/* a child of an IPv6 listener is AF_INET6, its peer's IPv4 mapped */
	if (listener->state != SOCK_LISTEN || listener->netns != child->netns ||
	    listener->family != child->family ||
	    listener->sport != child->sport)
		return false;
	/* link-local children have a device where the listener has none */
	if (listener->ifindex && listener->ifindex != child->ifindex)
		return false;
	if (is_at(listener, child->local))
		return true;
	if (!is_mapped(child))
		return is_at(listener, wildcard);
	return is_at(listener, mapped_wildcard) ||
	       (is_at(listener, wildcard) && !listener->v6only);
}

/* Listeners, ordered so that those of one address stand together. */
struct listeners {
	const struct sock **v;
	size_t n;
};

static int compare(const struct sock *a, const struct sock *b,
		   const uint8_t *b_local)
{
	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	if (a->sport != b->sport)
		return a->sport < b->sport ? -1 : 1;
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->local, b_local, sizeof(a->local));
}

static int by_address(const void *va, const void *vb)
{
	const struct sock *a = *(const struct sock *const *)va;
	const struct sock *b = *(const struct sock *const *)vb;
	int order = compare(a, b, b->local);

	return order ? order : (a > b) - (a < b);
}

static int find_listeners(const struct socks *socks, struct listeners *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < socks->n; i++)
		n += socks->v[i].state == SOCK_LISTEN;
	ret->v = malloc((n + 1) * sizeof(*ret->v));
	if (!ret->v)
		return -ENOMEM;
	for (size_t i = 0; i < socks->n; i++)
		if (socks->v[i].state == SOCK_LISTEN)
			ret->v[ret->n++] = &socks->v[i];
	qsort(ret->v, ret->n, sizeof(*ret->v), by_address);
	return 0;
}

/* The first listener that stands where one with that address would. */
static size_t first_at(const struct listeners *l, const struct sock *child,
		       const uint8_t *local)
{
	size_t lo = 0, hi = l->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare(l->v[mid], child, local) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int add_owner(struct sock_owners *owners, uint32_t sock, pid_t pid)
{
	if (owners->n >= UINT32_MAX - 1 || VEC_GROW(owners))
		return -ENOMEM;
	owners->v[owners->n++] =
		(struct sock_owner){ .sock = sock, .pid = pid, .fd = -1 };
	return 0;
}

static int by_pid(const void *va, const void *vb)
{
	const struct sock_owner *a = va, *b = vb;

	return (a->pid > b->pid) - (a->pid < b->pid);
}

/* Closes the child's group: ordered by pid, each process once. */
static void close_group(struct sock_owners *owners, struct sock *child,
			size_t first)
{
	struct sock_owner *v = owners->v + first;
	size_t n = owners->n - first, kept = 0;

	qsort(v, n, sizeof(*v), by_pid);
	for (size_t i = 0; i < n; i++)
		if (!kept || v[kept - 1].pid != v[i].pid)
			v[kept++] = v[i];
	owners->n = first + kept;
	child->first_owner = (uint32_t)first;
	child->n_owners = (uint32_t)kept;
	child->via = VIA_ACCEPT_QUEUE;
}

/* Returns whether listeners at that address took it (0 or 1), or -ENOMEM. */
static int adopt_at(const struct listeners *l, const uint8_t *local,
		    struct sock *child, uint32_t index,
		    struct sock_owners *owners)
{
	size_t first = owners->n;
	size_t listeners = 0;

	for (size_t i = first_at(l, child, local);
	     i < l->n && !compare(l->v[i], child, local); i++) {
		const struct sock *from = l->v[i];

		if (!accept_takes(from, child))
			continue;
		listeners++;
		for (uint32_t k = 0; k < from->n_owners; k++) {
			pid_t pid = owners->v[from->first_owner + k].pid;
			int err = add_owner(owners, index, pid);

			if (err)
				return err;
		}
	}
	if (owners->n > first)
		close_group(owners, child, first);
	/* SO_REUSEPORT: by a hash, or a program of theirs (BPF) */
	child->owner_unsure = listeners > 1 && child->n_owners > 1;
	return listeners > 0;
}

/* The exact address first: the kernel prefers it, too. */
static int adopt(const struct listeners *l, struct sock *child, uint32_t index,
		 struct sock_owners *owners)
{
	const uint8_t *const at[] = { child->local, mapped_wildcard, wildcard };
	int taken = 0;

	for (size_t i = 0; !taken && i < sizeof(at) / sizeof(*at); i++)
		taken = adopt_at(l, at[i], child, index, owners);
	return taken < 0 ? taken : 0;
}

int accept_owners(struct socks *socks, struct sock_owners *owners)
{
	struct listeners l = { 0 };
	size_t limit = owners->n + OWNERS_MAX;
	int err = find_listeners(socks, &l);

	for (size_t i = 0; !err && l.n && i < socks->n; i++) {
		struct sock *child = &socks->v[i];

		if (!accept_is_waiting(child))
			continue;
		err = owners->n < limit ? adopt(&l, child, (uint32_t)i, owners)
					: -E2BIG;
	}
	free(l.v);
	return err;
}

/* May be one that waits, if its inode were known to be none. */
static bool may_wait(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->inode_unknown && !s->inode &&
	       !s->n_owners && !s->program &&
	       (s->state == SOCK_ESTABLISHED || s->state == SOCK_CLOSE_WAIT);
}

/* The place of the first listener that may have made it; l->n if none. */
static size_t listener_of(const struct listeners *l, const struct sock *child)
{
	const uint8_t *const at[] = { child->local, mapped_wildcard, wildcard };

	for (size_t k = 0; k < sizeof(at) / sizeof(*at); k++)
		for (size_t i = first_at(l, child, at[k]);
		     i < l->n && !compare(l->v[i], child, at[k]); i++)
			if (accept_takes(l->v[i], child))
				return i;
	return l->n;
}

int accept_infer_waiting(struct socks *socks)
{
	struct listeners l = { 0 };
	int err = find_listeners(socks, &l);
	uint32_t *n = err ? NULL : calloc(l.n + 1, sizeof(*n));

	if (!n) {
		free(l.v);
		return -ENOMEM;
	}
	for (size_t i = 0; l.n && i < socks->n; i++)
		if (may_wait(&socks->v[i]))
			n[listener_of(&l, &socks->v[i])]++;
	for (size_t i = 0; l.n && i < socks->n; i++) {
		size_t at = may_wait(&socks->v[i])
				    ? listener_of(&l, &socks->v[i])
				    : l.n;

		if (at < l.n && n[at] <= l.v[at]->rqueue)
			socks->v[i].inode_unknown = 0;
	}
	free(n);
	free(l.v);
	return 0;
}
