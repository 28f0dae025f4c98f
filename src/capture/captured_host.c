/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/captured_host.h"

#include <string.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "util/buf.h"
#include "util/span.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* The first line of a file, without blanks around. False where there is none. */
static bool first_line(const struct source *src, const char *name,
		       struct buf *text, struct span *ret)
{
	struct span all, line;

	if (source_read(src, name, text))
		return false;
	all = span_of(text->data, text->len);
	if (!span_line(&all, &line))
		return false;
	*ret = span_trim(line);
	return ret->len > 0;
}

static void set(char *dst, size_t cap, struct span value)
{
	if (!*dst)
		span_copy(value, dst, cap);
}

/* "Linux version 6.1.0-18-amd64 (builder@host) …" */
static void from_version(const struct source *src, struct buf *text,
			 struct host *h)
{
	struct span line, word, release;

	if (first_line(src, "proc/version", text, &line) &&
	    span_word(&line, &word) && span_is(word, "Linux") &&
	    span_word(&line, &word) && span_is(word, "version") &&
	    span_word(&line, &release))
		set(h->kernel, sizeof(h->kernel), release);
}

/* uname -a: "Linux HOST RELEASE #1 SMP … MACHINE GNU/Linux" */
static void from_uname(const struct source *src, const char *name,
		       struct buf *text, struct host *h)
{
	struct span line, word, node, release, machine = { 0 }, system = { 0 };

	if (!first_line(src, name, text, &line) || !span_word(&line, &word) ||
	    !span_is(word, "Linux") || !span_word(&line, &node) ||
	    !span_word(&line, &release))
		return;
	set(h->name, sizeof(h->name), node);
	set(h->kernel, sizeof(h->kernel), release);
	while (span_word(&line, &word)) {
		machine = system;
		system = word;
	}
	if (machine.len &&
	    (span_is(system, "GNU/Linux") || span_is(system, "Linux")))
		set(h->arch, sizeof(h->arch), machine);
}

/* Distributions end a release in the architecture, in their own words. */
static void arch_from_release(struct host *h)
{
	static const struct {
		const char *suffix;
		const char *arch;
	} suffixes[] = {
		{ "x86_64", "x86_64" },	  { "amd64", "x86_64" },
		{ "i686", "i686" },	  { "686-pae", "i686" },
		{ "aarch64", "aarch64" }, { "arm64", "aarch64" },
		{ "ppc64le", "ppc64le" }, { "ppc64", "ppc64" },
		{ "s390x", "s390x" },	  { "riscv64", "riscv64" },
	};
	size_t len = strlen(h->kernel);

	for (size_t i = 0; i < COUNT(suffixes); i++) {
		size_t n = strlen(suffixes[i].suffix);

		if (len > n && !strcmp(h->kernel + len - n, suffixes[i].suffix))
			set(h->arch, sizeof(h->arch),
			    span_of(suffixes[i].arch,
				    strlen(suffixes[i].arch)));
	}
}

/* "1234.56 789.01", seconds */
static void from_uptime(const struct source *src, struct buf *text,
			struct host *h)
{
	uint64_t s = 0, hundredths = 0;
	struct span line, word, whole;

	if (!first_line(src, "proc/uptime", text, &line) ||
	    !span_word(&line, &word) || !span_until(&word, '.', &whole) ||
	    word.len != 2 || span_u64(whole, &s) ||
	    span_u64(word, &hundredths) || s > UINT32_MAX)
		return;
	h->uptime_ms = opt_u64(s * 1000 + hundredths * 10);
}

/* Lines that begin with the word and a digit, or with the word alone. */
static uint64_t count_lines(struct span text, const char *word, bool numbered)
{
	size_t len = strlen(word);
	struct span line;
	uint64_t n = 0;

	while (span_line(&text, &line)) {
		bool digit = line.len > len && line.p[len] >= '0' &&
			     line.p[len] <= '9';

		if (span_starts(line, word) && (digit || !numbered))
			n++;
	}
	return n;
}

static void from_cpus(const struct source *src, struct buf *text,
		      struct host *h)
{
	uint64_t n = 0;

	if (!source_read(src, "proc/stat", text))
		n = count_lines(span_of(text->data, text->len), "cpu", true);
	/* "processor : 0"; on s390x "processor 0: …" */
	if (!n && !source_read(src, "proc/cpuinfo", text))
		n = count_lines(span_of(text->data, text->len), "processor",
				false);
	if (n)
		h->cpus = opt_u64(n);
}

void captured_host(const struct source *src, struct host *ret)
{
	const struct {
		const char *file;
		char *dst;
		size_t cap;
	} lines[] = {
		{ "proc/sys/kernel/hostname", ret->name, sizeof(ret->name) },
		{ "hostname", ret->name, sizeof(ret->name) },
		{ "etc/hostname", ret->name, sizeof(ret->name) },
		{ "proc/sys/kernel/osrelease", ret->kernel,
		  sizeof(ret->kernel) },
		{ "proc/sys/kernel/random/boot_id", ret->boot_id,
		  sizeof(ret->boot_id) },
	};
	struct buf text = { 0 };
	struct span line;

	for (size_t i = 0; i < COUNT(lines); i++)
		if (first_line(src, lines[i].file, &text, &line))
			set(lines[i].dst, lines[i].cap, line);
	from_version(src, &text, ret);
	from_uname(src, "uname", &text, ret);
	from_uname(src, "sos_commands/kernel/uname_-a", &text, ret);
	arch_from_release(ret);
	from_uptime(src, &text, ret);
	from_cpus(src, &text, ret);
	buf_free(&text);
}
