/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/host.h"

#include <string.h>

#include "model/snapshot.h"
#include "parse/parse.h"

void host_version(struct snapshot *snap)
{
	struct host *h = &snap->host;

	h->kernel_version =
		parse_kernel_release(span_of(h->kernel, strlen(h->kernel)));
	if (!h->kernel_version.known)
		gaps_add(&snap->gaps, "host", 0,
			 "what depends on the kernel's version is guessed",
			 "%s", "kernel release");
}
