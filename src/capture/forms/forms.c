/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/forms/form.h"

#include "capture/forms/host.h"
#include "capture/forms/kernel/kernel_forms.h"
#include "capture/forms/memory/meminfo.h"
#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/process/process_forms.h"
#include "capture/forms/sockets/socket_forms.h"

#define MEMINFO "proc/meminfo"
#define SLABINFO "proc/slabinfo"

/* Whose lines are made lines of /proc/meminfo; the best known rank first. */
#define COUNTERS(n, fn, r)                                                  \
	{                                                                   \
		.name = (n), .fit = fn##_fit, .rank = (r), .file = MEMINFO, \
		.rewrite = fn##_rewrite,                                    \
	}
/* A file of a capture, made by the form. */
#define REWRITTEN(n, fn, path)                                \
	{                                                     \
		.name = (n), .fit = fn##_fit, .file = (path), \
		.rewrite = fn##_rewrite,                      \
	}
#define NETWORKING "sos_commands/networking/"
/* As it is: what /proc has. */
#define KERNEL_FILE(n, fn, path)                              \
	{                                                     \
		.name = (n), .fit = fn##_fit, .file = (path), \
	}

/*
 * In this order a line is offered: a form that takes lines which another has,
 * too, stands behind it.
 */
const struct form forms[] = {
	{ .name = "OOM report", .fit = oom_fit, .fill = oom_fill },
	COUNTERS("meminfo", meminfo, 90),
	COUNTERS("node meminfo", node_meminfo, 60),
	COUNTERS("numastat", numastat, 50),
	COUNTERS("free", free, 40),
	COUNTERS("top", top_header, 45),
	COUNTERS("vmstat -s", vmstat_s, 70),
	COUNTERS("vmstat", vmstat_columns, 20),
	COUNTERS("smem -w", smem_system, 30),
	COUNTERS("crash kmem -i", crash_kmem, 80),
	COUNTERS("sar", sar_memory, 25),
	{ .name = "slabinfo",
	  .fit = slabinfo_fit,
	  .file = SLABINFO,
	  .rewrite = slabinfo_rewrite,
	  .rank = 3,
	  .alone = 1 },
	{ .name = "slabtop",
	  .fit = slabtop_fit,
	  .file = SLABINFO,
	  .rewrite = slabtop_rewrite,
	  .rank = 2,
	  .alone = 1,
	  .more_file = MEMINFO,
	  .more = slabtop_rewrite_total },
	{ .name = "slabinfo rows",
	  .fit = slabinfo_rows_fit,
	  .file = SLABINFO,
	  .rewrite = slabinfo_rewrite,
	  .rank = 1,
	  .alone = 1 },
	{ .name = "allocinfo", .fit = allocinfo_fit, .fill = allocinfo_fill },
	{ .name = "vmallocinfo",
	  .fit = vmallocinfo_fit,
	  .file = "proc/vmallocinfo",
	  .fill = vmallocinfo_fill },
	KERNEL_FILE("zoneinfo", zoneinfo, "proc/zoneinfo"),
	KERNEL_FILE("buddyinfo", buddyinfo, NULL),
	KERNEL_FILE("pressure", psi, "proc/pressure/memory"),
	{ .name = "ps", .fit = ps_fit, .file = "sos_commands/process/ps_aux" },
	{ .name = "top processes",
	  .fit = top_rows_fit,
	  .file = "ps",
	  .rewrite = top_rows_rewrite },
	{ .name = "docker stats",
	  .fit = container_stats_fit,
	  .fill = container_stats_fill },
	REWRITTEN("ss", ss, NETWORKING "ss_-tuanpeiom"),
	REWRITTEN("netstat", netstat, NETWORKING "netstat_-W_-neopa"),
	REWRITTEN("/proc/net sockets", proc_net, NETWORKING "ss_-tuane"),
	REWRITTEN("sockstat", sockstat, "proc/net/sockstat"),
	REWRITTEN("snmp", snmp, "proc/net/snmp"),
	REWRITTEN("netstat -s", netstat_s, "proc/net/snmp"),
	REWRITTEN("nstat", nstat, "proc/net/snmp"),
	REWRITTEN("sysctl", sysctl, "sos_commands/kernel/sysctl_-a"),
	{ .name = "uname", .fit = uname_fit, .file = "uname", .single = 1 },
	{ .name = "kernel version",
	  .fit = version_fit,
	  .file = "proc/version",
	  .rank = 1,
	  .alone = 1,
	  .single = 1 },
	{ .name = "sysstat heading",
	  .fit = sysstat_head_fit,
	  .file = "proc/version",
	  .rewrite = sysstat_head_rewrite,
	  .single = 1 },
	{ .name = "memory cgroup",
	  .fit = cgroup_files_fit,
	  .fill = cgroup_files_fill },
	KERNEL_FILE("/proc/vmstat", vmstat, "proc/vmstat"),
};

const size_t forms_n = sizeof(forms) / sizeof(forms[0]);
