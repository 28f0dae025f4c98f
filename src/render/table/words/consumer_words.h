/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KMW_RENDER_TABLE_WORDS_CONSUMER_WORDS_H
#define KMW_RENDER_TABLE_WORDS_CONSUMER_WORDS_H

#include <stdint.h>

#include "model/kernel/consumer.h"

/* For people: "vmalloc", "no counter". */
const char *counted_in_words(enum counted_in where);

/* For JSON: "nowhere", "slab", "vmalloc", "percpu", "otherwise". */
const char *counted_in_name(enum counted_in where);

/* What the exact ones that no counter has hold together. */
uint64_t consumers_nowhere(const struct consumers *all);

#endif
