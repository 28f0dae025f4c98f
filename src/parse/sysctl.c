/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/parse.h"

#include <errno.h>

#include "model/snapshot.h"
#include "parse/field.h"

/*
 * Without a newline behind it the last number may lack digits: it is not
 * taken, those before it are. A file with more numbers than asked for is
 * another one than the caller thinks, and gives none.
 */
int parse_sysctl(struct span text, struct opt_u64 *ret, size_t n, unsigned *bad)
{
	struct span line = { 0 }, rest, word;
	bool whole;
	size_t i = 0;

	if (!span_line(&text, &line) || line_ended(line))
		return -EINVAL;
	whole = line_whole(&text, line);
	rest = line;
	while (span_word(&rest, &word))
		i++;
	for (size_t k = 0; k < n; k++)
		ret[k] = (struct opt_u64){ 0 };
	if (i > n) {
		(*bad)++;
		return 0;
	}
	*bad += (unsigned)(n - i);
	for (size_t k = 0; k < n && span_word(&line, &word); k++) {
		uint64_t v = 0;
		bool cut = !whole && line_ended(line);

		if (cut || field_amount(word, 1, PAGES_MAX, &v))
			(*bad)++;
		else
			ret[k] = opt_u64(v);
	}
	return 0;
}

int parse_sysctl_list(struct span text, const char *key, struct opt_u64 *ret,
		      size_t n, unsigned *bad)
{
	struct span line, name;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		struct span values = line;

		if (span_until(&values, '=', &name) &&
		    span_is(span_trim(name), key))
			return parse_sysctl(span_of(values.p,
						    values.len + whole),
					    ret, n, bad);
	}
	return -EINVAL;
}

struct opt_u64 parse_kernel_release(struct span text)
{
	uint64_t major = 0, minor = 0;
	struct span head;

	text = span_trim(text);
	if (!span_until(&text, '.', &head) || span_u64(head, &major) ||
	    !span_digits(&text, &minor) || major > UINT16_MAX ||
	    minor > UINT16_MAX)
		return (struct opt_u64){ 0 };
	return opt_u64(KERNEL(major, minor));
}
