/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/smaps_rollup.h"

#include <errno.h>
#include <stddef.h>

#include "model/process/process.h"
#include "parse/keyed.h"

int parse_smaps_rollup(struct span text, struct process *ret, unsigned *bad)
{
	static const struct keyed_row rows[] = {
		KEYED_ROW("Pss", struct process, pss_bytes, field_kib),
		KEYED_ROW("Pss_Anon", struct process, pss_anon_bytes,
			  field_kib),
		KEYED_ROW("Pss_File", struct process, pss_file_bytes,
			  field_kib),
		KEYED_ROW("Pss_Shmem", struct process, pss_shmem_bytes,
			  field_kib),
		KEYED_ROW("SwapPss", struct process, swap_pss_bytes, field_kib),
	};
	struct process p = *ret;
	int err;

	p.pss_bytes = p.pss_anon_bytes = p.pss_file_bytes = p.pss_shmem_bytes =
		p.swap_pss_bytes = (struct opt_u64){ 0 };
	err = keyed_lines(text, KEYED(rows, &p), ':', bad);
	if (!err && !p.pss_bytes.known)
		err = -EINVAL;
	if (!err)
		*ret = p;
	return err;
}
