/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One process: what --pid adds to a sample, once or at each look. */
#ifndef KMW_RUN_PROCESS_MAP_H
#define KMW_RUN_PROCESS_MAP_H

struct settings;
struct snapshot;

/*
 * Looks into the process that s names and leaves in the snapshot no sockets
 * but its own; nothing without --pid. What keeps it from that is told on
 * stderr. Returns STATUS_OK or STATUS_FAILED.
 */
int process_map_take(const struct settings *s, struct snapshot *snap);

#endif
