/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a slab row is, in words. */
#ifndef KMW_RENDER_TABLE_WORDS_SLAB_WORDS_H
#define KMW_RENDER_TABLE_WORDS_SLAB_WORDS_H

struct slab_row;

struct slab_words {
	const char *reclaimable; /* "yes", "no"; NULL: not known */
	const char *module;	 /* NULL: the kernel itself, or not known */
	const char *means;	 /* NULL: not known */
};

struct slab_words slab_words(const struct slab_row *row);

#endif
