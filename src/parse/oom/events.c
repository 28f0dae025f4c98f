/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who asked, who was killed and why: dump_header(), oom_kill_process() and
 * __oom_kill_process() of mm/oom_kill.c, warn_alloc() of mm/page_alloc.c.
 */
#include <string.h>

#include "parse/field.h"
#include "parse/oom/parts.h"
#include "parse/parse.h"

#define OOM_KILLER "oom-killer: gfp_mask"
#define FAILURE "page allocation failure"
#define VMALLOC_ERROR "vmalloc error: size "
#define VMALLOC_FAILURE "vmalloc: allocation failure"
#define STALLS "page allocation stalls for"

/* "gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), …" or "mode:0x…" */
static void read_gfp(struct oom *oom, struct span line, const char *name)
{
	struct span hex, flags;
	uint64_t v = 0;
	size_t n = 0;

	if (!span_past(line, name, &line) || !span_cut(&line, "0x"))
		return;
	while (n < line.len && n < 16 &&
	       memchr("0123456789abcdef", line.p[n], 16))
		n++;
	hex = span_of(line.p, n);
	if (span_hex(hex, &v) || v > AMOUNT_MAX)
		return;
	oom->gfp = opt_u64(v);
	line = span_from(line, n);
	if (span_cut(&line, "(") && span_until(&line, ')', &flags))
		span_copy(flags, oom->flags, sizeof(oom->flags));
}

static void read_order(struct oom *oom, struct span line, const char *name)
{
	struct span rest;
	uint64_t v = 0;
	bool minus;

	if (!span_past(line, name, &rest))
		return;
	minus = span_cut(&rest, "-");
	/* the kernel has no block of 2^64 pages */
	if (span_digits(&rest, &v) && v < 64)
		oom->order = (struct opt_i64){ minus ? -(int64_t)v : (int64_t)v,
					       true };
}

/* What stands before the words; a comm may have blanks. */
static void read_invoker(struct oom *oom, struct span line, struct span rest,
			 const char *words)
{
	struct span name = line;

	name.len = line.len - rest.len - strlen(words);
	name = span_trim(name);
	if (name.len && name.p[name.len - 1] == ':')
		name.len--;
	span_copy(name, oom->invoker, sizeof(oom->invoker));
}

static bool asked(struct oom_reading *r, struct span line)
{
	struct oom *oom = r->oom;
	struct span rest;

	if (span_past(line, OOM_KILLER, &rest)) {
		if (span_past(line, " invoked " OOM_KILLER, &rest))
			read_invoker(oom, line, rest, " invoked " OOM_KILLER);
		read_gfp(oom, line, "gfp_mask=");
		read_order(oom, line, "order=");
		if (oom->kind <= OOM_UNKNOWN)
			oom->kind = oom->order.known && oom->order.v < 0
					    ? OOM_SYSRQ
					    : OOM_GLOBAL;
		return true;
	}
	if (!span_past(line, FAILURE, &rest) && !span_past(line, STALLS, &rest))
		return false;
	read_invoker(oom, line, rest,
		     span_past(line, FAILURE, &rest) ? FAILURE : STALLS);
	read_order(oom, line, "order:");
	read_gfp(oom, line, "mode:");
	oom->kind = OOM_ALLOCATION;
	return true;
}

static struct opt_u64 kib_after(struct span line, const char *name)
{
	uint64_t v = 0;

	if (!oom_number_after(line, name, &v) || v > AMOUNT_MAX / 1024)
		return (struct opt_u64){ 0 };
	return opt_u64(v * 1024);
}

/*
 * "123 (comm) total-vm:4kB, …" or "123, UID 0, (comm)": the comm ends at the
 * last bracket before the figures, for it may have some itself.
 */
