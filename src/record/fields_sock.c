/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/fields_sock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "model/netns.h"
#include "model/socket.h"
#include "record/field.h"
#include "record/put.h"

/* The bits of struct sock; the name in a recording is the member's. */
#define SOCK_FLAGS(X)    \
	X(has_mem)       \
	X(has_drops)     \
	X(v6only)        \
	X(inode_unknown) \
	X(owner_unsure)  \
	X(undumped)      \
	X(uid_unknown)   \
	X(orphan_queue)  \
	X(ring_vmalloc)  \
	X(iterated)

enum {
#define X(name) BIT_##name,
	SOCK_FLAGS(X)
#undef X
};

static unsigned flags_of(const struct sock *s)
{
	unsigned flags = 0;

#define X(name) flags |= (unsigned)s->name << BIT_##name;
	SOCK_FLAGS(X)
#undef X
	return flags;
}

bool sock_flags_set(const void *row)
{
	return flags_of(row) != 0;
}

void sock_flags_put(struct put *p, const void *row)
{
	put_u64(p, flags_of(row));
}

int sock_flags_get(const json_t *v, void *row)
{
	struct sock *s = row;
	unsigned bits = (unsigned)json_integer_value(v);

	if (!json_is_integer(v))
		return -EINVAL;
#define X(name) s->name = bits >> BIT_##name & 1U;
	SOCK_FLAGS(X)
#undef X
	return 0;
}

bool sock_timer_set(const void *row)
{
	return ((const struct sock *)row)->timer != TIMER_NONE;
}

void sock_timer_put(struct put *p, const void *row)
{
	put_u64(p, ((const struct sock *)row)->timer);
}

int sock_timer_get(const json_t *v, void *row)
{
	unsigned timer = (unsigned)json_integer_value(v);

	if (!json_is_integer(v) || timer > TIMER_PERSIST)
		return -EINVAL;
	((struct sock *)row)->timer = timer & 7U;
	return 0;
}

static size_t address_len(const struct sock *s)
{
	return s->family == AF_INET6 ? 16 : s->family == AF_INET ? 4 : 0;
}

static bool is_set(const uint8_t bytes[16])
{
	static const uint8_t none[16];

	return memcmp(bytes, none, sizeof(none)) != 0;
}

static void put_end(struct put *p, const struct sock *s,
		    const uint8_t bytes[16], const uint32_t id[4])
{
	static const char digits[] = "0123456789abcdef";
	size_t len = address_len(s);
	char hex[32];
	size_t n = 4;

	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	if (len) {
		put_text(p, hex, 2 * len);
		return;
	}
	while (n && !id[n - 1])
		n--;
	put_open(p, '[');
	for (size_t i = 0; i < n; i++) {
		put_next(p);
		put_u64(p, id[i]);
	}
	put_close(p, ']');
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int get_bytes(const json_t *v, uint8_t ret[16])
{
	const char *hex = json_string_value(v);
	size_t len = json_string_length(v);

	if (len != 8 && len != 32)
		return -EINVAL;
	for (size_t i = 0; i < len; i += 2) {
		int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		ret[i / 2] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

static int get_end(const json_t *v, uint8_t bytes[16], uint32_t id[4])
{
	if (json_is_string(v))
		return get_bytes(v, bytes);
	if (!json_is_array(v) || json_array_size(v) > 4)
		return -EINVAL;
	for (size_t i = 0; i < json_array_size(v); i++) {
		const json_t *n = json_array_get(v, i);
		json_int_t number = json_integer_value(n);

		if (!json_is_integer(n) || number < 0 || number > UINT32_MAX)
			return -EINVAL;
		id[i] = (uint32_t)number;
	}
	return 0;
}

bool sock_local_set(const void *row)
{
	return is_set(((const struct sock *)row)->local);
}

void sock_local_put(struct put *p, const void *row)
{
	const struct sock *s = row;

	put_end(p, s, s->local, s->local_id);
}

int sock_local_get(const json_t *v, void *row)
{
	struct sock *s = row;

	return get_end(v, s->local, s->local_id);
}

bool sock_peer_set(const void *row)
{
	return is_set(((const struct sock *)row)->peer);
}

void sock_peer_put(struct put *p, const void *row)
{
	const struct sock *s = row;

	put_end(p, s, s->peer, s->peer_id);
}

int sock_peer_get(const json_t *v, void *row)
{
	struct sock *s = row;

	return get_end(v, s->peer, s->peer_id);
}

static size_t states_used(const uint32_t states[SOCK_STATE_N])
{
	size_t n = SOCK_STATE_N;

	while (n && !states[n - 1])
		n--;
	return n;
}

bool sock_counts_set(const void *row)
{
	const struct netns *ns = row;

	for (size_t p = 0; p < PROTO_N; p++)
		if (states_used(ns->sockets[p]))
			return true;
	return false;
}

void sock_counts_put(struct put *p, const void *row)
{
	const struct netns *ns = row;

	put_open(p, '{');
	for (size_t proto = 0; proto < PROTO_N; proto++) {
		size_t n = states_used(ns->sockets[proto]);

		if (!n)
			continue;
		put_key(p, field_proto_name(proto));
		put_open(p, '[');
		for (size_t i = 0; i < n; i++) {
			put_next(p);
			put_u64(p, ns->sockets[proto][i]);
		}
		put_close(p, ']');
	}
	put_close(p, '}');
}

static int get_states(const json_t *list, uint32_t ret[SOCK_STATE_N])
{
	if (!json_is_array(list) || json_array_size(list) > SOCK_STATE_N)
		return -EINVAL;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *n = json_array_get(list, i);
		json_int_t number = json_integer_value(n);

		if (!json_is_integer(n) || number < 0 || number > UINT32_MAX)
			return -EINVAL;
		ret[i] = (uint32_t)number;
	}
	return 0;
}

int sock_counts_get(const json_t *v, void *row)
{
	struct netns *ns = row;
	int err = json_is_object(v) ? 0 : -EINVAL;

	for (size_t p = 0; !err && p < PROTO_N; p++) {
		const json_t *list = json_object_get(v, field_proto_name(p));

		if (list)
			err = get_states(list, ns->sockets[p]);
	}
	return err;
}
