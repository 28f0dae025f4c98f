/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/sight_words.h"

#include <stdio.h>

#include "account/sight.h"

const char *sight_words(const struct snapshot *snap, char dst[SIGHT_WORDS_MAX])
{
	unsigned missing = sight_missing(snap);
	const char *reason = sight_reason(snap);
	size_t len;

	dst[0] = '\0';
	if (!missing)
		return dst;
	len = (size_t)snprintf(dst, SIGHT_WORDS_MAX,
			       ", as far as could be seen (%s%s",
			       reason ? reason : "", reason ? ": " : "");
	for (unsigned bit = 1; bit & SIGHT_ALL; bit <<= 1) {
		if (!(missing & bit))
			continue;
		len += (size_t)snprintf(dst + len, SIGHT_WORDS_MAX - len,
					"%s%s", missing & (bit - 1) ? ", " : "",
					sight_name(snap, (enum sight)bit));
	}
	snprintf(dst + len, SIGHT_WORDS_MAX - len, " not seen)");
	return dst;
}
