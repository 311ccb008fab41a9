/* Blocks of paths: 256 of them side by side, month after month. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/simulate/path_state.h"

/* What a block needs while it runs. Rows have one number a path. */
struct block {
	const struct simulation *simulation;
	struct stream stream;
	double *growth;               /* STREAM_ROW: this month's, before fees                            */
	double *value, *exhausted;    /* STREAM_ROW                                                       */
	double *first, *last;         /* STREAM_ROW: money at this month's start and end                  */
	double *z;                    /* N x STREAM_ROW                                                   */
	double *share;                /* N x STREAM_ROW: what is held, as shares of the portfolio         */
	double *unit, *sum, *cost;    /* STREAM_ROW: growth of one unit; payments and asked, in units     */
	double *sustainable;          /* STREAM_ROW, or NULL                                              */
	size_t *begin;                /* STREAM_ROW: the row of the history this run began with           */
	void *memory;                 /* owned                                                            */
};

size_t simulation_blocks(const struct simulation *simulation)
{
	return simulation->blocks;
}

static enum status block_init(const struct simulation *simulation, struct block *block, struct error *err)
{
	const size_t n = simulation->assets > 0 ? simulation->assets : 1, rows = 9 + 2 * n;
	double *next = memory_try(rows * STREAM_ROW, sizeof(double));

