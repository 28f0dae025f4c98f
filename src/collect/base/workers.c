/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/workers.h"

#include <pthread.h>
#include <sched.h>

/* Below this many processes a second thread costs more than it saves. */
#define PROCESSES_A_WORKER 32

struct job {
	void (*work)(void *element);
	void *element;
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

	j->work(j->element);
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
	while (started + 1 < n && !pthread_create(&jobs[started].thread, NULL,
						  do_job, &jobs[started]))
		started++;
	for (size_t i = started; i < n; i++)
		do_job(&jobs[i]);
	for (size_t i = 0; i < started; i++)
		pthread_join(jobs[i].thread, NULL);
}
