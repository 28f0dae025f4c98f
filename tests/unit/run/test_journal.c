/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is too long for a datagram reaches the journal as a sealed file. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "run/journal.h"
#include "tap.h"
#include "util/buf.h"

#define SMALL 4096
#define LONG ((size_t)1 << 20)

static struct sockaddr_un at = { .sun_family = AF_UNIX };
static int listener, sender;
static struct buf entry;

static void setup(void)
{
	int size = SMALL;

	listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	snprintf(at.sun_path, sizeof(at.sun_path), "/tmp/kmw-journal.%d",
		 (int)getpid());
	unlink(at.sun_path);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(setsockopt(sender, SOL_SOCKET, SO_SNDBUF, &size,
				    sizeof(size)),
			 0);
	buf_clear(&entry);
}

static void teardown(void)
{
	unlink(at.sun_path);
	close(listener);
	close(sender);
}

static void fill(size_t len)
{
	ck_assert_int_eq(buf_reserve(&entry, len), 0);
	memset(entry.data, 'x', len);
	entry.len = len;
}

/* Returns the bytes of the datagram, and the descriptor beside it or -1. */
static ssize_t receive(int *ret_fd)
{
	static char data[2 * SMALL];
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec io = { data, sizeof(data) };
	struct msghdr msg = { .msg_iov = &io,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(listener, &msg, MSG_DONTWAIT);

	*ret_fd = -1;
	if (CMSG_FIRSTHDR(&msg))
		memcpy(ret_fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(*ret_fd));
	return n;
}

START_TEST(a_short_entry_is_a_datagram)
{
	int fd;

	fill(100);
	ck_assert_int_eq(journal_deliver(sender, &at, &entry), 0);
	ck_assert_int_eq(receive(&fd), 100);
	ck_assert_int_eq(fd, -1);
}
END_TEST

START_TEST(a_long_one_is_a_sealed_file)
{
	struct stat st;
	int fd;

	fill(LONG);
	ck_assert_int_eq(journal_deliver(sender, &at, &entry), 0);
	ck_assert_int_eq(receive(&fd), 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq((size_t)st.st_size, LONG);
	ck_assert_int_eq(fcntl(fd, F_GET_SEALS), F_SEAL_SHRINK | F_SEAL_GROW |
							 F_SEAL_WRITE |
							 F_SEAL_SEAL);
	close(fd);
}
END_TEST

START_TEST(nobody_there_is_an_error)
{
	fill(100);
	unlink(at.sun_path);
	ck_assert_int_lt(journal_deliver(sender, &at, &entry), 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("journal");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_short_entry_is_a_datagram);
	tcase_add_test(tc, a_long_one_is_a_sealed_file);
	tcase_add_test(tc, nobody_there_is_an_error);
	return tap_run(tc);
}
