/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/snapshot.h"
#include "record/document.h"
#include "record/section.h"
#include "util/jsonw.h"
#include "record/record.h"
#include "tap.h"
#include "util/vec.h"

/* Every byte that a name may have, the worst first. */
#define NASTY "\xff\"\\\x1b[31m\n\t\x01\xe2\x80\xae\x7f\\x41\xc3\xa9"

static int to_buf(void *data, const char *bytes, size_t len)
{
	return buf_append(data, bytes, len);
}

static char *text_of(const struct snapshot *snap)
{
	struct buf b = { 0 };
	struct jsonw p = { .sink = to_buf, .data = &b };

	document_put(&p, snap);
	ck_assert_int_eq(jsonw_flush(&p), 0);
	jsonw_free(&p);
	return b.data;
}

/* A value of its own for each member, by the tables. */
static void fill(struct snapshot *snap, const struct table *t, char *row,
		 unsigned *seed);

static void fill_text(const struct field *f, char *at, unsigned n)
{
	snprintf(at, f->n, "%u" NASTY, n);
}

static void fill_one(struct snapshot *snap, const struct field *f, char *row,
		     unsigned *seed)
{
	char *at = row + f->offset, text[64];
	unsigned n = ++*seed;

	switch (f->type) {
	case FIELD_BOOL:
		*(bool *)(void *)at = true;
		break;
	case FIELD_U8:
		*(uint8_t *)at = (uint8_t)(1 + n % 3);
		break;
	case FIELD_U16:
		*(uint16_t *)(void *)at = (uint16_t)(40000 + n);
		break;
	case FIELD_U32:
		*(uint32_t *)(void *)at = 3000000000U + n;
		break;
	case FIELD_I32:
		*(int32_t *)(void *)at = (int32_t)n;
		break;
	case FIELD_U64:
		*(uint64_t *)(void *)at = (UINT64_C(1) << 50) + n;
		break;
	case FIELD_I64:
		*(int64_t *)(void *)at = -(INT64_C(1) << 50) - n;
		break;
	case FIELD_REAL:
		*(double *)(void *)at = 0.1 + n;
		break;
	case FIELD_OPT:
		*(struct opt_u64 *)(void *)at = opt_u64(n);
		break;
	case FIELD_OPT_I:
		*(struct opt_i64 *)(void *)at = opt_i64(-(int64_t)n);
		break;
	case FIELD_CHARS:
		fill_text(f, at, n);
		break;
	case FIELD_NAME:
		snprintf(text, sizeof(text), "%u" NASTY, n);
		*(const char **)(void *)at = snapshot_keep_name(snap, text);
		break;
	case FIELD_ID:
		*(uint64_t *)(void *)at = UINT64_MAX - n;
		break;
	case FIELD_STRING:
	case FIELD_STRING_OR_NONE:
		snprintf(text, sizeof(text), "%u" NASTY, n);
		ck_assert_int_eq(snapshot_add_string(snap, text,
						     (uint32_t *)(void *)at),
				 0);
		break;
	case FIELD_ENUM:
		*(unsigned *)(void *)at = 1 + n % (unsigned)(f->n - 1);
		break;
	case FIELD_ENUM8:
		*(uint8_t *)at = (uint8_t)(1 + n % (unsigned)(f->n - 1));
		break;
	case FIELD_NAMED:
		for (size_t i = 0; i < f->n; i++)
			((struct opt_u64 *)(void *)at)[i] = opt_u64(n + i);
		break;
	case FIELD_STRUCT:
		fill(snap, f->sub, at, seed);
		break;
	case FIELD_TRISTATE:
		*(unsigned *)(void *)at = YES;
		break;
	default:
		break;
	}
}

static void fill(struct snapshot *snap, const struct table *t, char *row,
		 unsigned *seed)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].key)
			fill_one(snap, &t->v[i], row, seed);
}

