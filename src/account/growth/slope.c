/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/slope.h"

#include <stdlib.h>

#define PAIRS_MAX (SLOPE_POINTS_MAX * (SLOPE_POINTS_MAX - 1) / 2)

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Every so many points, the first and the last always among them. */
static size_t thin(const struct slope_point *v, size_t n,
		   struct slope_point ret[SLOPE_POINTS_MAX])
{
	size_t m = n < SLOPE_POINTS_MAX ? n : SLOPE_POINTS_MAX;

	for (size_t i = 0; i < m; i++)
		ret[i] = v[m == n ? i : i * (n - 1) / (m - 1)];
	return m;
}

static size_t pairs(const struct slope_point *p, size_t n, double *ret)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			double ms = (double)p[j].at_ms - (double)p[i].at_ms;

			if (ms > 0)
				ret[k++] = ((double)p[j].value -
					    (double)p[i].value) *
					   1000 / ms;
		}
	}
	return k;
}

static bool only_grows(const struct slope_point *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i].value < v[i - 1].value)
			return false;
	return n && v[n - 1].value > v[0].value;
}

static double middle(const double *v, size_t n)
{
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

void slope_fit(const struct slope_point *v, size_t n, struct slope *ret)
{
	struct slope_point p[SLOPE_POINTS_MAX];
	double slopes[PAIRS_MAX];
	size_t m, k;

	*ret = (struct slope){ .only_grows = only_grows(v, n) };
	if (n < SLOPE_POINTS_MIN)
		return;
	m = thin(v, n, p);
	k = pairs(p, m, slopes);
	if (k < SLOPE_POINTS_MIN)
		return;
	qsort(slopes, k, sizeof(*slopes), by_size);
	ret->known = true;
	ret->per_second = middle(slopes, k);
	ret->low = slopes[k / 4];
	ret->high = slopes[k - 1 - k / 4];
}

void slope_eta(const struct slope *s, double distance, struct eta *ret)
{
	double steep = distance < 0 ? -s->low : s->high;
	double flat = distance < 0 ? -s->high : s->low;

	if (distance < 0)
		distance = -distance;
	*ret = (struct eta){ 0 };
	if (!s->known || flat <= 0 || distance / flat > ETA_MAX_SECONDS)
		return;
	ret->known = true;
	ret->low_seconds = distance / steep;
	ret->high_seconds = distance / flat;
}
