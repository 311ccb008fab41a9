/* The loops in which the walk spends its time, for the instructions at hand. */
#include "engine/solve/kernel.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && \
	!defined(__SANITIZE_ADDRESS__)
#define HOT __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3", "fp-contract=off")))
#elif defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define HOT __attribute__((optimize("O3", "fp-contract=off")))
#else
#define HOT
#endif

typedef double lanes __attribute__((vector_size(64), aligned(8), may_alias));

#define LANES(p) (*(const lanes *)(const void *)(p))
#define SUM(v) ((((v)[0] + (v)[4]) + ((v)[2] + (v)[6])) + (((v)[1] + (v)[5]) + ((v)[3] + (v)[7])))

HOT double kernel_dot(const double *a, const double *b, size_t count)
{
	lanes sum = { 0 };
	double rest = 0.0;
	size_t i = 0;

	for (; i + 8 <= count; i += 8)
		sum += LANES(a + i) * LANES(b + i);
	for (; i < count; i++)
		rest += a[i] * b[i];
	return SUM(sum) + rest;
}

HOT void kernel_add_rows(double *restrict result, const double *const *rows, const double *x, size_t row_count,
                         size_t count)
{
	size_t p = 0;

	for (; p + 8 <= row_count; p += 8) {
		const double *const s0 = rows[p], *const s1 = rows[p + 1], *const s2 = rows[p + 2], *const s3 = rows[p + 3];
		const double *const s4 = rows[p + 4], *const s5 = rows[p + 5], *const s6 = rows[p + 6], *const s7 = rows[p + 7];
		const double x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3];
		const double x4 = x[p + 4], x5 = x[p + 5], x6 = x[p + 6], x7 = x[p + 7];

		for (size_t i = 0; i < count; i++)
			result[i] += ((x0 * s0[i] + x1 * s1[i]) + (x2 * s2[i] + x3 * s3[i])) +
			             ((x4 * s4[i] + x5 * s5[i]) + (x6 * s6[i] + x7 * s7[i]));
	}
	for (; p + 4 <= row_count; p += 4) {
		const double *const s0 = rows[p], *const s1 = rows[p + 1], *const s2 = rows[p + 2], *const s3 = rows[p + 3];
		const double x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3];

		for (size_t i = 0; i < count; i++)
			result[i] += (x0 * s0[i] + x1 * s1[i]) + (x2 * s2[i] + x3 * s3[i]);
	}
	for (; p < row_count; p++) {
		const double *const s0 = rows[p];
		const double x0 = x[p];

		for (size_t i = 0; i < count; i++)
			result[i] += x0 * s0[i];
	}
}

HOT bool kernel_step(double *restrict value, const double *restrict slope, double distance, size_t count)
{
	lanes wrong = { 0 };

	for (size_t i = 0; i < count; i += 8) {
		const lanes next = LANES(value + i) - distance * LANES(slope + i);

		*(lanes *)(void *)(value + i) = next;
		wrong += next * 0.0;
	}
	return SUM(wrong) == 0.0;
}

HOT size_t kernel_find_due(const double *sense, const double *slope, const double *value, double least, double within,
                           size_t from, size_t count)
{
	for (size_t block = from; block < count; block += KERNEL_RUN) {
		const size_t end = block + KERNEL_RUN < count ? block + KERNEL_RUN : count;
		long long any = 0;

		for (size_t i = block; i < end; i++) {
			const double s = sense[i] * slope[i], v = sense[i] * value[i];

			any |= (long long)(s > least) & (long long)(v <= within * s);
		}
		if (any)
			return block;
	}
	return count;
}

