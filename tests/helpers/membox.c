/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * membox makes one shape of memory inside itself, says how much it holds and
 * waits: what `kmemwhere --pid` is to recognise. Its first line is like that
 * of memhog: "ready mode=MODE pid=N held=BYTES".
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXIT_SKIP 77
#define PIECE ((size_t)4000)
#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

struct box {
	size_t n;     /* threads, mappings */
	size_t bytes; /* of each */
	atomic_size_t held;
	atomic_int error; /* the first errno */
	pthread_barrier_t done;
};

static void fail(struct box *b, int err)
{
	int none = 0;

	atomic_compare_exchange_strong(&b->error, &none, err);
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

/* Pieces on a list, so that they can be given back. */
struct piece {
	struct piece *next;
	char rest[PIECE - sizeof(struct piece *)];
};

static struct piece *take(struct box *b)
{
	struct piece *list = NULL;

	for (size_t had = 0; had < b->bytes; had += sizeof(*list)) {
		struct piece *p = malloc(sizeof(*p));

		if (!p) {
			fail(b, ENOMEM);
			break;
		}
		memset(p, 1, sizeof(*p));
		p->next = list;
		list = p;
	}
	return list;
}

/* All but the last piece goes back: the arena cannot shrink below it. */
static void give_back(struct piece *list)
{
	struct piece *p = list ? list->next : NULL;

	while (p) {
		struct piece *next = p->next;

		free(p);
		p = next;
	}
}

static void *retain(void *arg)
{
	struct box *b = arg;
	struct piece *list = take(b);

	pthread_barrier_wait(&b->done);
	give_back(list);
	atomic_fetch_add(&b->held, b->bytes);
	pthread_barrier_wait(&b->done);
	wait_for_ever();
	return list;
}

/* z_stream of zlib.h; its layout is ABI since 1.0. */
struct z_stream {
	const unsigned char *next_in;
	unsigned avail_in;
	unsigned long total_in;
	unsigned char *next_out;
	unsigned avail_out;
	unsigned long total_out;
	const char *msg;
	void *state;
	void *zalloc, *zfree, *opaque;
	int data_type;
	unsigned long adler, reserved;
};

/* An inflater that is never ended: 7 KiB each. */
static void *inflate(void *arg)
{
	void *z = dlopen("libz.so.1", RTLD_NOW);
	int (*init)(struct z_stream * s, int bits, const char *version,
		    int size) = NULL;
	struct box *b = arg;
	size_t had = 0, each = 7160;

	if (z)
		*(void **)&init = dlsym(z, "inflateInit2_");
	if (!init)
		fail(b, ENOPKG);
	for (; init && had < b->bytes; had += each) {
		struct z_stream *s = calloc(1, sizeof(*s));

		if (!s || init(s, 15, "1.2.11", sizeof(*s))) {
			fail(b, ENOMEM);
			break;
		}
	}
	atomic_fetch_add(&b->held, had);
	pthread_barrier_wait(&b->done);
	pthread_barrier_wait(&b->done);
	wait_for_ever();
	return NULL;
}

__attribute__((noinline)) static void touch_stack(size_t bytes)
{
	volatile char *p = __builtin_alloca(bytes);

	for (size_t i = 0; i < bytes; i += 4 * KIB)
		p[i] = 1;
}

static void *stack(void *arg)
{
	struct box *b = arg;

	pthread_setname_np(pthread_self(), "worker");
	if (b->bytes)
		touch_stack(b->bytes);
	atomic_fetch_add(&b->held, b->bytes);
	pthread_barrier_wait(&b->done);
	pthread_barrier_wait(&b->done);
	wait_for_ever();
	return NULL;
}

static void run_threads(struct box *b, void *(*work)(void *))
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_barrier_init(&b->done, NULL, (unsigned)b->n + 1);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 2 * MIB);
	for (size_t i = 0; i < b->n; i++) {
		int err = pthread_create(&thread, &attr, work, b);

		if (err) {
			fprintf(stderr, "pthread_create: %s\n", strerror(err));
			exit(1);
		}
	}
	pthread_barrier_wait(&b->done);
	pthread_barrier_wait(&b->done);
}

static void arenas(struct box *b)
{
	run_threads(b, retain);
}

static void leak(struct box *b)
{
	b->n = 1;
	run_threads(b, inflate);
}

static void stacks(struct box *b)
{
	run_threads(b, stack);
}

/* Neighbours of other rights do not grow together. */
static void maps(struct box *b)
{
	static const int rights[] = { PROT_READ, PROT_READ | PROT_WRITE };
	char *p = mmap(NULL, b->n * 4 * KIB, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		fail(b, errno);
	for (size_t i = 0; p != MAP_FAILED && i < b->n; i++)
		if (mprotect(p + i * 4 * KIB, 4 * KIB, rights[i % 2]))
			fail(b, EAGAIN); /* vm.max_map_count */
}

/* Address space that nobody touches. */
static void reserve(struct box *b)
{
	void *p = mmap(NULL, b->n * MIB, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		fail(b, EAGAIN);
}

static const struct mode {
	const char *name;
	void (*make)(struct box *b);
	const char *help;
} modes[] = {
	{ "arenas", arenas, "N threads allocate KIB and free all but one" },
	{ "inflate", leak, "one thread leaks N x KIB of zlib's inflaters" },
	{ "stacks", stacks, "N threads touch KIB of their stacks" },
	{ "maps", maps, "N mappings" },
	{ "reserve", reserve, "N MiB of address space" },
};

static int usage(void)
{
	puts("membox MODE N [KIB]");
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		printf("  %-8s %s\n", modes[i].name, modes[i].help);
	return 2;
}

static int run(const struct mode *mode, struct box *b)
{
	int err;

	if (mode->make == leak)
		b->bytes *= b->n;
	mode->make(b);
	err = atomic_load(&b->error);
	if (err == EAGAIN || err == ENOPKG) {
		printf("skip mode=%s %s\n", mode->name, strerror(err));
		return EXIT_SKIP;
	}
	if (err) {
		fprintf(stderr, "%s: %s\n", mode->name, strerror(err));
		return 1;
	}
	printf("ready mode=%s pid=%d held=%zu\n", mode->name, (int)getpid(),
	       atomic_load(&b->held));
	fflush(stdout);
	wait_for_ever();
	return 0;
}

int main(int argc, char **argv)
{
	struct box b = { 0 };

	alarm(600); /* whoever started it may be gone */
	if (argc < 3)
		return usage();
	b.n = strtoul(argv[2], NULL, 10);
	b.bytes = argc > 3 ? strtoul(argv[3], NULL, 10) * KIB : 0;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(argv[1], modes[i].name))
			return run(&modes[i], &b);
	return usage();
}
