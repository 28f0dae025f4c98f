/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "formats.h"
#include "model/snapshot.h"
#include "record/document.h"
#include "record/mask.h"
#include "util/jsonw.h"

static int to_buf(void *data, const char *bytes, size_t len)
{
	return buf_append(data, bytes, len);
}

static char *text_of(const struct snapshot *snap)
{
	struct buf b = { 0 };
	struct jsonw p = { .sink = to_buf, .data = &b };

	document_put(&p, snap);
	if (jsonw_flush(&p))
		abort();
	jsonw_free(&p);
	return b.data;
}

/* What was read is written, read and written the same. */
void format_check_again(const struct snapshot *snap)
{
	char *first = text_of(snap), *second, what[200];
	struct snapshot back;

	if (document_get(first, strlen(first), &back, what, sizeof(what))) {
		fprintf(stderr, "%s\n%s\n", what, first);
		abort();
	}
	second = text_of(&back);
	if (strcmp(first, second)) {
		fprintf(stderr, "%s\n%s\n", first, second);
		abort();
	}
	snapshot_free(&back);
	free(first);
	free(second);
}

/* The other rooms take whatever was read. */
void format_judge(const struct snapshot *snap, FILE *out)
{
	struct account acct = { 0 };
	struct findings findings = { 0 };

	if (account(snap, &acct) || diagnose(snap, &acct, &findings))
		abort();
	if (out)
		fprintf(out, "verdict=%s\n",
			finding_code_name(findings.v[0].code));
	findings_free(&findings);
	account_free(&acct);
}

static void mask(struct snapshot *snap)
{
	struct mask *m;

	if (mask_new(&m) || mask_snapshot(m, snap))
		abort();
	mask_free(m);
	format_check_again(snap);
}

/* A line of a recording. */
int format_recording(struct span text, FILE *out, unsigned *bad)
{
	struct snapshot snap;
	char what[200];
	int err;

	(void)bad;
	if (text.len && text.p[text.len - 1] == '\n')
		text.len--;
	err = document_get(text.p, text.len, &snap, what, sizeof(what));
	if (err)
		return err;
	format_check_again(&snap);
	fprintf(out, "time=%" PRIu64 "\nprocesses=%zu\nsocks=%zu\nslabs=%zu\n",
		snap.time_ms.v, snap.processes.n, snap.socks.n,
		snap.memory.slabs.n);
	fprintf(out, "total=%" PRIu64 "\n", snap.memory.info.v[MEM_TOTAL].v);
	format_judge(&snap, out);
	mask(&snap);
	snapshot_free(&snap);
	return 0;
}
