/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of other processes in /proc. Whatever is opened, read or asked of one
 * goes through these few functions, for each of them may wait: for a lock of a
 * process that exits or execs, or for a file server behind one of its files.
 */
#ifndef KMW_COLLECT_BASE_PROC_FILE_H
#define KMW_COLLECT_BASE_PROC_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct buf;
struct source;
struct stat;
struct statx;

/* Of which process, and from where its files are found. */
struct proc_at {
	int dir; /* an fd of /proc, or of the process's own directory there */
	pid_t pid;
	bool own; /* it is the process's own */
};

static inline struct proc_at proc_at(int proc, pid_t pid)
{
	return (struct proc_at){ .dir = proc, .pid = pid };
}

/*
 * In all of them the format is that of the file's path below /proc/PID:
 * "stat", "fd/%d", "fdinfo/%d", "task/%d/syscall".
 *
 * Opens it (O_CLOEXEC). Returns an fd or -errno.
 */
int proc_open(struct proc_at at, int flags, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The beginning of the file by one read(), up to cap - 1 bytes and a NUL: the
 * kernel makes small files as they are read, at once. Returns the length, or
 * -errno and leaves "".
 */
ssize_t proc_read(struct proc_at at, char *dst, size_t cap, const char *format,
		  ...) __attribute__((format(printf, 4, 5)));

/*
 * All of the file. Returns 0, -errno, or -EFBIG where it has max bytes or more;
 * what was read until then is in ret (emptied first).
 */
int proc_read_all(struct proc_at at, size_t max, struct buf *ret,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The name of the process or, with tid, of its thread as it is: comm without
 * the newline that the kernel adds. Returns as proc_read().
 */
ssize_t proc_read_comm(struct proc_at at, pid_t tid, char *dst, size_t cap);

/*
 * The target of a link ("fd/3", "ns/net"), cut where dst is full. Returns its
 * length (there is no NUL) or -errno.
 */
ssize_t proc_read_link(struct proc_at at, char *dst, size_t cap,
		       const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* fstatat() and statx() of it; "." is /proc/PID itself. Return 0 or -errno. */
int proc_stat(struct proc_at at, struct stat *ret, int flags,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));
int proc_statx(struct proc_at at, struct statx *ret, int flags, unsigned mask,
	       const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * The name of the protocol of a socket, "TCPv6", "UNIX-STREAM". It stands in
 * the dentry (net/socket.c, 3.7): the socket itself is not touched. Returns its
 * length, or -errno and leaves "".
 */
ssize_t proc_read_protocol(pid_t pid, int fd, char *dst, size_t cap);

/*
 * All of a file, live or captured. Returns as source_read(); -EINVAL where the
 * source is at fault.
 */
int proc_read_source(const struct source *src, pid_t pid, const char *name,
		     struct buf *ret);

#endif
