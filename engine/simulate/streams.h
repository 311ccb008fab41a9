/* Independent streams of random numbers, four abreast, and the functions of whole rows that simulation lives in. */
#ifndef BALLAST_ENGINE_SIMULATE_STREAMS_H
#define BALLAST_ENGINE_SIMULATE_STREAMS_H

#include <stddef.h>
#include <stdint.h>

enum { STREAM_LANES = 4, STREAM_ROW = 256 };

/*
 * Rows are worked on several numbers at a time. A second version for wider processors is chosen when the program starts;
 * neither fuses a multiplication with an addition, so both give the same digits.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__)
#define ROW_LOOP __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3", "no-trapping-math")))
#else
#define ROW_LOOP __attribute__((optimize("O3", "no-trapping-math")))
#endif
#else
#define ROW_LOOP
#endif

/* Four xoshiro256++ generators: word w of lane l at state[w][l]. */
struct stream {
	uint64_t state[4][STREAM_LANES];
};

/*
 * streams[0 .. count - 1] from a seed: the lanes of all of them, in order, stand 2^128 steps apart on one sequence, whose
 * first state is four outputs of SplitMix64.
 *
 * Source: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM Transactions on Mathematical
 * Software 47 (2021); G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA (2014).
 */
void streams_init(uint64_t seed, struct stream *streams, size_t count);

/* The next count words, lane by lane. count: a multiple of STREAM_LANES. */
void stream_words(struct stream *stream, uint64_t *words, size_t count);

/*
 * The next count numbers; count is even, 8 .. STREAM_ROW. A uniform is (k + 1/2) 2^-52, so never 0 or 1.
 *
 * normals    sqrt(-2 ln u) cos(2 pi v) and sin: G. E. P. Box and M. E. Muller (1958).
 * student    sqrt(n (u^(-2 / n) - 1)) cos(2 pi v): R. W. Bailey, Math. Comp. 62 (1994); variance n / (n - 2).
 * chi_square n degrees of freedom: -2 ln(u_1 .. u_[n/2]), and a squared normal when n is odd.
 */
void stream_uniforms(struct stream *stream, double *row, size_t count);
void stream_normals(struct stream *stream, double *row, size_t count);
void stream_student(struct stream *stream, unsigned freedom, double *row, size_t count);
void stream_chi_square(struct stream *stream, unsigned freedom, double *row, size_t count);

/* growth_p = exp(mean + deviation z_p), the exponent held within +-700. In one last digit of exp(). */
void row_exp(const double *restrict z, double mean, double deviation, double *restrict growth, size_t count);

#endif
