/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the report has of the findings: see model/field.h. */
#ifndef KMW_DIAGNOSE_FINDING_FIELDS_H
#define KMW_DIAGNOSE_FINDING_FIELDS_H

#include "model/field.h"

extern const struct table fields_judgement, fields_finding, fields_confidence,
	fields_subject_comm, fields_subject;

#endif
