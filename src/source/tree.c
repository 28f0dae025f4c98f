/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/vec.h"

#define TREE_BYTES_MAX ((size_t)256 << 20)

/* Where the name is, or would be. */
static size_t place_of(const struct tree *t, const char *name)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(t->v[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct tree_file *tree_find(const struct tree *t, const char *name)
{
	size_t at = place_of(t, name);

	return at < t->n && !strcmp(t->v[at].name, name) ? &t->v[at] : NULL;
}

static int insert(struct tree *t, size_t at, const char *name)
{
	char *copy = strdup(name);

	if (!copy || VEC_GROW(t)) {
		free(copy);
		return -ENOMEM;
	}
	memmove(&t->v[at + 1], &t->v[at], (t->n - at) * sizeof(*t->v));
	t->v[at] = (struct tree_file){ .name = copy };
	t->n++;
	return 0;
}

int tree_put(struct tree *t, const char *name, struct span text)
{
	size_t at = place_of(t, name);
	char *data;

	if (text.len > TREE_BYTES_MAX - t->bytes)
		return -EFBIG;
	data = malloc(text.len + 1);
	if (!data)
		return -ENOMEM;
	if ((at == t->n || strcmp(t->v[at].name, name)) &&
	    insert(t, at, name)) {
		free(data);
		return -ENOMEM;
	}
	if (text.len)
		memcpy(data, text.p, text.len);
	data[text.len] = '\0';
	t->bytes += text.len - t->v[at].len;
	free(t->v[at].data);
	t->v[at].data = data;
	t->v[at].len = text.len;
	return 0;
}

void tree_free(struct tree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->v[i].name);
		free(t->v[i].data);
	}
	free(t->v);
	*t = (struct tree){ 0 };
}
