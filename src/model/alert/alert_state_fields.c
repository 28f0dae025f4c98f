/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/alert/alert_state.h"
#include "model/field.h"

#define X(id, name)                                 \
	FIELD_KEY(name, struct alert_sample, v[id], \
		  MEANS("What it was then."), .unit = "bytes"),
static const struct field sample[] = {
	FIELD(struct alert_sample, time_ms,
	      MEANS("When it was taken, since 1970.")),
	TRENDS(X)
};
#undef X
const struct table fields_alert_sample = TABLE(sample);

static const struct field incident[] = {
	FIELD_TEXT(struct incident, key, MASK_NOT,
		   MEANS("The finding's code and whom it is about.")),
	FIELD_TEXT(struct incident, title, MASK_NOT,
		   MEANS("Its sentence, as it was last reported.")),
	FIELD(struct incident, severity,
	      MEANS("The worst that was reported, 0 (ok) to 3.")),
	FIELD(struct incident, raised, MEANS("Whether it has been reported.")),
	FIELD(struct incident, seen,
	      MEANS("Runs in a row at its level, before it is reported.")),
	FIELD(struct incident, clear,
	      MEANS("Runs in a row without it, once reported.")),
	FIELD(struct incident, flaps,
	      MEANS("How often it came back soon after its end.")),
	FIELD(struct incident, first_ms, MEANS("When it began, since 1970.")),
	FIELD(struct incident, told_ms,
	      MEANS("When it was last reported, since 1970.")),
	FIELD(struct incident, cleared_ms, MEANS("When it ended, since 1970.")),
};
const struct table fields_incident = TABLE(incident);

static const struct field state[] = {
	FIELD_TEXT(struct alert_state, boot_id, MASK_BOOT,
		   MEANS("The boot that the samples are of.")),
};
const struct table fields_alert_state = TABLE(state);
