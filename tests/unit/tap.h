/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one Check suite and speaks TAP on stdout. */
#ifndef KMW_TESTS_TAP_H
#define KMW_TESTS_TAP_H

#include <check.h>

static inline int tap_run(TCase *cases)
{
	Suite *s = suite_create("");
	SRunner *r = srunner_create(s);
	int failed;

	/* the usual 4 s are few on a busy machine, with the sanitizers */
	tcase_set_timeout(cases, 60);
	suite_add_tcase(s, cases);
	srunner_set_tap(r, "-");
	srunner_run_all(r, CK_SILENT);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}

#endif