	*block = (struct block){ .simulation = simulation, .memory = next };
	if (next == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a block of paths of %zu assets does not fit", n);
	block->begin = memory_try(STREAM_ROW, sizeof(size_t));
	if (block->begin == NULL) {
		free(next);
		return error_set(err, STATUS_NO_MEMORY, "a block of paths does not fit");
	}

	double **const row[] = { &block->growth, &block->value, &block->exhausted, &block->first, &block->last,
		                 &block->unit, &block->sum, &block->cost, &block->sustainable };

	for (size_t k = 0; k < sizeof(row) / sizeof(*row); k++, next += STREAM_ROW)
		*row[k] = next;
	block->z = next;
	block->share = next + n * STREAM_ROW;
	for (size_t p = 0; p < STREAM_ROW; p++) {
		block->value[p] = simulation->problem.initial_value;
		block->exhausted[p] = INFINITY;
		block->unit[p] = 1.0;
		block->sustainable[p] = INFINITY;
	}
	return STATUS_OK;
}

static void block_clear(struct block *block)
{
	free(block->memory);
	free(block->begin);
}

/* Antithetic rows hold each number and its opposite, side by side. */
static void mirror(double *row)
{
	for (size_t p = STREAM_ROW / 2; p-- > 0;) {
		row[2 * p] = row[p];
		row[2 * p + 1] = -row[2 * p];
	}
}

static void draw_normals(struct block *block, double *row)
{
	if (block->simulation->problem.is_antithetic) {
		stream_normals(&block->stream, row, STREAM_ROW / 2);
		mirror(row);
	} else {
		stream_normals(&block->stream, row, STREAM_ROW);
	}
}

static ROW_LOOP void grow_straight(const double *restrict z, double mean, double deviation, double *restrict growth)
{
	for (size_t p = 0; p < STREAM_ROW; p++) {
		const double factor = mean + deviation * z[p];

		growth[p] = factor > 0.0 ? factor : 0.0;
	}
}

static void grow_portfolio(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;

	if (simulation->problem.law == SIMULATE_LOGNORMAL) {
		draw_normals(block, block->z);
		row_exp(block->z, simulation->mean[t], simulation->deviation[t], block->growth, STREAM_ROW);
		return;
	}
	if (simulation->problem.is_antithetic) {
		stream_student(&block->stream, simulation->problem.freedom, block->z, STREAM_ROW / 2);
		mirror(block->z);
	} else {
		stream_student(&block->stream, simulation->problem.freedom, block->z, STREAM_ROW);
	}
	grow_straight(block->z, simulation->mean[t], simulation->deviation[t], block->growth);
}

/* The rows of z, times the lower factor, from the last row up so that it can be done in place. */
static ROW_LOOP void correlate(const double *restrict factor, size_t n, double *restrict z)
{
	for (size_t i = n; i-- > 0;) {
		double *const row = z + i * STREAM_ROW;
		const double own = factor[i * n + i];

		for (size_t p = 0; p < STREAM_ROW; p++)
			row[p] *= own;
		for (size_t j = 0; j < i; j++) {
			const double *const other = z + j * STREAM_ROW, weight = factor[i * n + j];

			for (size_t p = 0; p < STREAM_ROW; p++)
				row[p] += weight * other[p];
		}
	}
}

static ROW_LOOP void widen(const double *restrict chi_square, double freedom, size_t n, double *restrict z)
{
	for (size_t p = 0; p < STREAM_ROW; p++) {
		const double spread = sqrt((freedom - 2.0) / chi_square[p]);

		for (size_t i = 0; i < n; i++)
			z[i * STREAM_ROW + p] *= spread;
	}
}

/* Leaves the growth factor of every asset in z. */
static void grow_assets(struct block *block)
{
	const struct simulation *simulation = block->simulation;
	const size_t n = simulation->assets;

	for (size_t i = 0; i < n; i++)
		draw_normals(block, block->z + i * STREAM_ROW);
	correlate(simulation->factor, n, block->z);
	if (simulation->problem.law == SIMULATE_STUDENT) {
		const unsigned freedom = simulation->problem.freedom;

		if (simulation->problem.is_antithetic) { /* both of a pair fall as far as the other rises */
			stream_chi_square(&block->stream, freedom, block->growth, STREAM_ROW / 2);
			for (size_t p = STREAM_ROW; p-- > 0;)
				block->growth[p] = block->growth[p / 2];
		} else {
			stream_chi_square(&block->stream, freedom, block->growth, STREAM_ROW);
		}
		widen(block->growth, (double)freedom, n, block->z);
	}
	for (size_t i = 0; i < n; i++) {
		double *const row = block->z + i * STREAM_ROW;

		if (simulation->problem.law == SIMULATE_LOGNORMAL)
			row_exp(row, simulation->asset_mean[i], 1.0, block->growth, STREAM_ROW);
		else
			grow_straight(row, simulation->asset_mean[i], 1.0, block->growth);
		memcpy(row, block->growth, STREAM_ROW * sizeof(double));
	}
}

/* The row of the history each path is in: a new run begins at any of them. */
static void choose_rows(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;

	if (t % simulation->problem.block_months == 0) {
		uint64_t words[STREAM_ROW];

		stream_words(&block->stream, words, STREAM_ROW);
		for (size_t p = 0; p < STREAM_ROW; p++)
			block->begin[p] = (size_t)(((unsigned __int128)words[p] * simulation->rows) >> 64);
	} else {
		for (size_t p = 0; p < STREAM_ROW; p++)
			block->begin[p] = block->begin[p] + 1 < simulation->rows ? block->begin[p] + 1 : 0;
	}
}

static void repeat_history(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;
	const size_t n = simulation->assets;

	choose_rows(block, t);
	if (simulation->problem.rebalance_months == 1) {
		for (size_t p = 0; p < STREAM_ROW; p++)
			block->growth[p] = simulation->history[block->begin[p]];
		return;
	}
	for (size_t p = 0; p < STREAM_ROW; p++)
		for (size_t i = 0; i < n; i++)
			block->z[i * STREAM_ROW + p] = simulation->history[block->begin[p] * n + i];
}

static ROW_LOOP void weigh(const double *restrict weights, const double *restrict z, size_t n, double *restrict growth)
{
	for (size_t p = 0; p < STREAM_ROW; p++)
		growth[p] = weights[0] * z[p];
	for (size_t i = 1; i < n; i++)
		for (size_t p = 0; p < STREAM_ROW; p++)
			growth[p] += weights[i] * z[i * STREAM_ROW + p];
}

/* Shares of what is held move with their assets. A portfolio that lost everything has no shares to keep. */
static ROW_LOOP void drift(const double *restrict weights, const double *restrict z, size_t n, double *restrict share,
                           double *restrict growth)
{
	for (size_t p = 0; p < STREAM_ROW; p++)
		growth[p] = 0.0;
	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; p < STREAM_ROW; p++) {
			share[i * STREAM_ROW + p] *= z[i * STREAM_ROW + p];
			growth[p] += share[i * STREAM_ROW + p];
		}
	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; p < STREAM_ROW; p++)
			share[i * STREAM_ROW + p] = growth[p] > 0.0 ? share[i * STREAM_ROW + p] / growth[p] : weights[i];
}

