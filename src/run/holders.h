/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds what of the kernel: asked only where a part is large. */
#ifndef KMW_RUN_HOLDERS_H
#define KMW_RUN_HOLDERS_H

struct account;
struct collect;
struct settings;
struct snapshot;

/*
 * What is worth asking for now; 0: nothing is. The bits are those of enum
 * detail_part, and above them shared memory and the consumers.
 */
unsigned holders_wanted(const struct settings *s, const struct snapshot *snap,
			const struct account *acct);

/*
 * Asks of c->snap, as far as it is wanted, and adds the kernel's parts up again. Returns 0
 * or -errno.
 */
int holders_look(const struct settings *s, struct collect *c,
		 struct account *acct);

#endif
