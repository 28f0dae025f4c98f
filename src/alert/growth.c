/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/growth.h"

#include <string.h>

#include "account/growth/slope.h"
#include "diagnose/finding.h"
#include "model/snapshot.h"
#include "util/span.h"

#define HOUR 3600.0

/* UDP's growth is the kernel's, too: reported as its evidence, not twice. */
static const struct {
	bool judged; /* else it is only evidence for the kernel's */
	enum finding_code code;
	const char *words;
} trends[TREND_N] = {
	[TREND_KERNEL] = { true, F_GROWTH_KERNEL, "kernel memory grows" },
	[TREND_PROCESSES] = { true, F_GROWTH_PROCESSES,
			      "processes' private memory grows" },
	[TREND_UNACCOUNTED] = { .words = "kernel memory not covered by any "
					 "counter grows" },
	[TREND_UDP] = { .words = "UDP memory grows" },
	[TREND_TCP] = { .words = "TCP memory grows" },
};

static bool starts_anew(const struct alert_state *state, const char *boot_id,
			const struct alert_sample *sample)
{
	const struct alert_sample *last =
		state->n_samples ? &state->samples[state->n_samples - 1] : NULL;

	return strcmp(state->boot_id, boot_id) != 0 ||
	       (last && sample->time_ms <= last->time_ms);
}

void samples_push(struct alert_state *state, const char *boot_id,
		  const struct alert_sample *sample)
{
	if (starts_anew(state, boot_id, sample)) {
		state->n_samples = 0;
		span_copy(span_of(boot_id, strlen(boot_id)), state->boot_id,
			  sizeof(state->boot_id));
	}
	if (state->n_samples == ALERT_SAMPLES_MAX) {
		memmove(&state->samples[0], &state->samples[1],
			(ALERT_SAMPLES_MAX - 1) * sizeof(*state->samples));
		state->n_samples--;
	}
	state->samples[state->n_samples++] = *sample;
}

/* Minutes that the samples of a trend span; 0 where they are too few. */
static unsigned fit(const struct alert_state *past, enum trend trend,
		    struct slope *ret)
{
	struct slope_point points[ALERT_SAMPLES_MAX];
	uint64_t span_ms;
	size_t n = 0;

	for (size_t i = 0; i < past->n_samples; i++) {
		const struct alert_sample *s = &past->samples[i];

		if (s->v[trend].known)
			points[n++] = (struct slope_point){
				.at_ms = (int64_t)s->time_ms,
				.value = s->v[trend].v
			};
	}
	if (n < GROWTH_SAMPLES_MIN)
		return 0;
	span_ms = (uint64_t)(points[n - 1].at_ms - points[0].at_ms);
	if (span_ms < GROWTH_SPAN_MIN_MS)
		return 0;
	slope_fit(points, n, ret);
	return ret->known ? (unsigned)(span_ms / 60000) : 0;
}

static void parts(struct finding *f, double whole,
		  const struct alert_state *past)
{
	static const enum trend of_kernel[] = { TREND_UDP, TREND_TCP,
						TREND_UNACCOUNTED };

	for (size_t i = 0; i < sizeof(of_kernel) / sizeof(*of_kernel); i++) {
		struct slope s;

		if (fit(past, of_kernel[i], &s) &&
		    s.per_second * HOUR >= whole / 4)
			say(f, "%s by %s per hour", trends[of_kernel[i]].words,
			    BYTES(s.per_second * HOUR));
	}
}

void growth_judge(struct judge *j, enum trend trend, uint64_t bytes_hour,
		  const struct alert_state *past)
{
	unsigned minutes;
	struct finding *f;
	struct slope s;
	double hourly;

	if (!trends[trend].judged)
		return;
	minutes = fit(past, trend, &s);
	/* three quarters of all pairs grow: no noise, no single step */
	if (!minutes || s.low <= 0)
		return;
	hourly = s.per_second * HOUR;
	if (hourly < (double)bytes_hour / 2 || hourly > (double)INT64_MAX)
		return;
	f = finding_open(j, trends[trend].code,
			 hourly < (double)bytes_hour ? SEV_NOTICE : SEV_WARNING,
			 CONF_MEDIUM,
			 past->samples[past->n_samples - 1].v[trend],
			 "%s by %s per hour", trends[trend].words,
			 BYTES(hourly));
	say(f,
	    "median of %zu samples over %u minutes; a quarter of the pairs "
	    "is below %s per hour",
	    past->n_samples, minutes, BYTES(s.low * HOUR));
	if (trend == TREND_KERNEL)
		parts(f, hourly, past);
	finding_remedies(f, NULL);
}
