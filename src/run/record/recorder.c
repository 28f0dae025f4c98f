/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/record/recorder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"
#include "record/mask.h"
#include "record/record.h"
#include "run/file.h"
#include "run/message.h"
#include "run/record/moment.h"
#include "run/record/player.h"
#include "run/settings.h"

struct recorder {
	struct record *rec;
	const char *path;
};

int masked_settings(const struct settings *s, struct settings *ret)
{
	*ret = *s;
	ret->mask = NULL;
	if (s->masked && mask_new(&ret->mask))
		return message_errno(-ENOMEM);
	return STATUS_OK;
}

void masked_settings_free(struct settings *s)
{
	mask_free(s->mask);
	s->mask = NULL;
}

static int cannot_record(const char *path, int err)
{
	return message_error("cannot record to '%.200s': %s", path,
			     err == -EBADMSG
				     ? "it exists and is not a recording"
				     : file_why(err));
}

static void tell_cut(struct recorder *rec)
{
	uint64_t cut = record_cut(rec->rec);

	if (cut)
		message_error("'%.200s' ended with an incomplete line: %" PRIu64
			      " bytes removed",
			      rec->path, cut);
}

int recorder_open(const struct settings *s, struct recorder **ret)
{
	struct recorder *rec = calloc(1, sizeof(*rec));
	int err = rec ? 0 : -ENOMEM;

	if (!err)
		err = record_open(s->record, s->record_size, &rec->rec);
	if (err) {
		free(rec);
		return cannot_record(s->record, err);
	}
	rec->path = s->record;
	tell_cut(rec);
	if (s->masked && !record_is_empty(rec->rec)) {
		recorder_close(rec);
		return message_error(
			"'%.200s' has samples of another run: their "
			"placeholders are not known; record without --mask, "
			"then --replay=FILE --mask --record=NEW",
			s->record);
	}
	*ret = rec;
	return STATUS_OK;
}

int recorder_write(struct recorder *rec, const struct snapshot *snap)
{
	int err = record_write(rec->rec, snap);

	tell_cut(rec);
	return err ? cannot_record(rec->path, err) : STATUS_OK;
}

static int copy_one(const struct settings *s, struct recorder *rec,
		    struct player *p, size_t i)
{
	struct snapshot snap;
	int status = player_get(p, i, &snap);

	if (status != STATUS_OK)
		return status;
	if (s->mask && mask_snapshot(s->mask, &snap))
		status = message_errno(-ENOMEM);
	else
		status = recorder_write(rec, &snap);
	snapshot_free(&snap);
	return status;
}

int recorder_copy(const struct settings *s, struct recorder *rec)
{
	struct player *p;
	size_t begin = 0, end;
	int status = player_open(s->replay, &p);

	if (status != STATUS_OK)
		return status;
	end = player_count(p);
	if (s->sample) {
		status = player_find(p, s->sample, &begin);
		end = begin + 1;
	}
	for (size_t i = begin; status == STATUS_OK && i < end; i++)
		status = copy_one(s, rec, p, i);
	player_close(p);
	return status;
}

void recorder_close(struct recorder *rec)
{
	if (!rec)
		return;
	record_close(rec->rec);
	free(rec);
}
