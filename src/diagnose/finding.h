/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building findings, inside diagnose/. */
#ifndef KMW_DIAGNOSE_FINDING_H
#define KMW_DIAGNOSE_FINDING_H

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "diagnose/findings.h"
#include "diagnose/outside.h"
#include "diagnose/severity.h"
#include "util/human.h"

/* What every rule sees, and where it puts what it finds. */
struct judge {
	const struct snapshot *snap;
	const struct account *acct;
	const struct rates *rates; /* NULL: one sample only */
	struct scale scale;
	struct findings *out;
	int err; /* -ENOMEM once a finding was lost; rules go on */
};

/*
 * Opens a finding; title is a printf format. Returns it, good until the next
 * one is opened, or NULL (then j->err says why).
 */
struct finding *finding_open(struct judge *j, enum finding_code code,
			     enum severity severity, enum confidence confidence,
			     struct opt_i64 bytes, const char *title, ...)
	__attribute__((format(printf, 6, 7)));

/*
 * Opens one that is as bad as its bytes are by the limits of its row; NULL
 * where they are below them.
 */
struct finding *finding_judge(struct judge *j, enum finding_code code,
			      enum confidence confidence, uint64_t bytes,
			      const char *title, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * Adds a sentence of evidence, or of what to do. The rules are made of these
 * two, so their names are short. f may be NULL here and below; what memory is
 * short for is lost, see judge_error().
 */
void say(struct finding *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void advise(struct finding *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds what its row advises; who is the program, for a %s in it. */
void finding_remedies(struct finding *f, const char *who);

/* How bad so many bytes are, by the limits of its row. */
enum severity finding_severity(const struct judge *j, enum finding_code code,
			       uint64_t bytes);

/*
 * Whether a holder is worth a sentence after the largest one: beside 1 GiB
 * nobody looks for 40 KiB.
 */
bool is_worth_naming(uint64_t bytes, uint64_t largest);

/* Adds one process to the subject, once. */
void finding_pid(struct finding *f, pid_t pid);

/* Names a process as its subject: a name of it and its pid. f may be NULL. */
void finding_blame(struct finding *f, const char *comm, pid_t pid);

/* 0, or -ENOMEM where anything was lost. */
int judge_error(const struct judge *j);

/* The first finding with that code, or NULL. */
struct finding *findings_find(const struct findings *f, enum finding_code code);

/* The bytes of a finding, 0 where unknown or negative. */
uint64_t finding_bytes(const struct finding *f);

/* For %llu. */
#define LLU(v) ((unsigned long long)(v))

/* human_bytes() in a temporary that lives to the end of the statement. */
#define BYTES(v) human_bytes((char[HUMAN_MAX]){ 0 }, (int64_t)(v))

#endif
