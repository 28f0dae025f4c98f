/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The catalogue of metrics: enum name, metric, type, help. A metric's name is
 * public: it never changes. Sums over what may vanish (a namespace, a socket)
 * can fall, so they are gauges. kmemwhere(8) lists all of them.
 */
#ifndef KMW_RENDER_PROMETHEUS_PROMETHEUS_FAMILIES_H
#define KMW_RENDER_PROMETHEUS_PROMETHEUS_FAMILIES_H

#define PROMETHEUS_FAMILIES(X)                                                 \
	X(P_BUILD_INFO, "build_info", "gauge",                                 \
	  "1, with the version of kmemwhere.")                                 \
	X(P_LAST_RUN, "last_run_timestamp_seconds", "gauge",                   \
	  "When these figures were taken, in seconds since 1970.")             \
	X(P_DURATION, "run_duration_seconds", "gauge",                         \
	  "How long it took to take them.")                                    \
	X(P_PRIVILEGED, "run_privileged", "gauge",                             \
	  "1 as root with CAP_SYS_PTRACE and CAP_SYS_ADMIN, else 0.")          \
	X(P_GAPS, "gaps", "gauge", "Reads that failed, by what was read.")     \
	X(P_PROCESSES, "processes", "gauge", "Processes examined, by result.") \
	X(P_NETNS, "network_namespaces", "gauge",                              \
	  "Network namespaces, by result.")                                    \
	X(P_VERDICT, "verdict", "gauge",                                       \
	  "1 for the code of the first finding, 0 for all others.")            \
	X(P_VERDICT_SEVERITY, "verdict_severity", "gauge",                     \
	  "Severity of the first finding: 0 ok, 1 notice, 2 warning, 3 "       \
	  "critical.")                                                         \
	X(P_FINDING_SEVERITY, "finding_severity", "gauge",                     \
	  "Highest severity of the findings with that code, 0 where there is " \
	  "none.")                                                             \
	X(P_FINDING_BYTES, "finding_bytes", "gauge",                           \
	  "Largest amount that a finding with that code is about.")            \
	X(P_FINDINGS, "findings", "gauge", "Findings by severity.")            \
	X(P_MEMORY_TOTAL, "memory_total_bytes", "gauge",                       \
	  "MemTotal, what the terms of kmemwhere_memory_bytes add up to.")     \
	X(P_MEMORY, "memory_bytes", "gauge",                                   \
	  "The terms of the identity; they add up to the total.")              \
	X(P_MEMORY_ERROR, "memory_error_bytes", "gauge",                       \
	  "Largest error of the kernel's term.")                               \
	X(P_MEMORY_AVAILABLE, "memory_available_bytes", "gauge",               \
	  "Memory available without swapping.")                                \
	X(P_KERNEL, "kernel_bytes", "gauge",                                   \
	  "The kernel's parts; with unaccounted they add up to its term.")     \
	X(P_KERNEL_ESTIMATE, "kernel_estimate_bytes", "gauge",                 \
	  "Named shares of the kernel's memory that are not exact, and no "    \
	  "part of the sum.")                                                  \
	X(P_OF_WHICH, "of_which_bytes", "gauge",                               \
	  "Amounts that lie inside other parts or terms: never add them up.")  \
	X(P_PROTO_USED, "protocol_used_bytes", "gauge",                        \
	  "What the kernel's counter of the protocol says, host-wide.")        \
	X(P_PROTO_CHARGED, "protocol_charged_bytes", "gauge",                  \
	  "What all sockets that were seen are charged.")                      \
	X(P_PROTO_UNSEEN, "protocol_unseen_bytes", "gauge",                    \
	  "Used less charged; may be negative.")                               \
	X(P_PROTO_TOLERANCE, "protocol_tolerance_bytes", "gauge",              \
	  "How far used and charged may differ with nothing wrong.")           \
	X(P_PROTO_LIMITS, "protocol_limits_bytes", "gauge",                    \
	  "The three figures of udp_mem or tcp_mem.")                          \
	X(P_PROTO_LIMIT, "protocol_limit_bytes", "gauge",                      \
	  "The limit at which the protocol stops: UDP min, TCP max.")          \
	X(P_PROTO_RATIO, "protocol_limit_ratio", "gauge",                      \
	  "The larger of used and charged against that limit.")                \
	X(P_PROTO_STATE, "protocol_state", "gauge",                            \
	  "1 for the state that the protocol is in, 0 for the others.")        \
	X(P_PROTO_DROPS, "protocol_drops", "gauge",                            \
	  "Drops counted by the network namespaces seen; falls when one "      \
	  "ends.")                                                             \
	X(P_TCP_SOCKETS, "tcp_sockets", "gauge",                               \
	  "TCP sockets that no process has, by state.")                        \
	X(P_TCP_SOCKETS_LIMIT, "tcp_sockets_limit", "gauge",                   \
	  "How many of them the kernel allows.")                               \
	X(P_SOCKETS, "sockets", "gauge", "Sockets seen, by protocol.")         \
	X(P_SOCKETS_HOLDING, "sockets_holding", "gauge",                       \
	  "Those of them that hold memory.")                                   \
	X(P_SOCKET_HELD, "socket_held_bytes", "gauge",                         \
	  "Memory that they hold.")                                            \
	X(P_SOCKET_DROPS, "socket_drops", "gauge",                             \
	  "Drops of the sockets that hold memory now; falls when one does "    \
	  "not any more.")                                                     \
	X(P_HOLDER_BYTES, "holder_bytes", "gauge",                             \
	  "Socket memory of the largest holders "                              \
	  "(--prometheus-holders).")                                           \
	X(P_HOLDER_SOCKETS, "holder_sockets", "gauge",                         \
	  "Their sockets that hold memory.")                                   \
	X(P_HOLDER_DROPS, "holder_drops", "gauge", "Drops of these sockets.")  \
	X(P_PROCESS_PSS, "process_pss_bytes", "gauge",                         \
	  "Pss of the largest processes (--prometheus-holders).")

enum prometheus_family {
#define X(id, name, type, help) id,
	PROMETHEUS_FAMILIES(X)
#undef X
		PROMETHEUS_FAMILY_N
};

#endif
