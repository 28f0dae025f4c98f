/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe_calls.h"

#include <sys/syscall.h>

#define ROW(name, what, arg)          \
	{                             \
		SYS_##name, what, arg \
	}

/* Which of them exist differs by machine; recv() is recvfrom() nowadays. */
static const struct call_row rows[] = {
	ROW(read, CALL_READ, 0),
	ROW(readv, CALL_READ, 0),
#ifdef SYS_preadv2 /* 4.6; offset -1 is the file's own position */
	ROW(preadv2, CALL_READ, 0),
#endif
#ifdef SYS_recv
	ROW(recv, CALL_READ, 0),
#endif
#ifdef SYS_recvfrom
	ROW(recvfrom, CALL_READ, 0),
#endif
#ifdef SYS_recvmsg
	ROW(recvmsg, CALL_READ, 0),
#endif
#ifdef SYS_recvmmsg
	ROW(recvmmsg, CALL_READ, 0),
#endif
#ifdef SYS_recvmmsg_time64
	ROW(recvmmsg_time64, CALL_READ, 0),
#endif
	ROW(splice, CALL_READ, 0),
#ifdef SYS_sendfile
	ROW(sendfile, CALL_READ, 1),
#endif
#ifdef SYS_sendfile64
	ROW(sendfile64, CALL_READ, 1),
#endif
#ifdef SYS_socketcall /* its arguments are behind a pointer */
	ROW(socketcall, CALL_POLL, 0),
#endif
#ifdef SYS_poll
	ROW(poll, CALL_POLL, 0),
#endif
#ifdef SYS_ppoll
	ROW(ppoll, CALL_POLL, 0),
#endif
#ifdef SYS_ppoll_time64
	ROW(ppoll_time64, CALL_POLL, 0),
#endif
#ifdef SYS_select
	ROW(select, CALL_POLL, 0),
#endif
#ifdef SYS__newselect
	ROW(_newselect, CALL_POLL, 0),
#endif
#ifdef SYS_pselect6
	ROW(pselect6, CALL_POLL, 0),
#endif
#ifdef SYS_pselect6_time64
	ROW(pselect6_time64, CALL_POLL, 0),
#endif
#ifdef SYS_io_getevents
	ROW(io_getevents, CALL_POLL, 0),
#endif
#ifdef SYS_io_pgetevents
	ROW(io_pgetevents, CALL_POLL, 0),
#endif
#ifdef SYS_io_uring_enter
	ROW(io_uring_enter, CALL_POLL, 0),
#endif
	/* what goes on after a stop: poll(), a sleep or a futex */
	ROW(restart_syscall, CALL_POLL, 0),
#ifdef SYS_epoll_wait
	ROW(epoll_wait, CALL_EPOLL, 0),
#endif
	ROW(epoll_pwait, CALL_EPOLL, 0),
#ifdef SYS_epoll_pwait2
	ROW(epoll_pwait2, CALL_EPOLL, 0),
#endif
#ifdef SYS_futex
	ROW(futex, CALL_LOCK, 0),
#endif
#ifdef SYS_futex_time64
	ROW(futex_time64, CALL_LOCK, 0),
#endif
#ifdef SYS_futex_waitv
	ROW(futex_waitv, CALL_LOCK, 0),
#endif
#ifdef SYS_futex_wait
	ROW(futex_wait, CALL_LOCK, 0),
#endif
};

const struct call_table probe_calls = {
	.rows = rows,
	.n = sizeof(rows) / sizeof(*rows),
	.long64 = sizeof(long) == 8,
};
