/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the report is shown: the options and what stdout is. */
#ifndef KMW_RUN_VIEW_H
#define KMW_RUN_VIEW_H

struct settings;
struct view;

/* Asks stdout, the environment and the locale for what s leaves open. */
void view_init(const struct settings *s, struct view *ret);

#endif
