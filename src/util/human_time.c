/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/human_time.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Nobody plans by more digits. */
static const struct unit {
	double below;
	double seconds;
	const char *name;
	int decimals;
} units[] = {
	{ 90, 1, "s", 0 },
	{ 90.0 * 60, 60, "min", 0 },
	{ 36.0 * 3600, 3600, "h", 1 },
	{ 0, 86400, "days", 0 },
};

/* Of a number: no more digits than a slope is worth. */
#define DIGITS_MAX 24

static const struct unit *unit_of(double seconds)
{
	size_t i = 0;

	while (units[i].below > 0 && seconds >= units[i].below)
		i++;
	return &units[i];
}

static void put_number(char dst[DIGITS_MAX], const struct unit *u,
		       double seconds)
{
	snprintf(dst, DIGITS_MAX, "%.*f", u->decimals, seconds / u->seconds);
}

const char *human_time(char dst[HUMAN_TIME_MAX], double seconds)
{
	return human_time_range(dst, seconds, seconds);
}

const char *human_time_range(char dst[HUMAN_TIME_MAX], double sooner_seconds,
			     double later_seconds)
{
	const struct unit *u = unit_of(later_seconds);
	char sooner[DIGITS_MAX], later[DIGITS_MAX];

	put_number(sooner, u, sooner_seconds);
	put_number(later, u, later_seconds);
	if (strcmp(sooner, later) != 0)
		snprintf(dst, HUMAN_TIME_MAX, "%s-%s %s", sooner, later,
			 u->name);
	else
		snprintf(dst, HUMAN_TIME_MAX, "%s %s", later, u->name);
	return dst;
}
