/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the report has of the sums: see model/field.h. */
#ifndef KMW_ACCOUNT_ACCOUNT_FIELDS_H
#define KMW_ACCOUNT_ACCOUNT_FIELDS_H

#include "model/field.h"

extern const struct table fields_identity, fields_pss_sums, fields_textbook,
	fields_kernel_parts, fields_kernel_rest, fields_of_which,
	fields_other_part, fields_proto_sum, fields_proto_checks,
	fields_proto_drops, fields_waits, fields_holder, fields_by_row,
	fields_process_map_sockets, fields_untracked, fields_rates, fields_rate,
	fields_rate_owner, fields_rate_read;

#endif
