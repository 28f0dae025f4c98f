/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/holders.h"

#include <stdbool.h>

#include "account/account.h"
#include "collect/collect.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "run/settings.h"

/* Above the bits of enum detail_part. */
#define WANTS_SHMEM (DETAIL_ALL + 1U)
#define WANTS_CONSUMERS (WANTS_SHMEM << 1)

static bool asks_this_machine(const struct settings *s,
			      const struct snapshot *snap)
{
	return snap->source == SOURCE_LIVE && (!s->columns || s->record);
}

static enum consumers_wanted consumers_of(const struct settings *s,
					  const struct snapshot *snap,
					  const struct account *acct)
{
	if (!asks_this_machine(s, snap))
		return CONSUMERS_NONE;
	return s->kernel || s->deep ? CONSUMERS_ALL
				    : diagnose_wants_consumers(snap, acct);
}

static bool wants_shmem(const struct settings *s, const struct snapshot *snap,
			const struct account *acct)
{
	return snap->source == SOURCE_LIVE && !s->pid && !snap->shmem.looked &&
	       diagnose_wants_shmem(snap, acct);
}

/* What to read of the kernel's insides: all of it, or what is large. */
static unsigned parts_of(const struct settings *s, const struct snapshot *snap,
			 const struct account *acct)
{
	unsigned parts = s->columns ? 0 : diagnose_wants_detail(snap, acct);

	/* a recording tells what it tells, and nothing of this machine */
	if (snap->source == SOURCE_RECORDING)
		return 0;
	if (s->kernel || s->deep)
		parts |= DETAIL_USUAL;
	if (s->deep)
		parts |= DETAIL_PAGES;
	return parts & ~snap->detail.looked;
}

unsigned holders_wanted(const struct settings *s, const struct snapshot *snap,
			const struct account *acct)
{
	unsigned wanted = parts_of(s, snap, acct);

	if (wants_shmem(s, snap, acct))
		wanted |= WANTS_SHMEM;
	if (consumers_of(s, snap, acct) != CONSUMERS_NONE)
		wanted |= WANTS_CONSUMERS;
	return wanted;
}

/* Twice, for what was found may be large enough to ask for its owners. */
static int detail(const struct settings *s, struct collect *c,
		  struct account *acct)
{
	unsigned parts = parts_of(s, c->snap, acct);
	int err = 0;

	if (!parts)
		return 0;
	for (int i = 0; !err && parts && i < 2; i++) {
		err = collect_detail(c, parts);
		parts = parts_of(s, c->snap, acct);
	}
	/* consumers that it found were unaccounted so far */
	if (!err)
		account_kernel(c->snap, &acct->id, &acct->kernel);
	return err;
}

/* What is named is no longer a part of the rest. */
static int consumers(const struct settings *s, struct collect *c,
		     struct account *acct)
{
	enum consumers_wanted wanted = consumers_of(s, c->snap, acct);
	int err;

	if (wanted == CONSUMERS_NONE)
		return 0;
	err = wanted == CONSUMERS_ALL ? collect_consumers(c)
				      : collect_devices(c);
	if (!err)
		account_kernel(c->snap, &acct->id, &acct->kernel);
	return err;
}

int holders_look(const struct settings *s, struct collect *c,
		 struct account *acct)
{
	int err = detail(s, c, acct);

	if (!err && wants_shmem(s, c->snap, acct))
		err = collect_shmem(c);
	return err ? err : consumers(s, c, acct);
}
