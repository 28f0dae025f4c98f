/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup_names.h"

#include "model/snapshot.h"
#include "parse/cgroup/cgroup_name.h"

int cgroup_names(struct snapshot *snap)
{
	char name[CGROUP_NAME_MAX];

	for (size_t i = 0; i < snap->cgroups.n; i++) {
		struct cgroup_path *c = &snap->cgroups.v[i];
		int err;

		if (cgroup_display_name(snap->strings.data + c->path, name,
					sizeof(name)))
			continue;
		err = snapshot_add_string(snap, name, &c->name);
		if (err)
			return err;
	}
	return 0;
}
