/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "model/alert/alert_state.h"
#include "util/fnv.h"

#define SEVERITY_MAX 3
#define COUNT_MAX (UINT32_MAX / 2) /* it is counted on */

static bool is_printable(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

static bool is_sound(const struct incident *in)
{
	return *in->key && is_printable(in->key) && is_printable(in->title) &&
	       in->severity <= SEVERITY_MAX && in->seen <= COUNT_MAX &&
	       in->clear <= COUNT_MAX && in->flaps <= COUNT_MAX;
}

int alert_state_check(const struct alert_state *s)
{
	for (size_t i = 0; i < s->n_samples; i++)
		if (s->samples[i].time_ms > INT64_MAX ||
		    (i && s->samples[i].time_ms <= s->samples[i - 1].time_ms))
			return -EINVAL;
	for (size_t i = 0; i < s->n_incidents; i++) {
		if (!is_sound(&s->incidents[i]))
			return -EINVAL;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(s->incidents[k].key, s->incidents[i].key))
				return -EINVAL;
	}
	return 0;
}

uint64_t alert_state_sum(const char *p, size_t len)
{
	return fnv_bytes(FNV_BASIS, p, len);
}
