/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/watch/stay.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model/gap.h"

/* Late, and not never: a fault of ours must not hang the machine. */
#define OOM_SCORE_ADJ "-900"
#define KEEP_BYTES (8 << 20)
#define LEAN_SAMPLES 16 /* of one span */
#define LEAN_SPARE (2 << 20)

static bool has_capability(unsigned cap)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};

	return !syscall(SYS_capget, &head, data) &&
	       (data[cap / 32].effective & UINT32_C(1) << cap % 32);
}

/* Under a limit a later mmap() would fail: worse than being paged out. */
static int lock_memory(void)
{
	struct rlimit limit;

	if (!has_capability(CAP_IPC_LOCK) &&
	    (getrlimit(RLIMIT_MEMLOCK, &limit) ||
	     limit.rlim_cur != RLIM_INFINITY))
		return EPERM;
	/* only what is touched: libraries are large and mostly idle */
	return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ? errno : 0;
}

static int be_killed_late(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, OOM_SCORE_ADJ, sizeof(OOM_SCORE_ADJ) - 1) < 0)
		err = errno;
	close(fd);
	return err;
}

void stay_alive(struct gaps *gaps)
{
	int err;

	mallopt(M_MMAP_THRESHOLD, KEEP_BYTES);
	mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
	mallopt(M_ARENA_MAX, 1);
	err = lock_memory();
	if (err)
		gaps_add(gaps, "mlockall", err,
			 "kmemwhere itself may stall when memory runs out",
			 "kmemwhere");
	err = be_killed_late();
	if (err)
		gaps_add(gaps, "oom_score_adj", err,
			 "kmemwhere itself may be killed when memory runs out",
			 "kmemwhere");
}

/* Holes below the end of the heap cannot be given back while it is locked. */
static void give_back(void)
{
	munlockall();
	malloc_trim(0);
	lock_memory();
}

void stay_lean(struct heap_need *need)
{
	struct mallinfo2 heap = mallinfo2();
	size_t most;

	if (heap.uordblks > need->now)
		need->now = heap.uordblks;
	most = need->now > need->before ? need->now : need->before;
	if (++need->samples < LEAN_SAMPLES)
		return;
	need->before = need->now;
	need->now = need->samples = 0;
	if (heap.arena > 2 * most + LEAN_SPARE)
		give_back();
}