/* From the growth of the assets to that of the portfolio. */
static void combine(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;
	const size_t n = simulation->assets, every = simulation->problem.rebalance_months;

	if (every == 1) {
		weigh(simulation->weights, block->z, n, block->growth);
		return;
	}
	if (t == 0 || (every > 0 && t % every == 0))
		for (size_t i = 0; i < n; i++)
			for (size_t p = 0; p < STREAM_ROW; p++)
				block->share[i * STREAM_ROW + p] = simulation->weights[i];
	drift(simulation->weights, block->z, n, block->share, block->growth);
}

static void grow(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;

	if (simulation->assets == 0) {
		grow_portfolio(block, t);
		return;
	}
	if (simulation->problem.law == SIMULATE_BOOTSTRAP)
		repeat_history(block, t);
	else
		grow_assets(block);
	if (simulation->problem.law != SIMULATE_BOOTSTRAP || simulation->problem.rebalance_months != 1)
		combine(block, t);
}

/* Payments of random size: lognormal with the flow's amount as mean. */
static void pay_at_random(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;

	for (size_t k = 0; k < simulation->noisy_count; k++) {
		const struct simulation_flow *flow = &simulation->noisy[k];
		const double variance = log1p(flow->volatility * flow->volatility);
		const double amount = flow->amount * exp((double)t / 12.0 * log1p(flow->growth));
		double *const paid = flow->is_at_start ? block->first : block->last;
		double z[STREAM_ROW], factor[STREAM_ROW];

		if (t < flow->first || (flow->months > 0 && t - flow->first >= flow->months))
			continue;
		draw_normals(block, z);
		row_exp(z, -0.5 * variance, sqrt(variance), factor, STREAM_ROW);
		for (size_t p = 0; p < STREAM_ROW; p++)
			paid[p] += amount * factor[p];
	}
}

static void set_payments(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;
	const double first = simulation->paid_first[t], last = simulation->paid_last[t];

	if (simulation->noisy_count == 0 && t > 0 && first == simulation->paid_first[t - 1] &&
	    last == simulation->paid_last[t - 1])
		return; /* the rows still hold them */
	for (size_t p = 0; p < STREAM_ROW; p++) {
		block->first[p] = first;
		block->last[p] = last;
	}
	pay_at_random(block, t);
}

/* V' = max(0, max(0, V + first) G keep + last); the first month in which a maximum was needed is kept. */
static ROW_LOOP void step(struct block *block, double keep, double month)
{
	const double *restrict first = block->first, *restrict last = block->last, *restrict growth = block->growth;
	double *restrict value = block->value, *restrict exhausted = block->exhausted;

	for (size_t p = 0; p < STREAM_ROW; p++) {
		const double before = value[p] + first[p], held = before > 0.0 ? before : 0.0;
		const double grown = held * (growth[p] * keep) + last[p];
		const double after = grown < LARGEST_VALUE ? grown : LARGEST_VALUE, least = before < after ? before : after;
		const double missed = least < 0.0 ? month : INFINITY;

		value[p] = after > 0.0 ? after : 0.0;
		exhausted[p] = missed < exhausted[p] ? missed : exhausted[p];
	}
}

