/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of /proc and /sys files to facts. Pure: no file is opened here. A
 * parser stores only what it could read to the end of its line; a line that it
 * knows but cannot read (truncated, not a number, too large) is counted in
 * *bad and its field stays unknown, and so does a sum that it belongs to.
 * Lines that it does not know are skipped; of a line that is there twice, the
 * first one stands.
 *
 * Returns, all of them: 0, or -EINVAL where the text has no line at all that
 * the format has (then nothing is stored), or -ENOMEM.
 */
#ifndef KMW_PARSE_PARSE_H
#define KMW_PARSE_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "model/socket.h"
#include "util/opt.h"
#include "util/span.h"

struct meminfo;
struct netcounters;
struct protocols;
struct psi;
struct slabs;
struct sockstat;
struct vmallocinfo;
struct vmstat;
struct zfs_arc;
struct zoneinfo;

/* /proc/meminfo: KiB to bytes; HugePages_* are counts. */
int parse_meminfo(struct span text, struct meminfo *ret, unsigned *bad);

/* /proc/vmstat */
int parse_vmstat(struct span text, struct vmstat *ret, unsigned *bad);

/* /proc/zoneinfo: the per-CPU lists' pages, and managed pages. */
int parse_zoneinfo(struct span text, struct zoneinfo *ret, unsigned *bad);

/*
 * /proc/slabinfo, versions 1.1 to 2.1: appends to ret. ret->known says that no
 * cache is missing, so that their sum may be held against Slab.
 */
int parse_slabinfo(struct span text, uint64_t page_size, struct slabs *ret,
		   unsigned *bad);

/* /proc/vmallocinfo */
int parse_vmallocinfo(struct span text, uint64_t page_size,
		      struct vmallocinfo *ret, unsigned *bad);

/* /proc/pressure/memory */
int parse_psi(struct span text, struct psi *ret, unsigned *bad);

/* /proc/spl/kstat/zfs/arcstats */
int parse_arcstats(struct span text, struct zfs_arc *ret, unsigned *bad);

/* /proc/net/sockstat or sockstat6: adds what the text has to what ret has. */
int parse_sockstat(struct span text, struct sockstat *ret, unsigned *bad);

/* /proc/net/snmp or /proc/net/netstat ("Udp: names", "Udp: values"): adds. */
int parse_snmp(struct span text, struct netcounters *ret, unsigned *bad);

/*
 * /proc/net/snmp6 ("Udp6RcvbufErrors 0"): adds to the counters of IPv4, which
 * come first: what is unknown there stays unknown.
 */
int parse_snmp6(struct span text, struct netcounters *ret, unsigned *bad);

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
 * A sysctl file of n numbers in a row ("4096 8192 16384"), none above 2^45.
 * Without a newline at the end the last one may be cut and stays unknown.
 */
int parse_sysctl(struct span text, struct opt_u64 *ret, size_t n,
		 unsigned *bad);

/*
 * The same out of `sysctl -a` ("net.ipv4.tcp_mem = 4096 8192 16384").
 * Returns -EINVAL where the key is not there.
 */
int parse_sysctl_list(struct span text, const char *key, struct opt_u64 *ret,
		      size_t n, unsigned *bad);

/* A kernel release ("6.1.0-18-amd64"): KERNEL(6, 1). Unknown if odd. */
struct opt_u64 parse_kernel_release(struct span text);

#endif
