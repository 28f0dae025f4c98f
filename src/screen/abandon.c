/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <curses.h>
#include <term.h>
#include <unistd.h>

void screen_abandon(void);

/* A file of its own: term.h takes words like "columns" for itself. */
void screen_abandon(void)
{
	int err;

	if (setupterm(NULL, STDOUT_FILENO, &err) != OK)
		return;
	if (exit_ca_mode)
		putp(exit_ca_mode);
	if (cursor_normal)
		putp(cursor_normal);
	if (exit_attribute_mode)
		putp(exit_attribute_mode);
	fflush(stdout);
}
