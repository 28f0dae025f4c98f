/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of a test's own that looks as / does. */
#ifndef KMW_TESTS_SCRATCH_H
#define KMW_TESTS_SCRATCH_H

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SCRATCH_TEMPLATE "/tmp/kmw-test-XXXXXX"

static char scratch[] = SCRATCH_TEMPLATE;

static inline void scratch_make(void)
{
	strcpy(scratch, SCRATCH_TEMPLATE);
	ck_assert_ptr_nonnull(mkdtemp(scratch));
}

static inline void scratch_remove(void)
{
	char cmd[sizeof(scratch) + 16];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", scratch);
	ck_assert_int_eq(system(cmd), 0);
}

/* The path of a name below the folder; makes the folders above it. */
static inline void scratch_path(char *ret, const char *name)
{
	int len = snprintf(ret, PATH_MAX, "%s/%s", scratch, name);

	ck_assert_int_lt(len, PATH_MAX);
	for (char *s = ret + strlen(scratch) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		mkdir(ret, 0700);
		*s = '/';
	}
}

/* Writes a file below the folder. */
static inline void scratch_put(const char *name, const char *content)
{
	char path[PATH_MAX];
	FILE *f;

	scratch_path(path, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(content, f);
	ck_assert_int_eq(fclose(f), 0);
}

#endif
