/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/diag/nlattr.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "model/socket/socket.h"
#include "util/opt.h"

/* NLA_TYPE_MASK and NLA_ALIGNTO, but unsigned */
#define ATTR_TYPE_MASK 0x3fffu
#define ATTR_ALIGN (size_t)4

#define SKMEM_MIN_VALUES 8
#define SKMEM_DROPS_VALUES 9

_Static_assert(sizeof(struct skmem) == SKMEM_DROPS_VALUES * sizeof(uint32_t),
	       "struct skmem mirrors SK_MEMINFO_*");
_Static_assert(SK_MEMINFO_RMEM_ALLOC == 0 && SK_MEMINFO_FWD_ALLOC == 4 &&
		       SK_MEMINFO_BACKLOG == 7,
	       "struct skmem mirrors SK_MEMINFO_*");

int nlattr_next(struct span *rest, struct nlattr_view *ret)
{
	struct nlattr a;
	size_t step;

	if (!rest->len)
		return 0;
	if (rest->len < sizeof(a))
		return -EBADMSG;
	memcpy(&a, rest->p, sizeof(a));
	if (a.nla_len < sizeof(a) || a.nla_len > rest->len)
		return -EBADMSG;
	ret->type = a.nla_type & ATTR_TYPE_MASK;
	ret->value = span_of(rest->p + sizeof(a), a.nla_len - sizeof(a));
	step = (a.nla_len + ATTR_ALIGN - 1) & ~(ATTR_ALIGN - 1);
	/* the last one may lack its padding */
	if (step > rest->len)
		step = rest->len;
	*rest = span_of(rest->p + step, rest->len - step);
	return 1;
}

int nlattr_get(struct span value, void *ret, size_t len)
{
	if (value.len < len)
		return -EBADMSG;
	memcpy(ret, value.p, len);
	return 0;
}

int nlattr_header(struct span *payload, void *ret, size_t size)
{
	int err = nlattr_get(*payload, ret, size);

	if (!err)
		*payload = span_of(payload->p + size, payload->len - size);
	return err;
}

static int read_row(const struct nlattr_row *r, struct span value, void *to)
{
	void *member = (char *)to + r->offset;

	return r->read ? r->read(value, member)
		       : nlattr_get(value, member, r->size);
}

int nlattr_read(struct span rest, const struct nlattr_row *rows, size_t n,
		void *to)
{
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&rest, &a)) > 0)
		for (size_t i = 0; i < n; i++)
			if (rows[i].type == a.type &&
			    read_row(&rows[i], a.value, to))
				return -EBADMSG;
	return more;
}

int nlattr_span(struct span value, void *ret_span)
{
	*(struct span *)ret_span = value;
	return 0;
}

int nlattr_uint(struct span value, void *ret_u64)
{
	uint32_t small;

	if (value.len == sizeof(uint64_t))
		return nlattr_get(value, ret_u64, sizeof(uint64_t));
	if (value.len != sizeof(small) ||
	    nlattr_get(value, &small, sizeof(small)))
		return -EBADMSG;
	*(uint64_t *)ret_u64 = small;
	return 0;
}

int nlattr_opt_uint(struct span value, void *ret_opt_u64)
{
	struct opt_u64 *ret = ret_opt_u64;
	int err = nlattr_uint(value, &ret->v);

	ret->known = !err;
	return err;
}

int nlattr_skmem(struct span value, void *sock)
{
	struct sock *s = sock;

	if (value.len < SKMEM_MIN_VALUES * sizeof(uint32_t))
		return -EBADMSG;
	s->has_drops = value.len >= SKMEM_DROPS_VALUES * sizeof(uint32_t);
	s->has_mem = 1;
	s->mem.drops = 0;
	memcpy(&s->mem, value.p,
	       s->has_drops ? sizeof(s->mem)
			    : SKMEM_MIN_VALUES * sizeof(uint32_t));
	return 0;
}

int nlattr_skmem_queues(struct span value, void *sock)
{
	struct sock *s = sock;
	int err = nlattr_skmem(value, s);

	s->rqueue = s->mem.rmem_alloc;
	s->wqueue = s->mem.wmem_alloc;
	return err;
}

int nlattr_uid(struct span value, void *sock)
{
	struct sock *s = sock;

	s->uid_unknown = 0;
	return nlattr_get(value, &s->uid, sizeof(s->uid));
}