/* One moment of payment, as seen from the start: paid / unit of the other flows, asked / unit of the unknown one. */
static ROW_LOOP void sustain(struct block *block, const double *restrict paid, double asked, double initial)
{
	const double *restrict unit = block->unit;
	double *restrict sum = block->sum, *restrict cost = block->cost, *restrict best = block->sustainable;

	for (size_t p = 0; p < STREAM_ROW; p++) {
		const double scale = unit[p] > 1e-150 ? 1.0 / unit[p] : 0.0, funds = sum[p] + paid[p] * scale;
		const double price = cost[p] + asked * scale, limit = scale > 0.0 && funds + initial > 0.0 ? (funds + initial) / price : 0.0;
		const double lower = limit < best[p] ? limit : best[p];

		sum[p] = funds;
		cost[p] = price;
		best[p] = asked > 0.0 ? lower : best[p];
	}
}

static void follow_withdrawal(struct block *block, size_t t)
{
	const struct simulation *simulation = block->simulation;
	const bool is_at_start = simulation->is_asked_at_start;
	const double initial = simulation->problem.initial_value, asked = simulation->asked[t];

	sustain(block, block->first, is_at_start ? asked : 0.0, initial);
	for (size_t p = 0; p < STREAM_ROW; p++) {
		const double unit = block->unit[p] * (block->growth[p] * simulation->keep);

		block->unit[p] = unit < LARGEST_VALUE ? unit : LARGEST_VALUE;
	}
	sustain(block, block->last, is_at_start ? 0.0 : asked, initial);
}

static void run_block(struct simulation *simulation, size_t index, struct block *block)
{
	const size_t from = index * STREAM_ROW, bytes = STREAM_ROW * sizeof(double);

	block->stream = simulation->streams[index];
	for (size_t t = 0; t < simulation->problem.months; t++) {
		set_payments(block, t);
		grow(block, t);
		if (simulation->sustainable != NULL)
			follow_withdrawal(block, t);
		step(block, simulation->keep, (double)(t + 1));
		if (simulation->problem.keeps_paths)
			memcpy(simulation->values + t * simulation->stride + from, block->value, bytes);
	}
	memcpy(simulation->final + from, block->value, bytes);
	memcpy(simulation->exhausted + from, block->exhausted, bytes);
	if (simulation->sustainable != NULL)
		memcpy(simulation->sustainable + from, block->sustainable, bytes);
}

/* Path after path, one word of the generator a month. */
static enum status run_reference(struct simulation *simulation, struct error *err)
{
	const struct simulation_problem *problem = &simulation->problem;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	if (rng == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the reference generator does not fit");
	gsl_rng_set(rng, (unsigned long)problem->seed);
	for (size_t p = 0; p < problem->paths; p++) {
		double value = problem->initial_value, exhausted = INFINITY;

		for (size_t t = 0; t < problem->months; t++) {
			const double z = gsl_cdf_ugaussian_Pinv(gsl_rng_uniform_pos(rng));
			const double before = value + simulation->paid_first[t];
			const double grown = fmax(before, 0.0) * exp(simulation->mean[t] + simulation->deviation[t] * z);
			const double after = fmin(grown * simulation->keep + simulation->paid_last[t], LARGEST_VALUE);

			if (fmin(before, after) < 0.0)
				exhausted = fmin(exhausted, (double)(t + 1));
			value = fmax(after, 0.0);
			if (problem->keeps_paths)
				simulation->values[t * simulation->stride + p] = value;
		}
		simulation->final[p] = value;
		simulation->exhausted[p] = exhausted;
	}
	gsl_rng_free(rng);
	return STATUS_OK;
}

enum status simulation_run(struct simulation *simulation, size_t block, struct error *err)
{
	struct block rows;
	enum status status;

	if (block >= simulation->blocks)
		return error_set(err, STATUS_INVALID, "there is no block %zu; there are %zu", block, simulation->blocks);
	if (simulation->is_finished)
		return error_set(err, STATUS_INVALID, "the simulation is finished; start it again");
	if (simulation->problem.generator == SIMULATE_REFERENCE) {
		status = run_reference(simulation, err);
	} else {
		status = block_init(simulation, &rows, err);
		if (status == STATUS_OK) {
			run_block(simulation, block, &rows);
			block_clear(&rows);
		}
	}
	simulation->is_done[block] = status == STATUS_OK;
	return status;
}
