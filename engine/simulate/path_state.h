/* What a simulation remembers between its start and its answers. For the files of this folder only. */
#ifndef BALLAST_ENGINE_SIMULATE_PATH_STATE_H
#define BALLAST_ENGINE_SIMULATE_PATH_STATE_H

#include "engine/simulate/paths.h"
#include "engine/simulate/streams.h"

/* No fund is worth more: values, and the sums of their squares, stay numbers whatever is compounded. */
#define LARGEST_VALUE 1e100

struct simulation {
	struct simulation_problem problem;   /* its pointers are not kept: see below              */
	size_t stride;                       /* paths, up to whole blocks                         */
	size_t blocks;
	bool is_finished;
	bool is_asked_at_start;              /* the unknown withdrawal is moved at the start        */

	double keep;                         /* what a month's fee leaves of 1                    */
	double *mean, *deviation;            /* owned: months; of ln growth or of growth          */
	double *paid_first, *paid_last;      /* owned: months; fixed money at a month's start, end */
	double *asked;                       /* owned: months; growth of the unknown withdrawal   */
	struct simulation_flow *noisy;       /* owned: flows of random size                       */
	size_t noisy_count;
	size_t assets;                       /* N, 0 for one portfolio                            */
	double *asset_mean;                  /* owned: N; of a month's ln growth or growth        */
	double *factor;                      /* owned: N x N; lower Cholesky factor of the same   */
	double *weights;                     /* owned: N                                          */
	double *history;                     /* owned: T x N growth factors, or T of the portfolio */
	size_t rows;                         /* T                                                 */

	struct stream *streams;              /* owned: blocks                                     */
	double *values;                      /* owned: months x stride, or NULL                   */
	double *final;                       /* owned: stride; after the finish in today's money  */
	double *exhausted;                   /* owned: stride; month 1 .., or INFINITY            */
	double *sustainable;                 /* owned: stride; or NULL                            */
	bool *is_done;                       /* owned: blocks                                     */
	size_t values_room;                  /* numbers values has room for                       */
};

/* Money of the start for money at the end of a month. */
double simulation_deflator(const struct simulation *simulation, size_t month);

#endif
