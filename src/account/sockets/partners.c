/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sockets/partners.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "model/socket/socket.h"
#include "util/fnv.h"
#include "util/refhash.h"

#define ANY_NETNS UINT32_MAX

/* One direction of a connection; IPv4 is held as mapped IPv6. */
struct tuple {
	uint8_t from[16];
	uint8_t to[16];
	uint16_t from_port;
	uint16_t to_port;
	uint32_t netns;
};

static void address(const struct sock *s, const uint8_t in[16], uint8_t out[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (s->family == AF_INET) {
		memcpy(out, mapped, sizeof(mapped));
		memcpy(out + sizeof(mapped), in, 4);
	} else {
		memcpy(out, in, 16);
	}
}

static bool loopback(const uint8_t a[16])
{
	static const uint8_t v6[16] = { [15] = 1 };
	static const uint8_t v4[13] = { [10] = 0xff, [11] = 0xff, [12] = 127 };

	return !memcmp(a, v6, sizeof(v6)) || !memcmp(a, v4, sizeof(v4));
}

static struct tuple outward(const struct sock *s, uint32_t netns)
{
	struct tuple t = { .from_port = s->sport,
			   .to_port = s->dport,
			   .netns = netns };

	address(s, s->local, t.from);
	address(s, s->peer, t.to);
	return t;
}

static struct tuple inward(const struct sock *s, uint32_t netns)
{
	struct tuple t = { .from_port = s->dport,
			   .to_port = s->sport,
			   .netns = netns };

	address(s, s->peer, t.from);
	address(s, s->local, t.to);
	return t;
}

static uint64_t tuple_id(const struct tuple *t)
{
	return fnv_id(fnv_bytes(FNV_BASIS, t, sizeof(*t)));
}

/* Only an end that holds memory can be a cause, or an effect. */
static bool connected(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->dport && s->state != SOCK_LISTEN &&
	       sock_held_bytes(s);
}

static size_t count_connected(const struct socks *socks)
{
	size_t n = 0;

	for (size_t i = 0; i < socks->n; i++)
		n += connected(&socks->v[i]);
	return n;
}

static uint64_t near_id(const void *socks, uint32_t index)
{
	const struct sock *s = &((const struct socks *)socks)->v[index];
	struct tuple t = outward(s, s->netns);

	return tuple_id(&t);
}

static uint64_t far_id(const void *socks, uint32_t index)
{
	struct tuple t =
		outward(&((const struct socks *)socks)->v[index], ANY_NETNS);

	return tuple_id(&t);
}

static uint32_t lookup(const struct refhash *h, const struct socks *socks,
		       const struct sock *s, uint32_t netns)
{
	struct tuple want = inward(s, netns), got;
	uint32_t i = refhash_find(h, tuple_id(&want));

	if (i == REFHASH_NONE)
		return NO_SOCK;
	got = outward(&socks->v[i], netns);
	return memcmp(&got, &want, sizeof(got)) ? NO_SOCK : i;
}

static int add_ends(const struct socks *socks, struct refhash *near,
		    struct refhash *far)
{
	int err = refhash_reserve(near, count_connected(socks));

	for (size_t i = 0; !err && i < socks->n; i++) {
		const struct sock *s = &socks->v[i];

		if (!connected(s))
			continue;
		err = refhash_add(near, (uint32_t)i);
		if ((!err || err == -EEXIST) &&
		    !loopback(outward(s, s->netns).to))
			err = refhash_add(far, (uint32_t)i);
		if (err == -EEXIST)
			err = 0;
	}
	return err;
}

int partners_find(const struct socks *socks, uint32_t *ret)
{
	struct refhash near = { .id_of = near_id, .array = socks };
	struct refhash far = { .id_of = far_id, .array = socks };
	int err = add_ends(socks, &near, &far);

	for (size_t i = 0; !err && i < socks->n; i++) {
		const struct sock *s = &socks->v[i];

		ret[i] = NO_SOCK;
		if (!connected(s))
			continue;
		ret[i] = lookup(&near, socks, s, s->netns);
		if (ret[i] == NO_SOCK)
			ret[i] = lookup(&far, socks, s, ANY_NETNS);
	}
	refhash_free(&near);
	refhash_free(&far);
	return err;
}
