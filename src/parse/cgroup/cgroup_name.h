/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the path of a cgroup to the name that people know its tenant by. */
#ifndef KMW_PARSE_CGROUP_CGROUP_NAME_H
#define KMW_PARSE_CGROUP_CGROUP_NAME_H

#include <stddef.h>

#include "util/span.h"

/* Room for any name that is of use; longer ones are cut. */
#define CGROUP_NAME_MAX 64

/*
 * The container of a cgroup's path, the innermost one, with its id shortened to
 * the 12 digits that docker ps shows: "docker-0123456789ab", "podman-...",
 * "containerd-...", "cri-o-...", "lxc-NAME", the machine's own name under
 * machine.slice; else the innermost systemd unit, "nginx.service". The bytes
 * are raw: hostile. Returns 0, or -ENOENT where the path names neither; then
 * dst is untouched.
 */
int cgroup_display_name(const char *path, char *dst, size_t cap);

/*
 * The same for the text of /proc/PID/cgroup, lines "id:controllers:path"
 * (kernel/cgroup/cgroup.c): cgroup2's line first, then the others of cgroup v1.
 * Returns 0 or -ENOENT.
 */
int cgroup_name_of_process(struct span text, char *dst, size_t cap);

#endif
