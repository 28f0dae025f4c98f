/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/alert/alert_state.h"

#include <string.h>

#include "util/escape.h"

void incident_key(char ret[INCIDENT_KEY_MAX], const char *code,
		  const char *holder)
{
	size_t len = strlen(code);

	memcpy(ret, code, len + 1);
	if (!*holder)
		return;
	ret[len++] = ':';
	escape_str(ret + len, INCIDENT_KEY_MAX - len, holder);
}
