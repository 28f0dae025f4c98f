/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/sockets/by.h"
#include "capture/capture.h"
#include "collect/collect.h"
#include "collect/kernel/detail.h"
#include "source/source.h"
#include "diagnose/queues/suspects.h"
#include "render/report.h"
#include "record/mask.h"
#include "run/process_map.h"
#include "run/message.h"
#include "run/record/player.h"
#include "run/report/from.h"
#include "run/sample_steps.h"
#include "run/settings.h"

static struct collect_opts collect_opts_of(const struct settings *s)
{
	const bool table_alone = s->columns && !s->record;

	return (struct collect_opts){
		.no_pss = s->no_pss || s->pid,
		.netns_self = s->netns == NETNS_SELF,
		.keep_all = s->all,
		.intrusive = s->intrusive,
		.no_bpf = s->no_bpf,
		/* the socket table alone: what no column shows is not read */
		.no_processes = table_alone,
		.no_cgroups = table_alone &&
			      !render_needs_cgroups(s->columns, s->sort),
		.all_cgroups = s->by == BY_CGROUP || s->record,
		.no_owners = table_alone && !s->pid &&
			     !render_needs_owners(s->columns, s->sort),
	};
}

int sample_collect(const struct settings *s, struct collect_cache *cache,
		   struct capture **ret_capture, struct snapshot *ret)
{
	struct collect_opts opts = collect_opts_of(s);
	int r, status;

	opts.cache = cache;

	if (s->replay)
		return player_read(s->replay, s->sample, ret);
	if (s->from)
		return from_read(s, s->sample,
				 &(struct capture_opts){
					 .keep_all = opts.keep_all,
					 .no_processes = opts.no_processes },
				 ret_capture, ret);
	r = collect_live(&opts, ret);
	if (r < 0)
		return message_error("cannot read this machine: %s",
				     strerror(-r));
	status = process_map_take(s, ret);
	if (status != STATUS_OK)
		snapshot_free(ret);
	return status;
}

/* Whether anybody reads what stands in the queues, where it is much. */
static int look_again(struct snapshot *snap, const struct account *acct)
{
	uint32_t suspects[SUSPECTS_MAX];
	size_t n = suspects_of(snap, acct, suspects, SUSPECTS_MAX);
	struct source src;
	int err;

	if (!n)
		return 0;
	err = source_open_live(&src);
	if (err)
		return err;
	err = collect_probe(&src, suspects, n, snap);
	source_close(&src);
	return err;
}

/* Who has kernel memory; what is named is no longer a part of the rest. */
static int look_for_consumers(const struct settings *s, struct snapshot *snap,
			      struct account *acct)
{
	enum consumers_wanted wanted =
		s->kernel || s->deep ? CONSUMERS_ALL
				     : diagnose_wants_consumers(snap, acct);
	const struct collect_opts opts = collect_opts_of(s);
	int err;

	if (wanted == CONSUMERS_NONE)
		return 0;
	err = wanted == CONSUMERS_ALL ? collect_consumers(&opts, snap)
				      : collect_devices(snap);
	if (!err)
		account_kernel(snap, &acct->id, &acct->kernel);
	return err;
}

/* What to read of the kernel's insides: all of it, or what is large. */
static unsigned wanted(const struct settings *s, const struct snapshot *snap,
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

/* Twice, for what was found may be large enough to ask for its owners. */
static int detail(const struct settings *s, struct sample *sample)
{
	struct snapshot *snap = &sample->snap;
	struct account *acct = &sample->acct;
	unsigned parts = wanted(s, snap, acct);
	struct source src;
	int err;

	if (!parts)
		return 0;
	if (sample->capture)
		src = *capture_source(sample->capture);
	err = sample->capture ? 0 : source_open_live(&src);
	if (err)
		return err;
	for (int i = 0; !err && parts && i < 2; i++) {
		err = collect_detail(&src, parts, snap);
		parts = wanted(s, snap, acct);
	}
	if (!sample->capture)
		source_close(&src);
	/* consumers that it found were unaccounted so far */
	if (!err)
		account_kernel(snap, &acct->id, &acct->kernel);
	return err;
}

/* What is worth its cost only where the sums give reason to ask. */
static int look_closer(const struct settings *s, struct sample *sample)
{
	struct snapshot *snap = &sample->snap;
	struct account *acct = &sample->acct;
	bool live = snap->source == SOURCE_LIVE;
	int err = detail(s, sample);

	if (!err && live && !s->no_probe && (!s->columns || s->record))
		err = look_again(snap, acct);
	if (!err && live && !s->pid && !snap->shmem.looked &&
	    diagnose_wants_shmem(snap, acct))
		err = collect_shmem(snap);
	if (!err && live && (!s->columns || s->record))
		err = look_for_consumers(s, snap, acct);
	return err;
}

static int listen_to_drops(const struct settings *s, struct snapshot *snap)
{
	struct source src;
	int err;

	if (snap->source != SOURCE_LIVE || !s->drop_seconds)
		return 0;
	err = source_open_live(&src);
	if (err)
		return err;
	err = collect_drops(&src, (uint64_t)s->drop_seconds * 1000, snap);
	source_close(&src);
	return err;
}

int sample_mask(const struct settings *s, struct sample *sample)
{
	int err = mask_snapshot(s->mask, &sample->snap);

	if (err)
		return err;
	account_free(&sample->acct);
	sample->acct = (struct account){ 0 };
	return account(&sample->snap, &sample->acct);
}

static int judge(const struct settings *s, struct sample *ret)
{
	int err = account(&ret->snap, &ret->acct);

	if (!err)
		err = look_closer(s, ret);
	if (!err)
		err = listen_to_drops(s, &ret->snap);
	if (!err)
		err = s->mask ? sample_mask(s, ret) : 0;
	if (!err)
		err = diagnose(&ret->snap, &ret->acct, &ret->findings);
	return err;
}

/* Hands over the sample, whose snapshot is there; frees it on failure. */
static int finish(const struct settings *s, struct sample *sample,
		  struct sample *ret)
{
	int err = judge(s, sample);

	if (err < 0) {
		sample_free(sample);
		return message_error("%s", strerror(-err));
	}
	*ret = *sample;
	return STATUS_OK;
}

int sample_take(const struct settings *s, struct sample *ret)
{
	struct sample sample = { 0 };
	int status = sample_collect(s, NULL, &sample.capture, &sample.snap);

	return status == STATUS_OK ? finish(s, &sample, ret) : status;
}

int sample_replay(const struct settings *s, const char *path, const char *which,
		  struct sample *ret)
{
	struct sample sample = { 0 };
	int status = player_read(path, which, &sample.snap);

	return status == STATUS_OK ? finish(s, &sample, ret) : status;
}

void sample_free(struct sample *sample)
{
	capture_close(sample->capture);
	findings_free(&sample->findings);
	account_free(&sample->acct);
	snapshot_free(&sample->snap);
}