static void fill_list(struct snapshot *snap, const struct section *s,
		      unsigned *seed)
{
	struct vec vec = { 0 };

	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(vec_grow(&vec.v, &vec.cap, vec.n, s->size), 0);
		memset((char *)vec.v + i * s->size, 0, s->size);
		vec.n++;
		fill(snap, s->table, (char *)vec.v + i * s->size, seed);
	}
	memcpy((char *)section_base(s, snap) + s->offset, &vec, sizeof(vec));
}

/* Indices lead somewhere, and kinds exist. */
static void make_sound(struct snapshot *s)
{
	for (unsigned i = 0; i < 2; i++) {
		struct sock *k = &s->socks.v[i];

		*k = (struct sock){ .cookie = UINT64_MAX - i,
				    .proto = i ? PROTO_VSOCK : PROTO_TCP,
				    .family = i ? AF_VSOCK : AF_INET6,
				    .state = SOCK_CLOSING,
				    .mem = { 1, 2, 3, 4, -5, 6, 7, 8, 9 },
				    .name = k->name,
				    .program = i ? 0 : k->program,
				    .netns = 1,
				    .n_owners = 1,
				    .first_owner = i,
				    .has_mem = 1,
				    .ring_vmalloc = 1,
				    .ring_bytes = i };
		memset(k->local, 0xa5, 16);
		if (!i)
			memset(k->peer, 0x5a, 16);
		s->owners.v[i].sock = i;
		s->probes.v[i].sock = i;
		s->queues.v[i].sock = i;
		s->probes.v[i].watched = YES;
		s->probes.v[i].awaited = NO;
		s->processes.v[i].cgroup = i + 1;
		s->memcgs.v[i].parent = i ? 0 : NO_MEMCG;
		s->qdiscs.v[i].netns = i;
		s->nfqueues.v[i].netns = i;
		s->netns.v[i].sockets[PROTO_TCP][SOCK_LISTEN] = 7 + i;
		s->netns.v[i].sockets[PROTO_TIPC][SOCK_NEW_SYN_RECV] = 8 + i;
		s->consumers.v[i].basis = BASIS_ESTIMATE;
		s->consumers.v[i].counted_in = COUNTED_VMALLOC;
		s->detail.bpf.v[i].kind = BPF_KIND_PROGRAM;
		s->detail.bpf.v[i].counted_in = COUNTED_VMALLOC;
	}
	for (size_t i = 0; i < PROTO_N; i++)
		s->protocols.v[i].pressure = NO;
	s->memory.vmap_stack = YES;
	s->memory.balloon_in_total = NO;
}

static void make(struct snapshot *snap)
{
	unsigned seed = 0;

	memset(snap, 0, sizeof(*snap));
	snap->time_ms = opt_u64(1795359871120);
	ck_assert_int_eq(buf_append(&snap->strings, "", 1), 0);
	snap->process_map = calloc(1, sizeof(*snap->process_map));
	ck_assert_ptr_nonnull(snap->process_map);
	for (size_t i = 0; i < sections_n; i++) {
		const struct section *s = &sections[i];
		char *at = (char *)section_base(s, snap) + s->offset;

		if (s->kind == SECTION_LIST)
			fill_list(snap, s, &seed);
		else if (s->kind == SECTION_OBJECT)
			fill(snap, s->table, at, &seed);
		else
			for (size_t j = 0; j < s->max; j++)
				fill(snap, s->table, at + j * s->size, &seed);
	}
	snap->memory.n_hugepools = HUGEPOOLS_MAX;
	snap->detail.sites.n = ALLOC_SITES_MAX;
	snap->drops.reasons.n = DROP_NAMES_MAX;
	snap->drops.limits.n = DROP_NAMES_MAX;
	make_sound(snap);
}

