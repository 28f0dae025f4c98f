/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--replay`: the samples of a recording, with what is told on stderr. */
#ifndef KMW_RUN_RECORD_PLAYER_H
#define KMW_RUN_RECORD_PLAYER_H

#include <stddef.h>

#include "util/opt.h"

struct player;
struct settings;
struct snapshot;

/* All return STATUS_OK, or STATUS_FAILED after a message. */

/* The path must live as long. */
int player_open(const char *path, struct player **ret);

/* Its samples, at least one. */
size_t player_count(const struct player *p);

/*
 * The place, from 0, of "3" (the third), "-2" (the last but one), or a time:
 * the last sample up to it. NULL: the last. STATUS_USAGE where it is none of
 * these.
 */
int player_find(const struct player *p, const char *sample, size_t *ret);

/* When that one was taken. index < player_count() */
struct opt_u64 player_time(const struct player *p, size_t index);

/* index < player_count() */
int player_get(struct player *p, size_t index, struct snapshot *ret);

void player_close(struct player *p);

/* All of it at once: that sample of that file. */
int player_read(const char *path, const char *sample, struct snapshot *ret);

/* `--list-samples` */
int run_list_samples(const struct settings *s);

#endif
