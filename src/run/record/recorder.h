/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--record` and `--mask`, with what they tell on stderr. */
#ifndef KMW_RUN_RECORD_RECORDER_H
#define KMW_RUN_RECORD_RECORDER_H

struct recorder;
struct settings;
struct snapshot;

/*
 * Copies the settings, with a mask that lives until masked_settings_free()
 * where one is asked for: the same name gets the same placeholder in all
 * samples. Returns STATUS_OK or STATUS_FAILED.
 */
int masked_settings(const struct settings *s, struct settings *ret);

void masked_settings_free(struct settings *s);

/*
 * Opens s->record. Returns STATUS_OK; STATUS_FAILED after a message. A masked
 * recording must be new: the placeholders of an older run are not known.
 */
int recorder_open(const struct settings *s, struct recorder **ret);

/*
 * Appends a sample (masked already, where that is asked for). Returns
 * STATUS_OK, or STATUS_FAILED after a message; the file is whole then, too,
 * and the next sample may be tried.
 */
int recorder_write(struct recorder *rec, const struct snapshot *snap);

/* Appends the samples of s->replay: all, or s->sample. The same. */
int recorder_copy(const struct settings *s, struct recorder *rec);

void recorder_close(struct recorder *rec);

#endif
