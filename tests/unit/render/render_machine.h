/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One made-up machine for the tests of render/: struct literals, no kernel. */
#ifndef KMW_TESTS_RENDER_MACHINE_H
#define KMW_TESTS_RENDER_MACHINE_H

#include <stdio.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/report.h"

#define MIB (1LL << 20)

/* Its sockets, by index in the snapshot; S_UDP holds most, S_LISTEN least. */
enum { S_LISTEN, S_UDP, S_TIME_WAIT, S_CHILD, S_LINK_LOCAL, S_N };

/* A name that wants to steer the terminal, and its safe form. */
#define HOSTILE "\x1b[31mroot\xff\\"
#define HOSTILE_SAFE "\\x1b[31mroot\\xff\\x5c"

struct machine {
	struct snapshot snap;
	struct account acct;
	struct findings findings;
	struct report report;
	struct netns netns[2];
	struct process processes[3];
	struct sock socks[S_N];
	struct sock_owner owners[3];
	struct slab_cache slabs[2];
	struct gap gaps[1];
	struct holder holders[2];
	uint32_t sock_rank[S_N];
	uint32_t process_rank[3];
	uint32_t slab_rank[2];
	uint8_t sock_code[S_N];
	struct finding finding[2];
	char *texts[3];
	pid_t pids[2];
	uint64_t cookies[1];
};

void machine_init(struct machine *m);

/* What a render function writes, to be freed; *ret_err is its result. */
char *machine_render(const struct machine *m,
		     int (*render)(const struct report *r, FILE *out),
		     int *ret_err);

/* Frees what machine_init() allocated (the cgroup paths). */
void machine_free(struct machine *m);

#endif
