/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outside strings (names of processes, cgroups, caches …) inside our sentences:
 * raw, between two marks, so that the output can tell them from our own words,
 * see text_sentence() of render/.
 */
#ifndef KMW_DIAGNOSE_OUTSIDE_H
#define KMW_DIAGNOSE_OUTSIDE_H

#include <sys/types.h>

#define OUTSIDE_BEGIN '\x01'
#define OUTSIDE_END '\x02'
/* Before a byte of a name that would be a mark; that byte has this bit more. */
#define OUTSIDE_QUOTE '\x03'
#define OUTSIDE_QUOTED 0x40

/* Of a longer one the beginning is shown: paths of cgroups. */
#define OUTSIDE_SHOWN_MAX 255
#define OUTSIDE_ROOM (2 * OUTSIDE_SHOWN_MAX + 3)
#define PROCESS_ROOM (OUTSIDE_ROOM + 24)

/* The string with its marks; an empty one stays empty. Returns dst. */
const char *outside(char dst[OUTSIDE_ROOM], const char *raw);

/* "nginx (pid 77)", "? (pid 77)" where it has no name. Returns dst. */
const char *outside_process(char dst[PROCESS_ROOM], const char *comm,
			    pid_t pid);

/* They are temporaries, which live to the end of the block. */
#define OUTSIDE(raw) outside((char[OUTSIDE_ROOM]){ 0 }, raw)
#define PROCESS(comm, pid) outside_process((char[PROCESS_ROOM]){ 0 }, comm, pid)

#endif
