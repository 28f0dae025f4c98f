/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/once.h"

#include <errno.h>
#include <string.h>

#include "account/account.h"
#include "account/by.h"
#include "collect/collect.h"
#include "collect/source.h"
#include "diagnose/diagnose.h"
#include "diagnose/suspects.h"
#include "model/snapshot.h"
#include "render/report.h"
#include "run/message.h"
#include "run/output.h"
#include "run/settings.h"
#include "run/view.h"

/* Before anything is collected: a typing error must not cost a second. */
static int check_columns(const struct settings *s)
{
	char bad[64];

	if (s->columns &&
	    render_check_columns(s->columns, bad, sizeof(bad)) < 0)
		return message_usage("unknown column '%s' in --output", bad);
	if (!s->sort)
		return STATUS_OK;
	if (strpbrk(s->sort, "+,"))
		return message_usage("--sort takes one column, not '%.60s'",
				     s->sort);
	if (render_check_columns(s->sort, bad, sizeof(bad)) < 0)
		return message_usage("unknown column '%s' in --sort", bad);
	return STATUS_OK;
}

static int collect(const struct settings *s, struct snapshot *ret)
{
	const struct collect_opts opts = {
		.no_pss = s->no_pss,
		.netns_self = s->netns == NETNS_SELF,
		.keep_all = s->all,
		.intrusive = s->intrusive,
		/* the socket table alone: what no column shows is not read */
		.no_processes = s->columns != NULL,
		.no_cgroups = s->columns &&
			      !render_needs_cgroups(s->columns, s->sort),
		.all_cgroups = s->by == BY_CGROUP,
		.no_owners =
			s->columns && !render_needs_owners(s->columns, s->sort),
	};
	int r;

	if (s->from) {
		r = collect_capture(s->from, &opts, ret);
		if (r < 0)
			return message_error("cannot read '%.200s': %s",
					     s->from, strerror(-r));
		return STATUS_OK;
	}
	r = collect_live(&opts, ret);
	if (r < 0)
		return message_error("cannot read this machine: %s",
				     strerror(-r));
	return STATUS_OK;
}

static int write_report(const struct settings *s, const struct report *r)
{
	int (*render)(const struct report *r, FILE *out) = render_table;
	struct output out;
	int err, status;

	if (s->json)
		render = render_json;
	else if (s->columns)
		render = render_sockets;
	err = output_open(&out);
	if (err < 0)
		return message_error("%s", strerror(-err));
	err = render(r, out.stream);
	status = output_finish(&out);
	if (err < 0 && status == STATUS_OK)
		return message_error("cannot write the report: %s",
				     strerror(-err));
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
	err = collect_second_look(&src, suspects, n, snap);
	source_close(&src);
	return err;
}

/* What is worth its cost only where the sums give reason to ask. */
static int look_closer(const struct settings *s, struct snapshot *snap,
		       const struct account *acct)
{
	int err = 0;

	if (snap->source != SOURCE_LIVE)
		return 0;
	if (!s->no_probe && !s->columns)
		err = look_again(snap, acct);
	if (!err && diagnose_wants_shmem(snap, acct))
		err = collect_shmem(snap);
	return err;
}

static int report(const struct settings *s, struct snapshot *snap)
{
	struct account acct = { 0 };
	struct findings findings = { 0 };
	struct report r = { snap, &acct, &findings, { 0 }, NULL };
	struct by_sum by = { 0 };
	int err, status;

	err = account(snap, &acct);
	if (!err)
		err = look_closer(s, snap, &acct);
	if (!err)
		err = diagnose(snap, &acct, &findings);
	if (!err && s->by != BY_NOTHING) {
		err = account_by(snap, (enum by)s->by, &by);
		r.by = &by;
	}
	if (err < 0) {
		status = message_error("%s", strerror(-err));
		goto out;
	}
	view_init(s, &r.view);
	status = write_report(s, &r);
out:
	by_free(&by);
	findings_free(&findings);
	account_free(&acct);
	return status;
}

int run_once(const struct settings *s)
{
	struct snapshot snap = { 0 };
	int status = check_columns(s);

	if (status != STATUS_OK)
		return status;
	status = collect(s, &snap);
	if (status == STATUS_OK)
		status = report(s, &snap);
	snapshot_free(&snap);
	return status;
}

int run_list_columns(const struct settings *s)
{
	struct output out;
	int err = output_open(&out);

	(void)s;
	if (err < 0)
		return message_error("%s", strerror(-err));
	err = render_list_columns(out.stream);
	if (err < 0 && !out.error)
		message_error("cannot list the columns: %s", strerror(-err));
	return output_finish(&out);
}
