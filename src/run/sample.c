/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/sockets/by.h"
#include "capture/capture.h"
#include "collect/collect.h"
#include "diagnose/queues/suspects.h"
#include "render/report.h"
#include "record/mask.h"
#include "run/guard/guard.h"
#include "run/holders.h"
#include "run/process_map.h"
#include "run/message.h"
#include "run/record/player.h"
#include "run/report/from.h"
#include "run/sample_steps.h"
#include "run/settings.h"

struct collect_opts sample_opts(const struct settings *s)
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

static int read_captured(const struct settings *s, struct capture **ret_capture,
			 struct collect *c)
{
	const struct collect_opts opts = sample_opts(s);
	const struct capture_opts how = { .keep_all = opts.keep_all,
					  .no_processes = opts.no_processes };
	int status = from_read(s, s->sample, &how, ret_capture, c->snap);

	if (status == STATUS_OK && *ret_capture)
		collect_begin_captured(capture_source(*ret_capture), c->snap,
				       c);
	return status;
}

static int read_live(const struct settings *s, struct collect_cache *cache,
		     struct collect *c)
{
	struct collect_opts opts = sample_opts(s);
	int status, err;

	opts.cache = cache;
	err = collect_begin(&opts, c->snap, c);
	if (!err)
		err = collect_live(c);
	if (!err)
		guard_gaps(&c->snap->gaps);
	if (err < 0)
		return message_error("cannot read this machine: %s",
				     strerror(-err));
	status = process_map_take(s, c->snap);
	if (status != STATUS_OK)
		snapshot_free(c->snap);
	return status;
}

/* Fills c->snap; c is to be ended, whatever comes of it. */
static int read_snapshot(const struct settings *s, struct collect_cache *cache,
			 struct capture **ret_capture, struct collect *c)
{
	if (s->replay)
		return player_read(s->replay, s->sample, c->snap);
	return s->from ? read_captured(s, ret_capture, c)
		       : read_live(s, cache, c);
}

int sample_collect(const struct settings *s, struct collect_cache *cache,
		   struct capture **ret_capture, struct snapshot *ret)
{
	struct snapshot snap = { 0 };
	struct collect c = collect_none(&snap);
	int status = read_snapshot(s, cache, ret_capture, &c);

	if (status == STATUS_OK)
		*ret = snap;
	collect_end(&c);
	return status;
}

/* Whether anybody reads what stands in the queues, where it is much. */
static int probe_suspects(struct collect *c, const struct account *acct)
{
	uint32_t suspects[SUSPECTS_MAX];
	size_t n = suspects_of(c->snap, acct, suspects, SUSPECTS_MAX);

	return n ? collect_probe(c, suspects, n) : 0;
}

/* What is worth its cost only where the sums give reason to ask. */
static int collect_more(const struct settings *s, struct collect *c,
			struct account *acct)
{
	bool live = c->snap->source == SOURCE_LIVE;
	int err = holders_look(s, c, acct);

	if (!err && live && !s->no_probe && (!s->columns || s->record))
		err = probe_suspects(c, acct);
	if (!err && live && s->drop_seconds)
		err = collect_drops(c, (uint64_t)s->drop_seconds * 1000);
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

static int judge(const struct settings *s, struct collect *c,
		 struct sample *ret)
{
	int err = account(&ret->snap, &ret->acct);

	if (!err)
		err = collect_more(s, c, &ret->acct);
	if (!err)
		err = s->mask ? sample_mask(s, ret) : 0;
	if (!err)
		err = diagnose(&ret->snap, &ret->acct, &ret->findings);
	return err;
}

/* Hands over the sample, whose snapshot c fills; ends c. */
static int finish(const struct settings *s, int status, struct collect *c,
		  struct sample *sample, struct sample *ret)
{
	int err = status == STATUS_OK ? judge(s, c, sample) : 0;

	collect_end(c);
	if (status == STATUS_OK && err < 0) {
		sample_free(sample);
		status = message_error("%s", strerror(-err));
	}
	if (status == STATUS_OK)
		*ret = *sample;
	return status;
}

int sample_take(const struct settings *s, struct sample *ret)
{
	struct sample sample = { 0 };
	struct collect c = collect_none(&sample.snap);
	int status;

	guard_sample_begin();
	status = read_snapshot(s, NULL, &sample.capture, &c);
	status = finish(s, status, &c, &sample, ret);
	guard_sample_end();
	return status;
}

int sample_replay(const struct settings *s, const char *path, const char *which,
		  struct sample *ret)
{
	struct sample sample = { 0 };
	struct collect c = collect_none(&sample.snap);
	int status = player_read(path, which, &sample.snap);

	return finish(s, status, &c, &sample, ret);
}

void sample_free(struct sample *sample)
{
	capture_close(sample->capture);
	findings_free(&sample->findings);
	account_free(&sample->acct);
	snapshot_free(&sample->snap);
}
