/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms that list sockets, or count what they did: see form.h. Pure. */
#ifndef KMW_CAPTURE_FORMS_SOCKETS_SOCKET_FORMS_H
#define KMW_CAPTURE_FORMS_SOCKETS_SOCKET_FORMS_H

#include "capture/forms/form.h"

#define FORM(name)                                                \
	enum fit name##_fit(struct span line, struct look *look); \
	int name##_rewrite(const struct look *look, struct buf *to)

FORM(ss);
FORM(netstat);
FORM(proc_net);	 /* /proc/net/tcp, udp, …: to rows of ss */
FORM(sockstat);	 /* one line or several */
FORM(snmp);	 /* /proc/net/snmp and /proc/net/netstat */
FORM(netstat_s); /* its words to the names of /proc/net/snmp */
FORM(nstat);
FORM(sysctl); /* sysctl lines, and files below /proc/sys */

#undef FORM

#endif
