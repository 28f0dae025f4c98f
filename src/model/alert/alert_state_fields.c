/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/alert/alert_state.h"
#include "model/field.h"

#define X(id, name) FIELD_KEY(name, struct alert_sample, v[id]),
static const struct field sample[] = { FIELD(struct alert_sample, time_ms),
				       TRENDS(X) };
#undef X
const struct table fields_alert_sample = TABLE(sample);

static const struct field incident[] = {
	FIELD_TEXT(struct incident, key, MASK_NOT),
	FIELD_TEXT(struct incident, title, MASK_NOT),
	FIELD(struct incident, severity),
	FIELD(struct incident, raised),
	FIELD(struct incident, seen),
	FIELD(struct incident, clear),
	FIELD(struct incident, flaps),
	FIELD(struct incident, first_ms),
	FIELD(struct incident, told_ms),
	FIELD(struct incident, cleared_ms),
};
const struct table fields_incident = TABLE(incident);

static const struct field state[] = {
	FIELD_TEXT(struct alert_state, boot_id, MASK_BOOT),
};
const struct table fields_alert_state = TABLE(state);
