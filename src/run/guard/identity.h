/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a process is, by files that nobody can hold up. Inside run/guard/. */
#ifndef KMW_RUN_GUARD_IDENTITY_H
#define KMW_RUN_GUARD_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

/* In ticks since the machine began: with the pid that is its identity. 0: gone */
uint64_t identity_start(int pid, char comm[16]);

struct identity_user {
	uint32_t uid;	 /* the real one, as we see it */
	uint64_t userns; /* 0: unknown */
};

void identity_user(int pid, struct identity_user *ret);

/* The user namespace that we are in; 0: unknown. */
uint64_t identity_own_userns(void);

#endif
