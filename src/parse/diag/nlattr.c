/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/diag/nlattr.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "model/socket.h"

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

int nlattr_skmem(struct span value, struct sock *s)
{
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

int nlattr_take(struct span payload, size_t header,
		int (*take)(const struct nlattr_view *a, struct sock *s),
		struct sock *s)
{
	struct span rest = span_of(payload.p + header, payload.len - header);
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&rest, &a)) > 0)
		if (take(&a, s))
			return -EBADMSG;
	return more;
}
