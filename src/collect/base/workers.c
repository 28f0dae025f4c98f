/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/workers.h"
#include "system/at.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

/* Below this many processes a second thread costs more than it saves. */
#define PROCESSES_A_WORKER 32

struct job {
	void (*work)(void *element);
	void *element;
	unsigned slot; /* AT_MAIN: of this thread */
	pthread_t thread;
};

size_t workers_for(size_t processes)
{
	cpu_set_t cpus;
	size_t n = WORKERS_MAX;

	if (!sched_getaffinity(0, sizeof(cpus), &cpus) && CPU_COUNT(&cpus) == 1)
		n = 1;
	if (n > 1 + processes / PROCESSES_A_WORKER)
		n = 1 + processes / PROCESSES_A_WORKER;
	return n;
}

static void *do_job(void *data)
{
	struct job *j = data;

	if (j->slot)
		at_use(j->slot, gettid());
	j->work(j->element);
	at_leave();
	return NULL;
}

void workers_run(void (*work)(void *element), void *array, size_t n,
		 size_t size)
{
	struct job jobs[WORKERS_MAX];
	size_t started = 0;

	for (size_t i = 0; i < n; i++)
		jobs[i] = (struct job){ .work = work,
					.element = (char *)array + i * size };
	for (; started + 1 < n; started++) {
		jobs[started].slot = AT_THREAD + (unsigned)started;
		if (pthread_create(&jobs[started].thread, NULL, do_job,
				   &jobs[started]))
			break;
	}
	for (size_t i = started; i < n; i++) {
		jobs[i].slot = AT_MAIN;
		do_job(&jobs[i]);
	}
	for (size_t i = 0; i < started; i++)
		pthread_join(jobs[i].thread, NULL);
}
