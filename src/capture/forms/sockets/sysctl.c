/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "net.ipv4.tcp_mem = 43257 57676 86514" of sysctl(8) or its files, and the
 * numbers below "cat /proc/sys/net/ipv4/tcp_mem": to lines of sysctl -a.
 */
#include <ctype.h>
#include <string.h>

#include "capture/forms/sockets/socket_forms.h"
#include "capture/forms/words.h"

#define WORDS_MAX 4
#define DIR "/proc/sys/"

static const char *const roots[] = { "net.", "vm.", "kernel.", "fs." };

static bool are_numbers(struct span line)
{
	struct span w[WORDS_MAX];
	size_t n = form_words(line, w, WORDS_MAX);

	for (size_t i = 0; i < n; i++)
		if (!form_is_number(w[i]))
			return false;
	return n > 0 && n < WORDS_MAX;
}

/* "net.ipv4.tcp_mem = …", also with ":" or without blanks */
static bool read_line(struct span line, struct span *ret_key,
		      struct span *ret_value)
{
	struct span rest = line;

	if (!span_until(&rest, '=', ret_key) &&
	    !span_until(&rest, ':', ret_key))
		return false;
	*ret_key = span_trim(*ret_key);
	*ret_value = span_trim(rest);
	if (!are_numbers(*ret_value) || memchr(ret_key->p, ' ', ret_key->len) ||
	    !memchr(ret_key->p, '.', ret_key->len))
		return false;
	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		if (span_starts(*ret_key, roots[i]))
			return true;
	return false;
}

/* The file below /proc/sys that the command prints. */
static bool file_of(const struct look *look, struct span *ret)
{
	struct span command = span_of(look->command.data, look->command.len);
	struct span rest;

	if (!command.len || !span_past(command, DIR, &rest) ||
	    !span_word(&rest, ret))
		return false;
	while (ret->len && strchr("`'\"", ret->p[ret->len - 1]))
		ret->len--;
	return ret->len > 0 && ret->len < 80;
}

/* FNV-1a to a bit: another key is another part of the same moment. */
static uint64_t bit_of(struct span key)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < key.len; i++)
		h = (h ^ (unsigned char)key.p[i]) * 16777619U;
	return UINT64_C(1) << (h % 64);
}

enum fit sysctl_fit(struct span line, struct look *look)
{
	struct span key, value;

	if (read_line(line, &key, &value)) {
		look->has |= bit_of(key);
		return FIT_ROW;
	}
	if (look->form || !file_of(look, &key) || !are_numbers(line))
		return FIT_NOT;
	look->has = bit_of(key);
	return FIT_HEAD;
}

static int put_file(struct span file, struct span value, struct buf *to)
{
	size_t at = to->len;
	int err = buf_printf(to, "%.*s", (int)file.len, file.p);

	for (size_t i = at; !err && i < to->len; i++)
		if (to->data[i] == '/')
			to->data[i] = '.';
	return err ? err : buf_printf(to, " = %.*s\n", (int)value.len, value.p);
}

int sysctl_rewrite(const struct look *look, struct buf *to)
{
	struct span text = look_text(look), line, key, value;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		if (read_line(line, &key, &value))
			err = buf_printf(to, "%.*s = %.*s\n", (int)key.len,
					 key.p, (int)value.len, value.p);
		else if (file_of(look, &key))
			err = put_file(key, line, to);
	}
	return err;
}
