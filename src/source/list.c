/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "source/source.h"
#include "source/tree.h"

#define NAME_LEN 256

static int list_folder(const struct source *src, const char *dir,
		       int (*each)(void *arg, const char *name, bool folder),
		       void *arg)
{
	DIR *d = source_open_dir(src, dir);
	const struct dirent *e;
	int err = 0;

	if (!d)
		return -ENOENT;
	while (!err && (e = readdir(d)))
		if (e->d_name[0] != '.')
			err = each(arg, e->d_name,
				   e->d_type == DT_DIR ||
					   e->d_type == DT_UNKNOWN);
	closedir(d);
	return err;
}

/* Files stand by name, so those of one folder stand together. */
static int list_tree(const struct tree *t, const char *dir,
		     int (*each)(void *arg, const char *name, bool folder),
		     void *arg)
{
	size_t len = strlen(dir);
	char last[NAME_LEN] = "";
	bool any = false;
	int err = 0;

	for (size_t i = 0; !err && i < t->n; i++) {
		const char *name = t->v[i].name;
		char part[NAME_LEN];
		size_t n;

		if (strncmp(name, dir, len) || name[len] != '/')
			continue;
		any = true;
		name += len + 1;
		n = strcspn(name, "/");
		if (!n || n >= sizeof(part) || *name == '.')
			continue;
		memcpy(part, name, n);
		part[n] = '\0';
		if (!strcmp(part, last))
			continue;
		strcpy(last, part);
		err = each(arg, part, name[n] == '/');
	}
	return any ? err : -ENOENT;
}

int source_list(const struct source *s, const char *dir,
		int (*each)(void *arg, const char *name, bool folder),
		void *arg)
{
	return s->tree ? list_tree(s->tree, dir, each, arg)
		       : list_folder(s, dir, each, arg);
}
