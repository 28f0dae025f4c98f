/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs while kmemwhere is built: prints its bash completion. */
#include <stdio.h>
#include <string.h>

#include "options/options.h"

static const char head[] =
	"# bash completion for kmemwhere; generated from its options table\n"
	"_kmemwhere()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} words name _\n"
	"\tlocal prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	"\tCOMPREPLY=()\n"
	"\t# bash cuts --name=word into three words\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tprev+='='\n"
	"\t\tcur=\n"
	"\telif [[ $prev == = ]]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD-2]}=\n"
	"\tfi\n"
	"\tcase $prev in\n";

static const char tail[] =
	"\tesac\n"
	"\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	"\treturn 0\n"
	"}\n"
	"complete -F _kmemwhere kmemwhere\n";

/* What completes an argument, by the name that --help shows for it. */
static const struct {
	const char *arg;
	const char *code;
} completers[] = {
	{ "DIR", "\t\tcompopt -o filenames\n"
		 "\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
		 "\t\treturn 0\n" },
	{ "FILE", "\t\tcompopt -o filenames\n"
		  "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
		  "\t\treturn 0\n" },
	{ "PROGRAM", "\t\tcompopt -o filenames\n"
		     "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
		     "\t\treturn 0\n" },
	{ "LEVEL", "\t\twords='warning critical'\n" },
	{ "COL", "\t\twhile read -r name _; do words+=\" $name\"; done \\\n"
		 "\t\t\t< <(\"$1\" --list-columns 2>/dev/null)\n" },
	{ "LIST",
	  "\t\twhile read -r name _; do words+=\" $name\"; done \\\n"
	  "\t\t\t< <(\"$1\" --list-columns 2>/dev/null)\n"
	  "\t\tname=${cur##*[,+]}\n"
	  "\t\tmapfile -t COMPREPLY < <(compgen -P \"${cur%\"$name\"}\" \\\n"
	  "\t\t\t-W \"$words\" -- \"$name\")\n"
	  "\t\treturn 0\n" },
};

static void words(const char *list)
{
	fputs("\t\twords='", stdout);
	for (; *list; list++)
		putchar(*list == '|' ? ' ' : *list);
	fputs("'\n", stdout);
}

static void argument(const struct option_row *row)
{
	const char *code = "\t\treturn 0\n"; /* nothing can be proposed */

	putchar('\t');
	if (row->letter)
		printf("-%c|", row->letter);
	if (!row->arg_optional)
		printf("--%s|", row->name);
	printf("--%s=)\n", row->name);
	for (size_t i = 0; i < sizeof(completers) / sizeof(*completers); i++)
		if (!strcmp(row->arg, completers[i].arg))
			code = completers[i].code;
	if (option_has_words(row))
		words(row->arg);
	else
		fputs(code, stdout);
	fputs("\t\t;;\n", stdout);
}

int main(void)
{
	fputs(head, stdout);
	for (size_t i = 0; i < option_rows_n; i++)
		if (option_rows[i].arg)
			argument(&option_rows[i]);
	fputs("\t*)\n\t\twords='", stdout);
	for (size_t i = 0; i < option_rows_n; i++) {
		if (option_rows[i].letter)
			printf("-%c ", option_rows[i].letter);
		printf("--%s ", option_rows[i].name);
	}
	fputs("'\n\t\t;;\n", stdout);
	fputs(tail, stdout);
	return fflush(stdout) ? 1 : 0;
}
