/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json/jout.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "render/text.h"
#include "util/buf.h"
#include "util/escape.h"
#include "util/human.h"

#define LAST_YEAR 9999 /* four digits, or it is no ISO 8601 */

/* 15 digits give back every decimal fraction as it was written. */
#define DUMP_FLAGS (JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15))

static void fail(struct jout *j, int error)
{
	if (!j->error)
		j->error = error;
}

static void put(struct jout *j, const char *s)
{
	if (!j->error && fputs_unlocked(s, j->out) == EOF)
		fail(j, errno ? -errno : -EIO);
}

static void put_key(struct jout *j, const char *key)
{
	if (j->follow)
		put(j, ",");
	j->follow = true;
	if (!key)
		return;
	put(j, "\"");
	put(j, key);
	put(j, "\":");
}

/* Writes and drops a value of jansson; NULL: it could not be made. */
static void put_json(struct jout *j, const char *key, json_t *v)
{
	if (!v) {
		fail(j, -ENOMEM);
		return;
	}
	put_key(j, key);
	errno = 0;
	if (!j->error && json_dumpf(v, j->out, DUMP_FLAGS))
		fail(j, errno ? -errno : -EIO);
	json_decref(v);
}

void jout_open(struct jout *j, const char *key, char bracket)
{
	put_key(j, key);
	put(j, (char[]){ bracket, '\0' });
	j->follow = false;
}

void jout_close(struct jout *j, char bracket)
{
	put(j, (char[]){ bracket, '\0' });
	j->follow = true;
}

void jout_null(struct jout *j, const char *key)
{
	put_key(j, key);
	put(j, "null");
}

void jout_bool(struct jout *j, const char *key, bool v)
{
	put_key(j, key);
	put(j, v ? "true" : "false");
}

void jout_i64(struct jout *j, const char *key, int64_t v)
{
	char digits[HUMAN_MAX] = "-";
	size_t sign = v < 0;

	human_count(digits + sign, sign ? 0 - (uint64_t)v : (uint64_t)v);
	put_key(j, key);
	put(j, digits);
}

void jout_u64(struct jout *j, const char *key, uint64_t v)
{
	jout_opt(j, key, opt_u64(v));
}

struct opt_i64 jout_fit(struct opt_u64 v)
{
	struct opt_i64 ret = opt_signed(v);

	ret.known = v.known && v.v <= INT64_MAX;
	return ret;
}

void jout_opt(struct jout *j, const char *key, struct opt_u64 v)
{
	jout_opt_i64(j, key, jout_fit(v));
}

void jout_opt_i64(struct jout *j, const char *key, struct opt_i64 v)
{
	if (v.known)
		jout_i64(j, key, v.v);
	else
		jout_null(j, key);
}

void jout_amounts(struct jout *j, const struct jamount *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		jout_opt_i64(j, v[i].key, v[i].v);
}

void jout_real(struct jout *j, const char *key, bool known, double v)
{
	/* not finite: infinity minus itself is no number */
	if (!known || !(v - v == 0))
		jout_null(j, key);
	else
		put_json(j, key, json_real(v));
}

void jout_text(struct jout *j, const char *key, const char *raw)
{
	size_t len = raw ? strlen(raw) : 0;
	struct buf b = { 0 };

	if (!len) {
		jout_null(j, key);
		return;
	}
	if (buf_reserve(&b, len * ESCAPE_MAX + 1)) {
		fail(j, -ENOMEM);
		return;
	}
	b.len = escape(b.data, b.cap, raw, len);
	put_json(j, key, json_stringn_nocheck(b.data, b.len));
	buf_free(&b);
}

void jout_sentence(struct jout *j, const char *key, const char *sentence)
{
	struct buf b = { 0 };

	if (!sentence) {
		jout_null(j, key);
		return;
	}
	if (text_sentence(&b, sentence))
		fail(j, -ENOMEM);
	else
		put_json(j, key, json_stringn_nocheck(b.data, b.len));
	buf_free(&b);
}

void jout_word(struct jout *j, const char *key, const char *word)
{
	if (!word) {
		jout_null(j, key);
		return;
	}
	put_key(j, key);
	put(j, "\"");
	put(j, word);
	put(j, "\"");
}

void jout_time(struct jout *j, const char *key, struct opt_u64 ms)
{
	time_t seconds = (time_t)(ms.v / 1000);
	char text[40];
	struct tm tm;
	size_t n;

	if (!ms.known || !gmtime_r(&seconds, &tm) ||
	    tm.tm_year + 1900 > LAST_YEAR) {
		jout_null(j, key);
		return;
	}
	n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, sizeof(text) - n, ".%03uZ", (unsigned)(ms.v % 1000));
	jout_word(j, key, text);
}
