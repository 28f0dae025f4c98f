/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One binary fuzzes one format: FUZZ_FORMAT, a name of tests/parse/formats.c.
 * libFuzzer calls the first function; replay.c calls both for what is stored.
 */
#ifndef KMW_TESTS_FUZZ_H
#define KMW_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls. Returns 0; aborts where a rule is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Parses one text as the format of that name. Aborts likewise. */
void fuzz_one(const char *format, const uint8_t *data, size_t size);

#endif
