/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges as the plugin guidelines have them, and thresholds made of them. */
#include <errno.h>
#include <string.h>

#include "alert/thresholds.h"
#include "tap.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static struct span text(const char *s)
{
	return span_of(s, strlen(s));
}

/* The table of the guidelines, section "Threshold and Ranges", in bytes. */
static const struct {
	const char *range;
	int64_t value;
	bool alert;
} guideline[] = {
	{ "10B", -1, true },	    { "10B", 0, false },
	{ "10B", 10, false },	    { "10B", 11, true },
	{ "10B:", 9, true },	    { "10B:", 10, false },
	{ "10B:", 1000, false },    { "~:10B", -1000, false },
	{ "~:10B", 10, false },	    { "~:10B", 11, true },
	{ "10:20B", 9, true },	    { "10:20B", 10, false },
	{ "10:20B", 20, false },    { "10:20B", 21, true },
	{ "@10:20B", 9, false },    { "@10:20B", 10, true },
	{ "@10:20B", 20, true },    { "@10:20B", 21, false },
	{ "@10B", 0, true },	    { "@10B", 11, false },
	{ "0", 0, false },	    { "0", 1, true },
	{ "-5B:5B", -5, false },    { "-5B:5B", -6, true },
	{ "1K", 1024, false },	    { "1K", 1025, true },
	{ "1.5K", 1536, false },    { "1.5K", 1537, true },
	{ "1KiB", 1025, true },	    { "1g", 1 << 30, false },
	{ "1T", 1LL << 40, false }, { "~:", 123, false },
};

START_TEST(ranges_alert_as_the_guidelines_say)
{
	struct range r;
	struct limits l;

	ck_assert_int_eq(range_parse(text(guideline[_i].range), UNIT_NEEDED,
				     false, &r),
			 0);
	ck_assert_int_eq(range_resolve(&r, (struct opt_u64){ 0 }, &l), 0);
	ck_assert_msg(limits_alert(&l, guideline[_i].value) ==
			      guideline[_i].alert,
		      "%s with %lld", guideline[_i].range,
		      (long long)guideline[_i].value);
}
END_TEST

static const char *const wrong[] = {
	"",
	" ",
	":",
	"10",
	"10:",
	"~",
	"~10B",
	"x",
	"10X",
	"10B:x",
	"20B:10B",
	"@",
	"@@1B",
	"1B:2B:3B",
	"1,5K",
	"1.",
	".5K",
	"1..5K",
	"--1B",
	"+1B",
	"1 B",
	"1e3B",
	"0x10B",
	"1KB",
	"1%B",
	"1BiB",
	"100000T%",
	"%",
	"99999999999999999999B",
	"9999999999T",
	"nanB",
	"infB",
	"1K :2K",
};

START_TEST(what_is_no_range_is_refused)
{
	struct range r = { .given = true, .end.v = 77 };

	ck_assert_msg(range_parse(text(wrong[_i]), UNIT_NEEDED, false, &r) < 0,
		      "'%s'", wrong[_i]);
	ck_assert(r.end.v == 77);
}
END_TEST

START_TEST(percent_is_of_the_whole)
{
	struct range r;
	struct limits l;

	ck_assert_int_eq(range_parse(text("10:20%"), UNIT_NEEDED, false, &r),
			 0);
	ck_assert_int_eq(range_resolve(&r, (struct opt_u64){ 0 }, &l),
			 -ENODATA);
	ck_assert_int_eq(range_resolve(&r, opt_u64(1000), &l), 0);
	ck_assert_int_eq(l.lo, 100);
	ck_assert_int_eq(l.hi, 200);
	ck_assert_int_eq(range_parse(text("30"), UNIT_PERCENT, false, &r), 0);
	ck_assert_int_eq(range_resolve(&r, opt_u64(1000), &l), 0);
	ck_assert_int_eq(l.hi, 300);
	ck_assert_int_eq(range_parse(text("10%:2K"), UNIT_NEEDED, false, &r),
			 0);
	ck_assert_int_eq(range_resolve(&r, opt_u64(1000), &l), 0);
	ck_assert_int_eq(l.lo, 100);
	ck_assert_int_eq(l.hi, 2048);
}
END_TEST