static bool read_victim(struct span line, struct oom_victim *ret)
{
	struct span rest = line, name, tail;
	uint64_t pid = 0;
	size_t end;

	if (!span_digits(&rest, &pid) || !pid || pid > INT32_MAX ||
	    !span_until(&rest, '(', &name))
		return false;
	name = rest;
	if (span_past(rest, ") total-vm:", &tail) ||
	    span_past(rest, ") vsz:", &tail) ||
	    span_past(rest, ") score ", &tail) ||
	    span_past(rest, "), now anon-rss:", &tail))
		name.len = (size_t)(tail.p - rest.p);
	for (end = name.len; end && name.p[end - 1] != ')'; end--)
		;
	if (!end)
		return false;
	name.len = end - 1;
	*ret = (struct oom_victim){ .pid = (pid_t)pid };
	span_copy(name, ret->comm, sizeof(ret->comm));
	ret->total_vm_bytes = kib_after(line, " total-vm:");
	if (!ret->total_vm_bytes.known)
		ret->total_vm_bytes = kib_after(line, " vsz:");
	return true;
}

/* "Kill process" is a thread or a parent; who was "Killed" stands behind it. */
static bool killed(struct oom_reading *r, struct span line)
{
	struct span rest;
	struct oom_victim v;
	bool sure = span_past(line, "Killed process ", &rest);

	if (!sure && !span_past(line, "Kill process ", &rest) &&
	    !span_past(line, "kill process ", &rest))
		return false;
	if (span_past(line, "emory cgroup out of memory", &line))
		r->oom->kind = OOM_CGROUP;
	else if (r->oom->kind <= OOM_UNKNOWN)
		r->oom->kind = OOM_GLOBAL;
	if (r->killed || !read_victim(rest, &v))
		return true;
	if (sure) {
		v.anon_bytes = kib_after(rest, " anon-rss:");
		v.file_bytes = kib_after(rest, " file-rss:");
		v.shmem_bytes = kib_after(rest, " shmem-rss:");
	}
	r->killed = sure;
	r->oom->killed = v;
	return true;
}

static bool reaped(struct oom_reading *r, struct span line)
{
	struct oom_victim v;

	if (!span_past(line, "oom_reaper: reaped process ", &line))
		return false;
	/* its figures are what is left, not what it had */
	if (!r->oom->killed.pid && read_victim(line, &v))
		r->oom->killed = v;
	if (r->oom->kind <= OOM_UNKNOWN)
		r->oom->kind = OOM_GLOBAL;
	return true;
}

/* Copies what stands between two words; a path or name may have commas. */
static void copy_between(struct span line, const char *from, const char *to,
			 char *dst, size_t cap)
{
	struct span rest, end;

	if (*dst || !span_past(line, from, &rest))
		return;
	if (to && span_past(rest, to, &end))
		rest.len = (size_t)(end.p - rest.p) - strlen(to);
	span_copy(span_trim(rest), dst, cap);
}

static const struct field_word constraints[] = {
	{ "CONSTRAINT_NONE", OOM_GLOBAL },
	{ "CONSTRAINT_CPUSET", OOM_CPUSET },
	{ "CONSTRAINT_MEMORY_POLICY", OOM_MEMPOLICY },
	{ "CONSTRAINT_MEMCG", OOM_CGROUP },
};

/* Since 5.0: "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=…,…,task=c,pid=1,uid=0" */
static bool constraint(struct oom_reading *r, struct span line)
{
	struct oom *oom = r->oom;
	struct span rest, word;
	uint64_t pid = 0;
	int kind = OOM_UNKNOWN;

	if (!span_past(line, "oom-kill:constraint=", &rest))
		return false;
	if (span_item(&rest, ',', &word) &&
	    FIELD_WORD(word, constraints, &kind) && oom->kind != OOM_SYSRQ)
		oom->kind = (enum oom_kind)kind;
	copy_between(rest, ",oom_memcg=", ",task_memcg=", oom->cgroup,
		     sizeof(oom->cgroup));
	copy_between(rest, ",task_memcg=", ",task=", oom->task_cgroup,
		     sizeof(oom->task_cgroup));
	if (oom->killed.pid || !oom_number_after(rest, ",pid=", &pid) || !pid ||
	    pid > INT32_MAX)
		return true;
	oom->killed.pid = (pid_t)pid;
	copy_between(rest, ",task=", ",pid=", oom->killed.comm,
		     sizeof(oom->killed.comm));
	return true;
}