HOT void kernel_solve_lower(const double *u, const double *inverse, size_t stride, size_t count, double *restrict b)
{
	size_t p = 0;

	for (; p + 4 <= count; p += 4) {
		const double *const u0 = u + p * stride, *const u1 = u0 + stride, *const u2 = u1 + stride, *const u3 = u2 + stride;
		const double x0 = b[p] * inverse[p];
		const double x1 = (b[p + 1] - u0[p + 1] * x0) * inverse[p + 1];
		const double x2 = (b[p + 2] - (u0[p + 2] * x0 + u1[p + 2] * x1)) * inverse[p + 2];
		const double x3 = (b[p + 3] - ((u0[p + 3] * x0 + u1[p + 3] * x1) + u2[p + 3] * x2)) * inverse[p + 3];

		b[p] = x0;
		b[p + 1] = x1;
		b[p + 2] = x2;
		b[p + 3] = x3;
		for (size_t i = p + 4; i < count; i++)
			b[i] -= (x0 * u0[i] + x1 * u1[i]) + (x2 * u2[i] + x3 * u3[i]);
	}
	for (; p < count; p++) {
		const double *const row = u + p * stride;

		b[p] *= inverse[p];
		for (size_t i = p + 1; i < count; i++)
			b[i] -= b[p] * row[i];
	}
}

HOT void kernel_solve_upper(const double *u, const double *inverse, size_t stride, size_t count, double *b)
{
	size_t p = count;

	/* The odd ones at the end first, so that what remains goes by fours. */
	while (p % 4 != 0) {
		p--;
		for (size_t i = p + 1; i < count; i++)
			b[p] -= u[p * stride + i] * b[i];
		b[p] *= inverse[p];
	}
	while (p > 0) {
		p -= 4;

		const double *const u0 = u + p * stride, *const u1 = u0 + stride, *const u2 = u1 + stride, *const u3 = u2 + stride;
		lanes t0 = { 0 }, t1 = { 0 }, t2 = { 0 }, t3 = { 0 };
		double r0 = b[p], r1 = b[p + 1], r2 = b[p + 2], r3 = b[p + 3];
		size_t i = p + 4;

		for (; i + 8 <= count; i += 8) {
			const lanes x = LANES(b + i);

			t0 += LANES(u0 + i) * x;
			t1 += LANES(u1 + i) * x;
			t2 += LANES(u2 + i) * x;
			t3 += LANES(u3 + i) * x;
		}
		for (; i < count; i++) {
			r0 -= u0[i] * b[i];
			r1 -= u1[i] * b[i];
			r2 -= u2[i] * b[i];
			r3 -= u3[i] * b[i];
		}
		b[p + 3] = (r3 - SUM(t3)) * inverse[p + 3];
		b[p + 2] = (r2 - SUM(t2) - u2[p + 3] * b[p + 3]) * inverse[p + 2];
		b[p + 1] = (r1 - SUM(t1) - (u1[p + 2] * b[p + 2] + u1[p + 3] * b[p + 3])) * inverse[p + 1];
		b[p] = (r0 - SUM(t0) - ((u0[p + 1] * b[p + 1] + u0[p + 2] * b[p + 2]) + u0[p + 3] * b[p + 3])) * inverse[p];
	}
}

HOT void kernel_delete(double *u, double *inverse, size_t stride, size_t count, size_t p, double *cosine, double *sine)
{
	for (size_t r = 0; r < p; r++)
		memmove(u + r * stride + p, u + r * stride + p + 1, (count - p - 1) * sizeof(double));
	for (size_t c = p; c + 1 < count; c++) {
		double *const high = u + c * stride, *const low = high + stride;
		const double a = high[c + 1], b = low[c + 1], length = sqrt(a * a + b * b), unit = 1.0 / length;
		const double co = a * unit, si = b * unit;

		cosine[c] = co;
		sine[c] = si;
		inverse[c] = unit;
		high[c] = length;
		/* Written one to the left of where it is read: nothing read later is written before. */
#pragma GCC ivdep
		for (size_t i = c + 2; i < count; i++) {
			const double t = high[i];

			high[i - 1] = co * t + si * low[i];
			low[i] = co * low[i] - si * t;
		}
	}
}
