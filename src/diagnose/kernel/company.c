/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/kernel/company.h"

#include <stdint.h>
#include <string.h>

#include "model/memory/memory.h"

#define COMPANY_MIN 100000
#define COMPANY_BLUR 100 /* a hundredth */

static bool starts(const struct slab_cache *c, const char *head)
{
	return !strncmp(c->name, head, strlen(head));
}

bool company_of(const struct slab_cache *c, const struct slab_cache *owner)
{
	uint64_t more = c->active > owner->active ? c->active - owner->active
						  : owner->active - c->active;

	return (starts(c, "kmalloc-") || starts(c, "size-")) &&
	       owner->active >= COMPANY_MIN &&
	       more <= owner->active / COMPANY_BLUR;
}

const struct slab_cache *company_conntrack(const struct slabs *slabs)
{
	for (size_t i = 0; i < slabs->n; i++)
		if (starts(&slabs->v[i], "nf_conntrack") &&
		    !starts(&slabs->v[i], "nf_conntrack_expect"))
			return &slabs->v[i];
	return NULL;
}

bool company_of_dentries(const struct slabs *slabs, const struct slab_cache *c)
{
	for (size_t i = 0; i < slabs->n; i++)
		if (starts(&slabs->v[i], "dentry") &&
		    company_of(c, &slabs->v[i]))
			return true;
	return false;
}
