/* A checked problem in plain arrays, and the memory the solvers share. Internal to engine/solve. */
#ifndef BALLAST_ENGINE_SOLVE_PROGRAM_H
#define BALLAST_ENGINE_SOLVE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/solve/solve.h"

/* Memory handed out in order and taken back all at once; what is handed out is not zeroed. */
struct pool {
	double *memory;        /* owned */
	size_t capacity, used; /* in doubles */
};

/* Room for `doubles` doubles in all; everything handed out before is void. */
void pool_reset(struct pool *pool, size_t doubles);
double *pool_doubles(struct pool *pool, size_t count);
size_t *pool_sizes(struct pool *pool, size_t count);
signed char *pool_bytes(struct pool *pool, size_t count);
double **pool_rows(struct pool *pool, size_t count);

struct solve_workspace {
	struct pool program, linear, path;
	struct frontier fallback;
	struct quadratic_factor *factor; /* owned, NULL until a quadratic program comes */
};

/* S = B F B' + D; B stays where it is. */
struct program_factors {
	size_t count;                      /* K; 0: the program has a hessian                        */
	const double *loadings;            /* B: row i begins at i * stride                          */
	size_t stride;
	const double *turned;              /* B', K x n                                              */
	const double *images;              /* B F, n x K                                             */
	const double *specific;            /* n                                                      */
};

/* The same problem; H stays where it is, the rest is contiguous. */
struct program {
	size_t n, m;
	const double *hessian;             /* row i begins at i * stride; NULL for a linear program  */
	size_t stride;
	struct program_factors factors;    /* in place of the hessian                                */
	const double *diagonal;            /* of H, n; NULL for a linear program                     */
	const double *linear;              /* n                                                      */
	const double *lower, *upper;       /* n                                                      */
	const double *rows;                /* m x n, row-major                                       */
	const double *row_lower, *row_upper; /* m                                                    */
	double limit_scale;                /* max(1, largest finite limit)                           */
	const double *anchor, *cost;       /* n; anchor NULL: neither cost nor turnover              */
	double turnover;                   /* INFINITY: any                                          */
};

/* Checks shapes and numbers; of a hessian only the diagonal, of factors all. The program lives in workspace->program. */
enum status program_read(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                         struct program *program, struct error *err);

/* Loops whose cost one sees: -O2 alone leaves them one number at a time. The digits stay the same. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define HOT_LOOP __attribute__((optimize("O3")))
#else
#define HOT_LOOP
#endif

static inline double program_dot(const double *a, const double *b, size_t count)
{
	double total = 0.0;

	for (size_t i = 0; i < count; i++)
		total += a[i] * b[i];
	return total;
}

/* Where a variable or the activity of a row stands; one of equal limits is AT_LOWER when it is not free. */
enum standing { IS_FREE, AT_LOWER, AT_UPPER };

/* What solve_linear leaves behind for the walk: memory of workspace->linear, valid until its next use. */
struct vertex {
	const double *weights;             /* n                                                      */
	const double *reduced;             /* n + m: z of the assets, y of the rows, for min -c'w    */
	const signed char *standing;       /* n + m: IS_FREE is basic                                */
	struct linear_info info;
};

enum status linear_vertex(const struct program *program, struct solve_workspace *workspace, struct vertex *vertex,
                          struct error *err);

/*
 * solve_critical_line_until for a program that was read; stop NULL: the whole frontier. *is_rough: its conditions hold
 * poorly, as a singular covariance had to be lent something; may be NULL.
 */
enum status critical_line_walk(const struct program *program, struct solve_workspace *workspace,
                               const struct frontier_stop *stop, struct frontier *frontier, bool *is_rough,
                               struct error *err);

#endif
