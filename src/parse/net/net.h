/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text files of a network namespace. They return and count as parse.h says.
 */
#ifndef KMW_PARSE_NET_NET_H
#define KMW_PARSE_NET_NET_H

#include <stddef.h>
#include <stdint.h>

#include "model/socket/socket.h"
#include "util/opt.h"
#include "util/span.h"

struct netcounters;
struct protocols;
struct sockstat;

/* /proc/net/sockstat or sockstat6: adds what the text has to what ret has. */
int parse_sockstat(struct span text, struct sockstat *ret, unsigned *bad);

/* /proc/net/snmp or /proc/net/netstat ("Udp: names", "Udp: values"): adds. */
int parse_snmp(struct span text, struct netcounters *ret, unsigned *bad);

/*
 * /proc/net/snmp6 ("Udp6RcvbufErrors 0"): adds to the counters of IPv4, which
 * come first: what is unknown there stays unknown.
 */
int parse_snmp6(struct span text, struct netcounters *ret, unsigned *bad);

/*
 * What `netstat -s` (net-tools, statistics.c) prints of the same counters, in
 * English: "    143 packet receive errors" below "Udp:". Adds.
 */
int parse_netstat_statistics(struct span text, struct netcounters *ret,
			     unsigned *bad);

/*
 * A kernel log: how often it says that TCP was out of memory (tcp_check_oom();
 * before 3.1 the words were those of too many orphans). It never fails.
 */
int parse_tcp_memory_log(struct span text, struct opt_u64 *ret, unsigned *bad);

/* /proc/net/protocols: pressure and size of a socket's struct. */
int parse_protocols(struct span text, struct protocols *ret, unsigned *bad);

/*
 * The `sockets` column of /proc/net/protocols, of the namespace whose file it
 * is; both IP versions in one figure. A protocol without a row has no sockets:
 * nobody has registered it. A row of those that never count (vsock, TIPC)
 * leaves the figure unknown; MPTCP counts since 6.3.
 */
int parse_protocol_counts(struct span text, struct opt_u64 ret[PROTO_N],
			  unsigned *bad);

/*
 * Sockets, where the kernel has no sock_diag handler. One line a socket; a
 * heading and a line that was cut short are none.
 *
 * A line of /proc/net/raw or raw6 (net/ipv4/raw.c, net/ipv6/raw.c): addresses,
 * protocol, wmem_alloc:rmem_alloc, uid, inode, drops (2.6.27).
 * Returns 0, -ENOENT for the heading, -EINVAL where it makes no sense.
 */
int parse_raw_line(struct span line, struct sock *ret);

/*
 * The same of tcp, tcp6, udp, udp6, udplite or udplite6 (get_tcp4_sock() …),
 * where a capture has no listing of ss: Recv-Q and Send-Q as that has them, of
 * TCP the timer (idiag_timer's numbers), of the others the drops.
 */
int parse_inet_line(struct span line, enum proto proto, struct sock *ret);

/*
 * A line of /proc/net/netlink (net/netlink/af_netlink.c): Eth, Pid (the port
 * id), Rmem, Wmem, Drops and Inode (2.6.39). Returns as parse_raw_line().
 */
int parse_netlink_line(struct span line, struct sock *ret);

#endif