START_TEST(perfdata_has_them_in_bytes)
{
	static const struct {
		const char *range;
		const char *shown;
	} rows[] = {
		{ "10B", "10" },	 { "10B:", "10:" },
		{ "~:10B", "~:10" },	 { "10:20B", "10:20" },
		{ "@10:20B", "@10:20" }, { "@10B", "@10" },
		{ "1K", "1024" },	 { "0:", "0:" },
		{ "-1B:1B", "-1:1" },	 { "~:", "~:" },
	};
	char dst[LIMITS_TEXT_MAX];
	struct range r;
	struct limits l;

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(range_parse(text(rows[i].range), UNIT_NEEDED,
					     false, &r),
				 0);
		ck_assert_int_eq(range_resolve(&r, opt_u64(0), &l), 0);
		ck_assert_str_eq(limits_text(&l, dst), rows[i].shown);
	}
}
END_TEST

START_TEST(near_is_within_a_tenth)
{
	struct range r;
	struct limits l;

	range_parse(text("1000B"), UNIT_NEEDED, false, &r);
	range_resolve(&r, opt_u64(0), &l);
	ck_assert(!limits_near(&l, 900) && limits_near(&l, 901));
	ck_assert(!limits_alert(&l, 901) && limits_near(&l, 1001));
	ck_assert(!limits_near(&l, 0));
	range_parse(text("1000B:"), UNIT_NEEDED, false, &r);
	range_resolve(&r, opt_u64(0), &l);
	ck_assert(limits_near(&l, 1099) && !limits_near(&l, 1100));
	range_parse(text("@1000:2000B"), UNIT_NEEDED, false, &r);
	range_resolve(&r, opt_u64(0), &l);
	ck_assert(limits_near(&l, 900) && !limits_near(&l, 899));
	ck_assert(limits_near(&l, 2200) && !limits_near(&l, 2201));
}
END_TEST

START_TEST(thresholds_are_a_list)
{
	struct thresholds t = { 0 };

	ck_assert_int_eq(thresholds_parse(text("kernel=30%, unaccounted=2G,"
					       "udp=80%,holder=512M,"
					       "available=5%"),
					  &t),
			 0);
	ck_assert(t.v[METRIC_KERNEL].end.percent);
	ck_assert(t.v[METRIC_KERNEL].end.v == 30);
	ck_assert(t.v[METRIC_UNACCOUNTED].end.v == 2147483648.0);
	ck_assert(!t.v[METRIC_TCP].given);
	/* alone it is the least */
	ck_assert(t.v[METRIC_AVAILABLE].start.v == 5);
	ck_assert(t.v[METRIC_AVAILABLE].end.open);
	/* what is not named stays */
	ck_assert_int_eq(thresholds_parse(text("30:40"), &t), 0);
	ck_assert(t.v[METRIC_KERNEL].start.v == 30);
	ck_assert(t.v[METRIC_KERNEL].start.percent);
	ck_assert(t.v[METRIC_UDP].end.v == 80);
}
END_TEST

START_TEST(a_broken_list_changes_nothing)
{
	static const char *const lists[] = {
		"",	      ",",	     "kernel=30%,",    "kernel",
		"kernel=",    "=30%",	     "foo=30%",	       "kernel=30",
		"KERNEL=30%", "kernel==30%", "kernel=1%,udp=x"
	};
	struct thresholds t = { 0 };

	for (size_t i = 0; i < COUNT(lists); i++)
		ck_assert_msg(thresholds_parse(text(lists[i]), &t) < 0, "%s",
			      lists[i]);
	for (int m = 0; m < METRIC_N; m++)
		ck_assert(!t.v[m].given);
}
END_TEST

static enum severity judged(int64_t value)
{
	struct thresholds warn = { 0 }, crit = { 0 };
	struct metric_value v = { .bytes = opt_i64(value),
				  .whole = opt_u64(1000) };
	enum severity sev = SEV_OK;

