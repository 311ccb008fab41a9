/* Random numbers four abreast, and logarithm, sine and exponential without a branch so that they run abreast too. */
#include "engine/simulate/streams.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define ABREAST __attribute__((vector_size(8 * STREAM_LANES)))

static const double to_integer = 0x1.8p52; /* adding it leaves the nearest integer in the low bits */

INLINE uint64_t bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

INLINE double value_of(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

INLINE double uniform_of(uint64_t word)
{
	return value_of(word >> 12 | 0x3ff0000000000000) - (1.0 - 0x1p-53);
}

/*
 * ln x of a normal number x > 0: x = 2^k (1 + f) with 1 + f near 1, ln(1 + f) = f - f^2 / 2 + s (f^2 / 2 + R(s^2)),
 * s = f / (2 + f). The coefficients of R are those of the classic minimax fit on this interval: error below one unit in
 * the last place. Source: K. C. Ng, in W. J. Cody and W. Waite's manner, FDLIBM (1993).
 */
INLINE double log_of(double x)
{
	const uint64_t bits = bits_of(x) + (0x3ff0000000000000 - 0x3fe6a09e00000000);
	const double k = value_of(bits >> 52 | 0x4330000000000000) - (0x1p52 + 1023.0);
	const double f = value_of((bits & 0x000fffffffffffff) + 0x3fe6a09e00000000) - 1.0;
	const double s = f / (2.0 + f), z = s * s, w = z * z, half = 0.5 * f * f;
	const double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
	const double odd = z * (6.666666666666735130e-01 +
	                        w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));

	return k * 6.93147180369123816490e-01 -
	       ((half - (s * (half + even + odd) + k * 1.90821492927058770002e-10)) - f);
}

/* e^x for |x| <= 700: x = k ln 2 + r, and thirteen terms of the series of e^r, |r| <= 0.35. */
INLINE double exp_of(double x)
{
	const double shifted = x * 1.44269504088896338700 + to_integer, k = shifted - to_integer;
	const double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
	const double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
	const double low = (1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
	const double middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0));
	const double high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0));
	const double series = 1.0 + (r + r2 * (low + (r4 * middle + r8 * high)));

	return value_of(bits_of(series) + (bits_of(shifted) << 52));
}

/*
 * cos and sin of 2 pi u, u in [0, 1): a quarter turn q and the rest within an eighth turn, where the series of
 * the angle x end at x^16 and x^15.
 */
INLINE void turn_of(double u, double *cosine, double *sine)
{
	const double shifted = 4.0 * u + to_integer, x = (4.0 * u - (shifted - to_integer)) * 1.57079632679489661923;
	const double z = x * x, z2 = z * z, z4 = z2 * z2;
	const double c = 1.0 - 0.5 * z +
	                 z2 * ((1.0 / 24.0 - z * (1.0 / 720.0)) + z2 * (1.0 / 40320.0 - z * (1.0 / 3628800.0)) +
	                       z4 * ((1.0 / 479001600.0 - z * (1.0 / 87178291200.0)) + z2 * (1.0 / 20922789888000.0)));
	const double s = x - x * z *
	                             ((1.0 / 6.0 - z * (1.0 / 120.0)) + z2 * (1.0 / 5040.0 - z * (1.0 / 362880.0)) +
	                              z4 * ((1.0 / 39916800.0 - z * (1.0 / 6227020800.0)) + z2 * (1.0 / 1307674368000.0)));
	const uint64_t q = bits_of(shifted), swap = -(q & 1), mixed = (bits_of(c) ^ bits_of(s)) & swap;

	*cosine = value_of((bits_of(c) ^ mixed) ^ ((q + 1) & 2) << 62);
	*sine = value_of((bits_of(s) ^ mixed) ^ (q & 2) << 62);
}

static uint64_t split_mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void advance(uint64_t s[4])
{
	const uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
}

/* 2^128 steps: the polynomial x^(2^128) modulo the generator's characteristic polynomial, applied to the state. */
static void jump(uint64_t s[4])
{
	static const uint64_t polynomial[4] = { 0x180ec6d33cfd0aba, 0xd5a61266f0c9392c, 0xa9582618e03fc9aa,
		                                0x39abdc4529b1661c };
	uint64_t sum[4] = { 0 };

	for (int bit = 0; bit < 256; bit++) {
		const uint64_t mask = -(polynomial[bit / 64] >> (bit % 64) & 1);

		for (int w = 0; w < 4; w++)
			sum[w] ^= s[w] & mask;
		advance(s);
	}
	memcpy(s, sum, sizeof(sum));
}