/* Before 5.0: "Task in A killed as a result of limit of B" */
static bool limit_of(struct oom_reading *r, struct span line)
{
	struct oom *oom = r->oom;

	if (!span_past(line, " as a result of limit of ",
		       &(struct span){ 0 }) &&
	    !span_past(line, "Memory limit reached of cgroup ",
		       &(struct span){ 0 }))
		return false;
	copy_between(line, "Task in ", " killed as a result", oom->task_cgroup,
		     sizeof(oom->task_cgroup));
	copy_between(line, "limit of ", NULL, oom->cgroup, sizeof(oom->cgroup));
	copy_between(line, "reached of cgroup ", NULL, oom->cgroup,
		     sizeof(oom->cgroup));
	oom->kind = OOM_CGROUP;
	return true;
}

static const struct {
	const char *words;
	enum oom_kind kind; /* where nothing else is known */
} others[] = {
	{ VMALLOC_ERROR, OOM_ALLOCATION },
	{ VMALLOC_FAILURE, OOM_ALLOCATION },
	{ " are going to be killed due to memory.oom.group set", OOM_CGROUP },
	{ "No available memory (MPOL_BIND)", OOM_MEMPOLICY },
	{ "No available memory in cpuset", OOM_CPUSET },
	{ "ysRq : Show Memory", OOM_SYSRQ },
	{ "ysrq: Show Memory", OOM_SYSRQ },
	{ "ysRq : Manual OOM execution", OOM_SYSRQ },
	{ "ysrq: Manual OOM execution", OOM_SYSRQ },
	{ "Mem-Info:", OOM_UNKNOWN },
	{ "Mem-info:", OOM_UNKNOWN },
};

static bool other(struct oom_reading *r, struct span line)
{
	struct span rest;

	if (span_past(line, "Out of memory and no killable processes", &rest)) {
		r->oom->no_killable = true;
		if (r->oom->kind <= OOM_UNKNOWN)
			r->oom->kind = OOM_GLOBAL;
		return true;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (!span_past(line, others[i].words, &rest))
			continue;
		if (others[i].kind > r->oom->kind)
			r->oom->kind = others[i].kind;
		return true;
	}
	return false;
}

/*
 * "CPU: 0 PID: 1 Comm: x Not tainted 6.1.0-18-amd64 #1", "Tainted: G  W  4.18.0"
 * of dump_stack_print_info(): the first word that is a version.
 */
void oom_release_line(struct oom_reading *r, struct span line)
{
	struct host *h = &r->snap->host;
	struct span word;

	if (!span_past(line, "ot tainted ", &line) &&
	    !span_past(line, "Tainted: ", &line))
		return;
	while (!h->kernel[0] && span_word(&line, &word)) {
		if (*word.p < '0' || *word.p > '9' ||
		    !memchr(word.p, '.', word.len))
			continue;
		span_copy(word, h->kernel, sizeof(h->kernel));
		h->kernel_version = parse_kernel_release(word);
	}
}

bool oom_event_line(struct oom_reading *r, struct span line)
{
	bool is = asked(r, line) || constraint(r, line) || killed(r, line) ||
		  reaped(r, line) || limit_of(r, line) || other(r, line);

	if (is)
		r->in = IN_NOTHING;
	return is;
}

bool oom_line_begins(struct span line)
{
	static const char *const words[] = {
		OOM_KILLER,	     FAILURE,	      STALLS,
		VMALLOC_ERROR,	     VMALLOC_FAILURE, "ysRq : Show Memory",
		"ysrq: Show Memory",
	};
	struct span rest;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_past(line, words[i], &rest))
			return true;
	return false;
}

bool oom_line_goes_on(struct span line)
{
	static const struct {
		const char *begin;
		const char *end;
	} whole[] = {
		{ " invoked " OOM_KILLER, "order=" },
		{ "oom-kill:constraint=", ",uid=" },
		{ " tgid total_vm ", " name" },
		{ " killed as a result of limit of", " limit of /" },
		{ "memory: usage ", "failcnt " },
		{ "memory+swap: usage ", "failcnt " },
		{ "kmem: usage ", "failcnt " },
		{ " total-vm:", " file-rss:" },
		{ " hugepages_total=", " hugepages_size=" },
	};
	struct span rest;

	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (span_past(line, whole[i].begin, &rest))
			return !span_past(line, whole[i].end, &rest);
	return oom_is_nameless_task(line);
}