	thresholds_parse(text("udp=50%"), &warn);
	thresholds_parse(text("udp=80%"), &crit);
	ck_assert_int_eq(thresholds_judge(&warn.v[METRIC_UDP],
					  &crit.v[METRIC_UDP], &v, &sev),
			 0);
	return sev;
}

START_TEST(the_worse_threshold_counts)
{
	struct range crit, none = { 0 };
	struct metric_value v = { .whole = opt_u64(1000) };
	enum severity sev = SEV_OK;

	ck_assert_int_eq(judged(450), SEV_OK);
	ck_assert_int_eq(judged(451), SEV_NOTICE);
	ck_assert_int_eq(judged(500), SEV_NOTICE);
	ck_assert_int_eq(judged(501), SEV_WARNING);
	ck_assert_int_eq(judged(800), SEV_WARNING);
	ck_assert_int_eq(judged(801), SEV_CRITICAL);
	/* an unknown figure is no fine figure */
	range_parse(text("5%:"), UNIT_NEEDED, false, &crit);
	ck_assert_int_eq(thresholds_judge(&none, &crit, &v, &sev), -ENODATA);
	ck_assert_int_eq(thresholds_judge(&none, &none, &v, &sev), 0);
	v.bytes = opt_i64(10);
	v.whole.known = false;
	ck_assert_int_eq(thresholds_judge(&none, &crit, &v, &sev), -ENODATA);
	v.whole = opt_u64(1000);
	ck_assert_int_eq(thresholds_judge(&none, &crit, &v, &sev), 0);
	ck_assert_int_eq(sev, SEV_CRITICAL);
}
END_TEST

static enum severity judged_between(const char *range, int64_t least,
				    int64_t most, int want)
{
	struct range crit, none = { 0 };
	struct metric_value v = { .whole = opt_u64(1000) };
	enum severity sev = SEV_OK;

	if (least >= 0)
		v.least = opt_i64(least);
	if (most >= 0)
		v.most = opt_i64(most);
	range_parse(text(range), UNIT_NEEDED, false, &crit);
	ck_assert_int_eq(thresholds_judge(&none, &crit, &v, &sev), want);
	return sev;
}

START_TEST(what_was_seen_in_part_is_judged_by_its_bounds)
{
	/* at least: only too much is sure */
	ck_assert_int_eq(judged_between("500B", 501, -1, 0), SEV_CRITICAL);
	judged_between("500B", 500, -1, -ENODATA);
	judged_between("500B", 0, -1, -ENODATA);
	ck_assert_int_eq(judged_between("500B:", 500, -1, 0), SEV_OK);
	judged_between("500B:", 499, -1, -ENODATA);
	/* at most: only that it is no more */
	ck_assert_int_eq(judged_between("~:500B", -1, 500, 0), SEV_OK);
	judged_between("~:500B", -1, 501, -ENODATA);
	ck_assert_int_eq(judged_between("500B:", -1, 499, 0), SEV_CRITICAL);
	/* from here to there */
	ck_assert_int_eq(judged_between("@400B:500B", 400, 500, 0),
			 SEV_CRITICAL);
	judged_between("@400B:500B", 400, 501, -ENODATA);
	ck_assert_int_eq(judged_between("@400B:500B", 501, 600, 0), SEV_OK);
	/* on both sides of what is fine, and across it */
	judged_between("400B:500B", 399, 501, -ENODATA);
	ck_assert_int_eq(judged_between("400B:500B", 400, 500, 0), SEV_OK);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("range");

	tcase_add_loop_test(tc, ranges_alert_as_the_guidelines_say, 0,
			    (int)COUNT(guideline));
	tcase_add_loop_test(tc, what_is_no_range_is_refused, 0,
			    (int)COUNT(wrong));
	tcase_add_test(tc, percent_is_of_the_whole);
	tcase_add_test(tc, perfdata_has_them_in_bytes);
	tcase_add_test(tc, near_is_within_a_tenth);
	tcase_add_test(tc, thresholds_are_a_list);
	tcase_add_test(tc, a_broken_list_changes_nothing);
	tcase_add_test(tc, the_worse_threshold_counts);
	tcase_add_test(tc, what_was_seen_in_part_is_judged_by_its_bounds);
	return tap_run(tc);
}