void streams_init(uint64_t seed, struct stream *streams, size_t count)
{
	uint64_t s[4];

	for (int w = 0; w < 4; w++)
		s[w] = split_mix(&seed);
	for (size_t k = 0; k < count; k++) {
		for (int lane = 0; lane < STREAM_LANES; lane++) {
			for (int w = 0; w < 4; w++)
				streams[k].state[w][lane] = s[w];
			jump(s);
		}
	}
}

ROW_LOOP void stream_words(struct stream *stream, uint64_t *words, size_t count)
{
	uint64_t ABREAST s0, s1, s2, s3;

	memcpy(&s0, stream->state[0], sizeof(s0));
	memcpy(&s1, stream->state[1], sizeof(s1));
	memcpy(&s2, stream->state[2], sizeof(s2));
	memcpy(&s3, stream->state[3], sizeof(s3));
	for (size_t i = 0; i < count; i += STREAM_LANES) {
		const uint64_t ABREAST sum = s0 + s3, word = (sum << 23 | sum >> 41) + s0, t = s1 << 17;

		memcpy(words + i, &word, sizeof(word));
		s2 ^= s0;
		s3 ^= s1;
		s1 ^= s2;
		s0 ^= s3;
		s2 ^= t;
		s3 = s3 << 45 | s3 >> 19;
	}
	memcpy(stream->state[0], &s0, sizeof(s0));
	memcpy(stream->state[1], &s1, sizeof(s1));
	memcpy(stream->state[2], &s2, sizeof(s2));
	memcpy(stream->state[3], &s3, sizeof(s3));
}

static ROW_LOOP void uniform_row(const uint64_t *restrict words, double *restrict row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		row[i] = uniform_of(words[i]);
}

void stream_uniforms(struct stream *stream, double *row, size_t count)
{
	uint64_t words[STREAM_ROW];

	stream_words(stream, words, count);
	uniform_row(words, row, count);
}

static ROW_LOOP void normal_row(const uint64_t *restrict words, double *restrict row, size_t pairs)
{
	for (size_t i = 0; i < pairs; i++) {
		const double radius = sqrt(-2.0 * log_of(uniform_of(words[i])));
		double cosine, sine;

		turn_of(uniform_of(words[pairs + i]), &cosine, &sine);
		row[i] = radius * cosine;
		row[pairs + i] = radius * sine;
	}
}

void stream_normals(struct stream *stream, double *row, size_t count)
{
	uint64_t words[STREAM_ROW];

	stream_words(stream, words, count);
	normal_row(words, row, count / 2);
}

static ROW_LOOP void student_row(const uint64_t *restrict words, double freedom, double *restrict row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const double power = exp_of(-2.0 / freedom * log_of(uniform_of(words[i])));
		double cosine, sine;

		turn_of(uniform_of(words[STREAM_ROW + i]), &cosine, &sine);
		row[i] = sqrt(freedom * (power - 1.0)) * cosine;
	}
}

void stream_student(struct stream *stream, unsigned freedom, double *row, size_t count)
{
	uint64_t words[2 * STREAM_ROW];

	stream_words(stream, words, count);
	stream_words(stream, words + STREAM_ROW, count);
	student_row(words, (double)freedom, row, count);
}

static ROW_LOOP void chi_square_row(const double *restrict product, const double *restrict normal, double weight,
                                    double *restrict row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		row[i] = -2.0 * log_of(product[i]) + weight * (normal[i] * normal[i]);
}

void stream_chi_square(struct stream *stream, unsigned freedom, double *row, size_t count)
{
	double product[STREAM_ROW], factor[STREAM_ROW] = { 0 };

	for (size_t i = 0; i < count; i++)
		product[i] = 1.0;
	for (unsigned k = 0; k < freedom / 2; k++) {
		stream_uniforms(stream, factor, count);
		for (size_t i = 0; i < count; i++)
			product[i] *= factor[i];
	}
	if (freedom % 2)
		stream_normals(stream, factor, count);
	chi_square_row(product, factor, freedom % 2 ? 1.0 : 0.0, row, count);
}

ROW_LOOP void row_exp(const double *restrict z, double mean, double deviation, double *restrict growth, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		double x = mean + deviation * z[i];

		x = x > 700.0 ? 700.0 : x;
		x = x < -700.0 ? -700.0 : x;
		growth[i] = exp_of(x);
	}
}
