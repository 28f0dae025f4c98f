/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of a memory cgroup, v1 and v2: which one a lone number is of says
 * the command above, or grep's prefix; memory.stat is known by its keys.
 */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup.h"
#include "parse/field.h"
#include "util/vec.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define PATH_LEN 512
/* "max" of v1: PAGE_COUNTER_MAX in bytes, LONG_MAX / PAGE_SIZE pages. */
#define UNLIMITED (UINT64_C(1) << 62)
#define STAT_BIT (UINT64_C(1) << 32)
#define OTHER SIZE_MAX

static const struct {
	const char *name;
	size_t offset; /* of struct memcg; OTHER: understood, not used */
} files[] = {
	{ "memory.current", offsetof(struct memcg, current_bytes) },
	{ "memory.usage_in_bytes", offsetof(struct memcg, current_bytes) },
	{ "memory.max", offsetof(struct memcg, max_bytes) },
	{ "memory.limit_in_bytes", offsetof(struct memcg, max_bytes) },
	{ "memory.high", offsetof(struct memcg, high_bytes) },
	{ "memory.low", OTHER },
	{ "memory.min", OTHER },
	{ "memory.peak", OTHER },
	{ "memory.swap.max", OTHER },
	{ "memory.swap.current", OTHER },
	{ "memory.failcnt", OTHER },
	{ "memory.max_usage_in_bytes", OTHER },
	{ "memory.memsw.usage_in_bytes", OTHER },
	{ "memory.memsw.limit_in_bytes", OTHER },
	{ "memory.kmem.usage_in_bytes", offsetof(struct memcg, kernel_bytes) },
	{ "memory.kmem.limit_in_bytes", OTHER },
};

/* Of memory.stat, the ones that a look may begin with; v1's too. */
static const char *const stat_keys[] = {
	"anon",
	"file",
	"kernel",
	"kernel_stack",
	"pagetables",
	"percpu",
	"sock",
	"shmem",
	"vmalloc",
	"file_mapped",
	"file_dirty",
	"slab",
	"cache",
	"rss",
	"rss_huge",
	"mapped_file",
	"inactive_anon",
	"active_anon",
	"inactive_file",
	"active_file",
	"unevictable",
	"slab_reclaimable",
	"slab_unreclaimable",
	"hierarchical_memory_limit",
	"total_cache",
	"total_rss",
	"sec_pagetables",
	"zswap",
	"zswapped",
	"file_writeback",
	"swapcached",
	"anon_thp",
	"file_thp",
	"shmem_thp",
	"pgfault",
	"pgmajfault",
	"pgpgin",
	"pgpgout",
	"swap",
	"dirty",
	"writeback",
};

static size_t file_of(struct span path)
{
	for (size_t i = 0; i < COUNT(files); i++) {
		size_t n = strlen(files[i].name);

		if (path.len >= n &&
		    !memcmp(path.p + path.len - n, files[i].name, n) &&
		    (path.len == n || strchr("/. ", path.p[path.len - n - 1])))
			return i;
	}
	return COUNT(files);
}

/* The path that the command names last: "cat A B" is told apart by nobody. */
static struct span path_of(const struct look *look)
{
	struct span rest = span_of(look->command.data, look->command.len);
	struct span word, path = { 0 };

	while (span_word(&rest, &word)) {
		while (word.len && strchr("`'\"", word.p[word.len - 1]))
			word.len--;
		if (span_past(word, "memory.", &path))
			return word;
	}
	return (struct span){ 0 };
}

static bool is_value(struct span line)
{
	return form_is_number(line) || span_is(line, "max");
}

static bool is_stat(struct span line)
{
	struct span key, value;

	if (!span_word(&line, &key) || !span_word(&line, &value) ||
	    !line_ended(line) || !form_is_number(value))
		return false;
	for (size_t i = 0; i < COUNT(stat_keys); i++)
		if (span_is(key, stat_keys[i]))
			return true;
	return false;
}

/* "/sys/fs/cgroup/a/memory.max:123" */
static bool cut_name(struct span *line, struct span *ret_path)
{
	struct span rest = *line;

	if (!span_until(&rest, ':', ret_path) ||
	    file_of(*ret_path) == COUNT(files) || !is_value(span_trim(rest)))
		return false;
	*line = span_trim(rest);
	return true;
}

enum fit cgroup_files_fit(struct span line, struct look *look)
{
	struct span path = path_of(look);
	size_t file = file_of(path);

	if (cut_name(&line, &path)) {
		uint64_t bit = UINT64_C(1) << file_of(path);

		if (look->form && look->has & bit)
			return FIT_HEAD;
		look->has |= bit;
		return FIT_ROW;
	}
	if (file < COUNT(files) && !look->form && is_value(line)) {
		look->has = UINT64_C(1) << file;
		return FIT_HEAD;
	}
	if (!is_stat(line))
		return FIT_NOT;
	if (form_begins(line, "anon") || form_begins(line, "cache")) {
		if (look->has & STAT_BIT)
			return FIT_HEAD;
	}
	look->has |= STAT_BIT;
	return FIT_ROW;
}

/* Its directory, from the mount point on. */
static void directory_of(struct span path, char ret[PATH_LEN])
{
	const char *slash = path.len ? memrchr(path.p, '/', path.len) : NULL;
	struct span dir = span_of(path.p, slash ? (size_t)(slash - path.p) : 0);

	if (!span_cut(&dir, "/sys/fs/cgroup"))
		dir.len = 0;
	(void)span_cut(&dir, "/memory");
	span_copy(dir, ret, PATH_LEN);
	if (!*ret)
		strcpy(ret, "/");
}

/* The row of that path, made where it is new; NULL: no memory. */
struct memcg *cgroup_row(struct snapshot *snap, const char *path)
{
	struct memcgs *all = &snap->memcgs;
	struct memcg m = { .parent = NO_MEMCG };

	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(snap->strings.data + all->v[i].path, path))
			return &all->v[i];
	if (!snap->strings.len && buf_append(&snap->strings, "", 1))
		return NULL;
	if (VEC_GROW(all) || snapshot_add_string(snap, path, &m.path))
		return NULL;
	m.name = m.path;
	all->v[all->n] = m;
	return &all->v[all->n++];
}

static void set_value(struct memcg *m, size_t file, struct span value)
{
	struct opt_u64 *at;
	uint64_t v;

	if (file == COUNT(files) || files[file].offset == OTHER ||
	    span_u64(value, &v) || v >= UNLIMITED || v > AMOUNT_MAX)
		return;
	at = (void *)((char *)m + files[file].offset);
	*at = opt_u64(v);
}

int cgroup_files_fill(const struct look *look, struct snapshot *snap)
{
	struct span text = look_text(look), line, path = path_of(look);
	char dir[PATH_LEN];
	struct memcg *m;
	unsigned bad = 0;

	directory_of(path, dir);
	m = cgroup_row(snap, dir);
	while (m && span_line(&text, &line)) {
		if (cut_name(&line, &path)) {
			directory_of(path, dir);
			m = cgroup_row(snap, dir);
		}
		if (m && is_value(line))
			set_value(m, file_of(path), line);
	}
	if (!m)
		return -ENOMEM;
	(void)parse_memcg_stat(look_text(look), m, &bad);
	return 0;
}