START_TEST(what_is_written_is_read)
{
	struct snapshot snap, back;
	char *first, *again, what[200];

	make(&snap);
	first = text_of(&snap);
	ck_assert_ptr_null(strchr(first, '\n'));
	ck_assert_msg(!document_get(first, strlen(first), &back, what,
				    sizeof(what)),
		      "%s", what);
	again = text_of(&back);
	ck_assert_str_eq(first, again);
	ck_assert_int_eq(back.source, SOURCE_RECORDING);
	ck_assert_mem_eq(&back.memory.info, &snap.memory.info,
			 sizeof(snap.memory.info));
	ck_assert_str_eq(back.processes.v[1].comm, snap.processes.v[1].comm);
	ck_assert_str_eq(back.strings.data + back.socks.v[0].name,
			 snap.strings.data + snap.socks.v[0].name);
	ck_assert_uint_eq(back.socks.v[1].program, 0);
	ck_assert_mem_eq(back.socks.v[0].peer, snap.socks.v[0].peer, 16);
	ck_assert_uint_eq(back.socks.v[1].local_id[3], 0xa5a5a5a5U);
	ck_assert_int_eq(back.socks.v[0].mem.fwd_alloc, -5);
	ck_assert_uint_eq(back.socks.v[0].cookie, UINT64_MAX);
	ck_assert_str_eq(back.gaps.v[1].effect, snap.gaps.v[1].effect);
	ck_assert_uint_eq(back.memcgs.v[0].parent, NO_MEMCG);
	ck_assert_double_eq(back.memory.psi.full_avg10,
			    snap.memory.psi.full_avg10);
	ck_assert_uint_eq(
		back.netns.v[1].sockets[PROTO_TIPC][SOCK_NEW_SYN_RECV], 9);
	free(first);
	free(again);
	snapshot_free(&snap);
	snapshot_free(&back);
}
END_TEST

START_TEST(nothing_stays_unknown)
{
	struct snapshot snap = { 0 }, back;
	char *text = text_of(&snap), what[200];

	ck_assert_int_eq(
		document_get(text, strlen(text), &back, what, sizeof(what)), 0);
	ck_assert(!back.time_ms.known && !back.host.cpus.known);
	ck_assert(!back.memory.info.v[MEM_TOTAL].known);
	ck_assert_uint_eq(back.socks.n, 0);
	free(text);
	snapshot_free(&back);
}
END_TEST

#define DOC(rest) DOCUMENT_BEGIN "5," rest "}"

/* Whatever it is: not a crash, and one sentence. */
static const struct {
	const char *text;
	const char *what;
} broken[] = {
	{ "", "no kmemwhere.recording/1" },
	{ "{}", "no kmemwhere.recording/1" },
	{ "{\"schema\":\"kmemwhere.recording/2\",\"time_ms\":5,\"a\":1}",
	  "no kmemwhere.recording/1" },
	{ DOCUMENT_BEGIN "5,\"a\":1", "does not end" },
	{ DOC("\"a\":1") "x", "follows" },
	{ DOC("\"socks\":{}"), "list is missing" },
	{ DOC("\"socks\":[[\"proto\"],[\"tcp\"]"), "list does not end" },
	{ DOC("\"socks\":[[\"proto\"],[\"tcp\",2]]"), "columns say" },
	{ DOC("\"socks\":[[\"proto\"],[\"gopher\"]]"), "no word" },
	{ DOC("\"socks\":[[\"netns\"],[4]]"), "network namespace" },
	{ DOC("\"socks\":[[\"state\"],[13]]"), "no such state" },
	{ DOC("\"socks\":[[\"n_owners\"],[1]]"), "no such owners" },
	{ DOC("\"socks\":[[\"local\"],[\"0a\"]]"), "cannot be meant" },
	{ DOC("\"socks\":[[\"rqueue\"],[4294967296]]"), "out of range" },
	{ DOC("\"socks\":[[\"rqueue\"],[1.5]]"), "no whole number" },
	{ DOC("\"socks\":[],\"socks\":[]"), "twice" },
	{ DOC("\"owners\":[[\"sock\"],[0]]"), "no such socket" },
	{ DOC("\"socks\":[[\"proto\"],[\"tcp\"]],\"owners\":[[\"pid\"],[0]]"),
	  "no such process" },
	{ DOC("\"looks\":[[\"sock\"],[0]]"), "no such socket" },
	{ DOC("\"queues\":[[\"sock\"],[0]]"), "no such socket" },
	{ DOC("\"memcgs\":[[\"parent\"],[0]]"), "no such parent" },
	{ DOC("\"qdiscs\":[[\"netns\"],[0]]"), "network namespace" },
	{ DOC("\"gaps\":[[\"count\"],[0]]"), "word is missing" },
	{ DOC("\"consumers\":[[\"bytes\"],[1]]"), "word is missing" },
	{ DOC("\"memory\":[]"), "object is missing" },
	{ DOC("\"memory\":{\"vmap_stack\":9}"), "neither" },
	{ DOC("\"memory\":{\"info\":{\"MemFree\":-1}}"), "out of range" },
	{ DOC("\"memory\":{\"info\":{\"MemFree\":1e3}}"), "no whole number" },
	{ DOC("\"host\":{\"name\":\"\\\\x4\"}"), "broken \\xNN" },
	{ DOC("\"host\":{\"name\":\"\\\\x00\"}"), "broken \\xNN" },
	{ DOC("\"host\":{\"boot_id\":\"0123456789012345678901234567890123456"
	      "789\"}"),
	  "'boot_id' is too long" },
	{ DOC("\"host\":{\"page_size\":0}"), "no page size" },
	{ DOC("\"processes\":[[\"pid\"],[2],[1]]"), "not sorted" },
	{ DOC("\"processes\":[[\"pid\",\"cgroup\"],[2,1]]"), "no such cgroup" },
	{ DOC("\"hugepools\":[[\"free\"],[1],[1],[1],[1],[1],[1],[1],[1],[1]]"),
	  "too many" },
};

