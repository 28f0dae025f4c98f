/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/paste/command.h"

#include <ctype.h>
#include <string.h>

#include "capture/paste/clean.h"
#include "parse/field.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define WORDS_MAX 8
#define PROMPT_MAX 80

static const char *const tools[] = {
	"cat",	   "free",     "top",	 "htop",    "ss",	  "netstat",
	"slabtop", "smem",     "dmesg",	 "grep",    "egrep",	  "ps",
	"vmstat",  "sar",      "head",	 "tail",    "sort",	  "watch",
	"uname",   "numastat", "docker", "kubectl", "journalctl", "lsof",
	"pmap",	   "sysctl",   "nstat",	 "date",    "jcmd",	  "crash",
	"nsenter", "ip",       "awk",	 "echo",    "sudo",	  "more",
	"less",	   "lsmod",    "df",	 "ipcs",    "ls",	  "crash>",
};

/* A word as it was typed: without the marks of Markdown around it. */
static struct span bare(struct span word)
{
	while (word.len && strchr("`'\"(", *word.p))
		word = span_from(word, 1);
	while (word.len && strchr("`:'\")", word.p[word.len - 1]))
		word.len--;
	return word;
}

static bool is_tool(struct span word)
{
	word = bare(word);
	for (size_t i = 0; i < COUNT(tools); i++)
		if (span_is(word, tools[i]))
			return true;
	return false;
}

static bool ends_prompt(struct span word)
{
	return word.len && strchr("$#>%", word.p[word.len - 1]);
}

/* "==> /proc/meminfo <==" of head and tail. */
static bool is_file_heading(struct span line)
{
	return span_starts(line, "==> ") && line.len > 8 &&
	       !memcmp(line.p + line.len - 4, " <==", 4);
}

/* The marks of a prompt and of Markdown, but not of a quotation. */
static struct span without_marks(struct span line)
{
	while (line.len && strchr("$#%*-+> \t", *line.p))
		line = span_from(line, 1);
	return line;
}

bool command_line(struct span line, struct span *ret)
{
	struct span rest = without_marks(line), word, before = { 0 };

	*ret = line;
	if (is_file_heading(line))
		return true;
	for (int i = 0; i < WORDS_MAX && span_word(&rest, &word); i++) {
		if (is_tool(word) && (!i || ends_prompt(before))) {
			*ret = span_of(word.p,
				       (size_t)(rest.p + rest.len - word.p));
			return true;
		}
		/* "user@host:~/dir $ ./program": no tool of ours */
		if (i && ends_prompt(before) && memchr(line.p, '@', line.len)) {
			*ret = span_of(word.p,
				       (size_t)(rest.p + rest.len - word.p));
			return true;
		}
		before = word;
	}
	*ret = span_of(line.p, 0);
	return line.len < PROMPT_MAX && ends_prompt(line) &&
	       (line.len < 3 || memchr(line.p, '@', line.len) ||
		*line.p == '[' || *line.p == '-');
}

bool command_divider(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (isalnum((unsigned char)line.p[i]) ||
		    (unsigned char)line.p[i] >= 0x80)
			return span_starts(line, "```") ||
			       span_starts(line, "~~~");
	return true;
}
