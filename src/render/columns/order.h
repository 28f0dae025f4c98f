/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the rows of the socket table. */
#ifndef KMW_RENDER_COLUMNS_ORDER_H
#define KMW_RENDER_COLUMNS_ORDER_H

#include <stdint.h>

struct lookup;

/*
 * The indices of all snapshot.socks by view.sort: numbers fall, text rises,
 * what is unknown comes last, equal rows stay ranked by HELD. Returns 0 (to be
 * freed), -EINVAL (no such column) or -ENOMEM.
 */
int order_rows(const struct lookup *l, uint32_t **ret);

#endif
