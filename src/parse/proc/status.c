/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/status.h"

#include <errno.h>
#include <stddef.h>

#include "model/kernel/detail.h"
#include "parse/keyed.h"

/* "S (sleeping)" */
static int first_letter(struct span value, uint64_t *ret)
{
	value = span_trim(value);
	if (!value.len)
		return -EINVAL;
	*ret = (unsigned char)*value.p;
	return 0;
}

/* "real effective saved filesystem" */
static int effective(struct span line, uint64_t *ret)
{
	struct span word;

	for (int i = 0; i < 2; i++)
		if (!span_word(&line, &word) || span_u64(word, ret))
			return -EINVAL;
	return 0;
}

/* The last of all, in the innermost namespace. */
static int innermost(struct span line, uint64_t *ret)
{
	struct span word;
	int err = -EINVAL;

	while (span_word(&line, &word)) {
		err = span_u64(word, ret);
		if (err)
			break;
	}
	return err;
}

static const struct keyed_row rows[] = {
	KEYED_ROW("Name", struct proc_status, name, NULL),
	KEYED_ROW("State", struct proc_status, state, first_letter),
	KEYED_ROW("Tgid", struct proc_status, tgid, field_bytes),
	KEYED_ROW("Uid", struct proc_status, uid, effective),
	KEYED_ROW("Gid", struct proc_status, gid, effective),
	KEYED_ROW("NSpid", struct proc_status, ns_pid, innermost),
	KEYED_ROW("VmSize", struct proc_status, size, field_kib),
	KEYED_ROW("VmPin", struct proc_status, pinned, field_kib),
	KEYED_ROW("VmHWM", struct proc_status, peak, field_kib),
	KEYED_ROW("VmRSS", struct proc_status, rss, field_kib),
	KEYED_ROW("RssAnon", struct proc_status, rss_anon, field_kib),
	KEYED_ROW("RssFile", struct proc_status, rss_file, field_kib),
	KEYED_ROW("RssShmem", struct proc_status, rss_shmem, field_kib),
	KEYED_ROW("VmPTE", struct proc_status, page_tables, field_kib),
	KEYED_ROW("VmPMD", struct proc_status, page_middles, field_kib),
	KEYED_ROW("VmSwap", struct proc_status, swap, field_kib),
	KEYED_ROW("HugetlbPages", struct proc_status, hugetlb, field_kib),
	KEYED_ROW("Threads", struct proc_status, threads, field_bytes),
};

int parse_proc_status(struct span text, struct proc_status *ret, unsigned *bad)
{
	return keyed_lines(text, KEYED_FRESH(rows, ret), ':', bad);
}

int parse_task_memory(struct span text, struct task_memory *ret, unsigned *bad)
{
	struct proc_status st;
	unsigned n_bad = 0;

	if (parse_proc_status(text, &st, &n_bad) || !opt_or0(st.tgid) ||
	    st.tgid.v > INT32_MAX)
		return -EINVAL;
	*ret = (struct task_memory){
		.pid = (pid_t)st.tgid.v,
		.threads = opt_or0(st.state) == 'Z' ? opt_u64(0) : st.threads,
		.page_tables = st.page_tables,
		.hugetlb = st.hugetlb,
		.rss = st.rss,
		.shmem = st.rss_shmem,
		.pinned = st.pinned,
	};
	if (st.page_tables.known)
		ret->page_tables.v += opt_or0(st.page_middles);
	if (st.name.len)
		span_copy(st.name, ret->comm, sizeof(ret->comm));
	*bad += n_bad;
	return 0;
}
