/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/memory/parts.h"

#include "model/kernel/detail.h"

#define ROW(id, member, machines, people, doc, finding, ...)                   \
	[PART_##id] = {                                                        \
		.key = #member, .name = machines, .label = people, __VA_ARGS__ \
	},

const struct memory_part_row memory_parts[MEMORY_PARTS_N] = {
#define MEMORY_TERM ROW
#define MEMORY_PART ROW
#include "model/memory/parts.def"
};
