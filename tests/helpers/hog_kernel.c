/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of the kernel that no socket has: pipes, rings, messages. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20)
#define RING_BYTES (8UL << 20)
#define URING_ENTRIES 32768
/* a power of two of pages each: 2 x 16 bytes and an index an entry; the
 * entries themselves, 64 bytes each */
#define URING_BYTES (4UL << 20)
#define MSG_BYTES 8000
#define ZRAM_CONTROL "/sys/class/zram-control/"

static uint64_t page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Fills a pipe to its end; the kernel may allow none of a megabyte. */
static int fill_pipe(struct worker *w, uint64_t *sum)
{
	static const char full[65536];
	ssize_t n = 0;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return worker_error(w, "pipe2", -errno);
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
	while (n >= 0) {
		n = write(ends[1], full, sizeof(full));
		*sum += n > 0 ? (uint64_t)n : 0;
	}
	return errno == EAGAIN ? 0 : worker_error(w, "write", -errno);
}

int kernel_pipes_fill(struct worker *w)
{
	uint64_t sum = 0, before = 1;
	int err = 0;

	while (!err && sum < w->bytes && sum != before) {
		before = sum;
		err = fill_pipe(w, &sum);
	}
	w->me->held = sum;
	return err;
}

int kernel_perf_fill(struct worker *w)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.size = sizeof(attr),
					.config = PERF_COUNT_SW_CPU_CLOCK,
					.disabled = 1 };
	size_t len = RING_BYTES + page_size();
	uint64_t sum = 0;

	for (; sum < w->bytes; sum += len) {
		long fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1,
				  PERF_FLAG_FD_CLOEXEC);

		if (fd < 0)
			return worker_skip(w, "perf events are not permitted");
		if (mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, (int)fd,
			 0) == MAP_FAILED)
			return worker_error(w, "mmap", -errno);
	}
	w->me->held = sum;
	return 0;
}

int kernel_uring_fill(struct worker *w)
{
	uint64_t sum = 0;

	for (; sum < w->bytes; sum += URING_BYTES) {
		struct io_uring_params params = { 0 };

		if (syscall(SYS_io_uring_setup, URING_ENTRIES, &params) < 0)
			return worker_skip(w, "io_uring is not permitted here");
	}
	w->me->held = sum;
	return 0;
}

/* What a queue takes is bounded, how many there are is less so. */
static int fill_queue(struct worker *w, uint64_t *sum)
{
	struct {
		long type;
		char text[MSG_BYTES];
	} msg = { .type = 1 };
	struct share *share = w->hog->share;
	int id = msgget(share->msg_key + share->msg_queues,
			IPC_CREAT | IPC_EXCL | 0600);

	if (id < 0)
		return worker_skip(w, "no room for so many message queues");
	share->msg_queues++;
	while (!msgsnd(id, &msg, MSG_BYTES, IPC_NOWAIT))
		*sum += MSG_BYTES;
	return errno == EAGAIN ? 0 : worker_error(w, "msgsnd", -errno);
}

int kernel_messages_fill(struct worker *w)
{
	uint64_t sum = 0, before = 1;
	int err = 0;

	w->hog->share->msg_key =
		(key_t)(0x6d000000 + (getpid() & 0xffff) * 256);
	while (!err && sum < w->bytes && sum != before) {
		before = sum;
		err = fill_queue(w, &sum);
	}
	w->me->held = sum;
	return err;
}

static int read_word(const char *path, char *word, size_t cap)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, word, cap - 1);
	close(fd);
	if (n <= 0)
		return -EIO;
	word[n] = '\0';
	return 0;
}

static int write_word(const char *path, const char *word)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, word, strlen(word));
	close(fd);
	return n < 0 ? -errno : 0;
}

/* Opens the device without a node of its own in /dev. */
static int open_zram(int id)
{
	unsigned major = 0, minor = 0;
	char path[64], word[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/block/zram%d/dev", id);
	if (read_word(path, word, sizeof(word)) ||
	    sscanf(word, "%u:%u", &major, &minor) != 2)
		return -ENOENT;
	snprintf(path, sizeof(path), "/tmp/memhog.zram.%d", (int)getpid());
	if (mknod(path, S_IFBLK | 0600, makedev(major, minor)))
		return -errno;
	fd = open(path, O_WRONLY | O_CLOEXEC | O_DIRECT);
	if (fd < 0)
		fd = -errno;
	unlink(path);
	return fd;
}

static int fill_zram(struct worker *w, int fd)
{
	size_t chunk = 1 << 20;
	char *buf = mmap(NULL, chunk, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (buf == MAP_FAILED)
		return worker_error(w, "mmap", -errno);
	while (w->me->held < w->bytes) {
		for (size_t at = 0; at < chunk; at += 256)
			if (getrandom(buf + at, 256, 0) != 256)
				return worker_error(w, "getrandom", -EIO);
		if (write(fd, buf, chunk) != (ssize_t)chunk)
			return worker_error(w, "write", -errno);
		w->me->held += chunk;
	}
	munmap(buf, chunk);
	return 0;
}

int kernel_zram_fill(struct worker *w)
{
	char path[64], word[64];
	int fd, err;

	if (read_word(ZRAM_CONTROL "hot_add", word, sizeof(word)))
		return worker_skip(w, "this kernel makes no zram devices");
	w->hog->share->zram = (int)strtol(word, NULL, 10);
	snprintf(path, sizeof(path), "/sys/block/zram%d/disksize",
		 w->hog->share->zram);
	snprintf(word, sizeof(word), "%llu\n",
		 (unsigned long long)w->bytes + (1 << 20));
	if (write_word(path, word))
		return worker_skip(w, "a zram device gets no size");
	fd = open_zram(w->hog->share->zram);
	if (fd < 0)
		return worker_skip(w, "a zram device cannot be opened");
	err = fill_zram(w, fd);
	close(fd); /* it keeps what was written, and can be removed */
	return err;
}

/* Runs in the janitor. */
void kernel_cleanup(struct share *share)
{
	char word[32];

	snprintf(word, sizeof(word), "%d\n", share->zram);
	if (share->zram >= 0)
		write_word(ZRAM_CONTROL "hot_remove", word);
	for (int i = 0; i < share->msg_queues; i++)
		msgctl(msgget(share->msg_key + i, 0), IPC_RMID, NULL);
}
