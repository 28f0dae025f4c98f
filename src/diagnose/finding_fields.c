/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/finding_fields.h"

#include "diagnose/diagnose.h"

NAMER(code_word, finding_code_name, enum finding_code, FINDING_N)
NAMER(severity_word, severity_name, enum severity, SEV_CRITICAL + 1)
NAMER(confidence_word, confidence_name, enum confidence, CONF_HIGH + 1)

static const struct field judgement[] = {
	SHOWN_AS(struct finding, code, FIELD_ENUM, "code",
		 "Its section is in kmemwhere(8); healthy where nothing is "
		 "wrong.",
		 NAMES(code_word, FINDING_N)),
	SHOWN_AS(struct finding, severity, FIELD_ENUM, "severity",
		 "How bad it is.", NAMES(severity_word, SEV_CRITICAL + 1)),
};
const struct table fields_judgement = TABLE(judgement);

static const struct field finding[] = {
	SHOWN(struct finding, bytes, "bytes",
	      "What it is about; null for healthy."),
};
const struct table fields_finding = TABLE(finding);

static const struct field confidence[] = {
	SHOWN_AS(struct finding, confidence, FIELD_ENUM, "confidence",
		 "How sure it is.", NAMES(confidence_word, CONF_HIGH + 1)),
};
const struct table fields_confidence = TABLE(confidence);

static const struct field subject_comm[] = {
	SHOWN(struct subject, comm, "comm", "Command of the process."),
};
const struct table fields_subject_comm = TABLE(subject_comm);

static const struct field subject[] = {
	SHOWN(struct subject, socket_count, "socket_count",
	      "How many sockets."),
	SHOWN(struct subject, cache, "cache", "Of slab."),
	SHOWN(struct subject, part, "part",
	      "Of kernel-holder: which kind of memory."),
	SHOWN_AS(struct subject, cgroup, FIELD_NAME, "cgroup",
		 "Path of the cgroup."),
};
const struct table fields_subject = TABLE(subject);