START_TEST(broken_is_refused)
{
	struct snapshot snap;
	char what[200];
	int err = document_get(broken[_i].text, strlen(broken[_i].text), &snap,
			       what, sizeof(what));

	ck_assert_int_eq(err, -EINVAL);
	ck_assert_msg(strstr(what, broken[_i].what), "%s: %s", broken[_i].text,
		      what);
}
END_TEST

START_TEST(every_cut_is_refused)
{
	struct snapshot snap, back;
	char *text, what[200];
	size_t len;

	make(&snap);
	text = text_of(&snap);
	len = strlen(text);
	for (size_t n = 0; n < len; n += 1 + n / 50)
		ck_assert_int_eq(document_get(text, n, &back, what,
					      sizeof(what)),
				 -EINVAL);
	free(text);
	snapshot_free(&snap);
}
END_TEST

START_TEST(newer_is_read)
{
	static const char text[] = DOC(
		"\"new\":[{\"a\":[1]}],\"host\":{\"name\":\"x\",\"n\":[2]},"
		"\"processes\":[[\"pid\",\"new\",\"uid\"],[7,{\"x\":1},8],[9]],"
		"\"protocols\":[[\"name\",\"dumped\"],[\"quic\",1],[\"udp\",1]]"
		",\"memory\":{\"info\":{\"MemTotal\":9,\"MemNew\":\"x\"}}");
	struct snapshot snap;
	char what[200];
	int err =
		document_get(text, sizeof(text) - 1, &snap, what, sizeof(what));

	ck_assert_msg(!err, "%s", what);
	ck_assert_str_eq(snap.host.name, "x");
	ck_assert_uint_eq(snap.processes.n, 2);
	ck_assert_uint_eq(snap.processes.v[0].uid, 8);
	ck_assert_int_eq(snap.processes.v[1].pid, 9);
	ck_assert(snap.protocols.v[PROTO_UDP].dumped);
	ck_assert(!snap.protocols.v[PROTO_TCP].dumped);
	ck_assert_uint_eq(snap.memory.info.v[MEM_TOTAL].v, 9);
	ck_assert_uint_eq(snap.time_ms.v, 5);
	snapshot_free(&snap);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("record");

	tcase_add_test(t, what_is_written_is_read);
	tcase_add_test(t, nothing_stays_unknown);
	tcase_add_loop_test(t, broken_is_refused, 0,
			    sizeof(broken) / sizeof(broken[0]));
	tcase_add_test(t, every_cut_is_refused);
	tcase_add_test(t, newer_is_read);
	return tap_run(t);
}
