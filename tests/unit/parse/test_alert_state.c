/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state file: what is written is read, and nothing else is. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/alert/alert_state.h"
#include "parse/text/alert_state.h"
#include "record/alert_state.h"
#include "tap.h"

static struct alert_state state, read_back;
static struct buf text;

static void setup(void)
{
	memset(&state, 0, sizeof(state));
	memset(&read_back, 0, sizeof(read_back));
	strcpy(state.boot_id, "0d5b6d0e-7f0e-4c3a-9d0a-52e3b5a1c101");
	state.n_samples = 2;
	state.samples[0].time_ms = 1000;
	state.samples[0].v[TREND_KERNEL] = opt_i64(-5);
	state.samples[1].time_ms = 2000;
	state.samples[1].v[TREND_TCP] = opt_i64(((int64_t)1 << 56));
	state.n_incidents = 1;
	state.incidents[0] = (struct incident){
		.key = "udp-unread:a b",
		.title = "10 sockets of a b hold 1 GiB \xe2\x80\xa6",
		.severity = 3,
		.raised = true,
		.seen = 2,
		.clear = 1,
		.flaps = 4,
		.first_ms = 11,
		.told_ms = 12,
		.cleared_ms = 13,
	};
	buf_clear(&text);
	ck_assert_int_eq(alert_state_text(&state, &text), 0);
}

static int parse(void)
{
	return alert_state_read(span_of(text.data, text.len), &read_back);
}

START_TEST(what_is_written_is_read)
{
	const struct incident *a = &state.incidents[0];
	const struct incident *b = &read_back.incidents[0];

	ck_assert_int_eq(parse(), 0);
	ck_assert_str_eq(read_back.boot_id, state.boot_id);
	ck_assert_uint_eq(read_back.n_samples, 2);
	ck_assert_int_eq(read_back.samples[0].v[TREND_KERNEL].v, -5);
	ck_assert(!read_back.samples[0].v[TREND_TCP].known);
	ck_assert_int_eq(read_back.samples[1].v[TREND_TCP].v,
			 ((int64_t)1 << 56));
	ck_assert_str_eq(a->key, b->key);
	ck_assert_str_eq(a->title, b->title);
	ck_assert(a->raised == b->raised && a->severity == b->severity &&
		  a->seen == b->seen && a->clear == b->clear &&
		  a->flaps == b->flaps && a->first_ms == b->first_ms &&
		  a->told_ms == b->told_ms && a->cleared_ms == b->cleared_ms);
}
END_TEST

/* Version 1, as the versions before wrote it: nothing open is lost. */
START_TEST(the_version_before_is_read)
{
	static const char body[] =
		"kmemwhere-state 1\n"
		"boot 0d5b6d0e-7f0e-4c3a-9d0a-52e3b5a1c101\n"
		"sample 1000 -5 - - - -\n"
		"incident 3 1 2 1 4 11 12 13 udp-unread:a b\tit stands\n";

	buf_clear(&text);
	ck_assert_int_eq(buf_printf(&text, "%send %016" PRIx64 "\n", body,
				    alert_state_sum(body, strlen(body))),
			 0);
	ck_assert_int_eq(
		parse_alert_state(span_of(text.data, text.len), &read_back), 0);
	ck_assert_str_eq(read_back.incidents[0].key, "udp-unread:a b");
	ck_assert(read_back.incidents[0].raised);
	ck_assert_int_eq(read_back.samples[0].v[TREND_KERNEL].v, -5);
	text.data[text.len - 2] ^= 1;
	ck_assert_int_eq(parse_alert_state(span_of(text.data, text.len),
					   &read_back),
			 -EINVAL);
}
END_TEST

START_TEST(a_full_one_has_room)
{
	state.n_samples = ALERT_SAMPLES_MAX;
	state.n_incidents = INCIDENTS_MAX;
	for (size_t i = 0; i < ALERT_SAMPLES_MAX; i++) {
		state.samples[i].time_ms = ((uint64_t)1 << 56) + i;
		for (int t = 0; t < TREND_N; t++)
			state.samples[i].v[t] = opt_i64(-((int64_t)1 << 56));
	}
	for (size_t i = 0; i < INCIDENTS_MAX; i++) {
		state.incidents[i] = state.incidents[0];
		memset(state.incidents[i].key, 'k', INCIDENT_KEY_MAX - 1);
		state.incidents[i].key[0] = (char)('0' + (int)i % 64);
		memset(state.incidents[i].title, 't', INCIDENT_TITLE_MAX - 1);
	}
	buf_clear(&text);
	ck_assert_int_eq(alert_state_text(&state, &text), 0);
	ck_assert_uint_lt(text.len, ALERT_STATE_TEXT_MAX);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(read_back.n_incidents, INCIDENTS_MAX);
}
END_TEST

START_TEST(a_cut_one_is_refused)
{
	size_t len = text.len;

	for (text.len = 0; text.len < len; text.len++)
		ck_assert_int_lt(parse(), 0);
	ck_assert_uint_eq(read_back.n_samples, 0);
}
END_TEST

START_TEST(one_changed_bit_is_refused)
{
	for (size_t i = 0; i < text.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			text.data[i] = (char)(text.data[i] ^ (1 << bit));
			ck_assert_msg(parse() < 0, "byte %zu, bit %d", i, bit);
			text.data[i] = (char)(text.data[i] ^ (1 << bit));
		}
	}
}
END_TEST

START_TEST(what_follows_the_end_is_refused)
{
	ck_assert_int_eq(buf_append(&text, "x\n", 2), 0);
	ck_assert_int_eq(parse(), -EINVAL);
}
END_TEST

START_TEST(another_version_is_told_apart)
{
	static const char later[] =
		"{\"format\":\"kmemwhere.alert-state/3\"}\nwho knows\n";

	ck_assert_int_eq(alert_state_read(span_of(later, sizeof(later) - 1),
					  &read_back),
			 -ENOTSUP);
}
END_TEST

START_TEST(a_state_that_breaks_its_bounds_is_refused)
{
	state.samples[1].time_ms = 1000; /* time stands still */
	buf_clear(&text);
	alert_state_text(&state, &text);
	ck_assert_int_eq(parse(), -EINVAL);
	state.samples[1].time_ms = 2000;
	state.n_incidents = 2; /* the same key twice */
	state.incidents[1] = state.incidents[0];
	buf_clear(&text);
	alert_state_text(&state, &text);
	ck_assert_int_eq(parse(), -EINVAL);
	state.n_incidents = 1;
	state.incidents[0].severity = 4;
	buf_clear(&text);
	alert_state_text(&state, &text);
	ck_assert_int_eq(parse(), -EINVAL);
	state.incidents[0].severity = 3;
	strcpy(state.incidents[0].title, "\033[2J");
	buf_clear(&text);
	alert_state_text(&state, &text);
	ck_assert_int_eq(parse(), -EINVAL);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("alert_state");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, what_is_written_is_read);
	tcase_add_test(tc, the_version_before_is_read);
	tcase_add_test(tc, a_full_one_has_room);
	tcase_add_test(tc, a_cut_one_is_refused);
	tcase_add_test(tc, one_changed_bit_is_refused);
	tcase_add_test(tc, what_follows_the_end_is_refused);
	tcase_add_test(tc, another_version_is_told_apart);
	tcase_add_test(tc, a_state_that_breaks_its_bounds_is_refused);
	return tap_run(tc);
}
