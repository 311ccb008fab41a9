/* Views into expected returns: one Cholesky factor of the size of the views. */
#include "engine/estimate/black_litterman.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

#include "engine/base/memory.h"
#include "engine/estimate/symmetric_eigen.h"

/* Rows of P are typed by people, thirds and all. */
static const double row_tolerance = 1e-6;

/* A certain view that keeps less than this part of its variance given those before it says nothing new. */
static const double dependent = 1e-10;

/* What a dependent view says may differ from what follows from the others by rounding only. */
static const double same_return = 1e-9;

/* Views whose scaled matrix is worse than this differ by less than the numbers they are made of. */
static const double worst_condition = 1e10;

/* The views in use and what is computed of them. */
struct views {
	size_t count;                     /* m, those in use                                          */
	size_t *row;                      /* owned; m, which of the problem's                         */
	gsl_matrix *spread;               /* owned; k x n, row v is tau S p_v, for all views          */
	gsl_matrix *system;               /* owned; k x k, P tau S P' + Omega of those in use in its corner */
	double *variance;                 /* owned; k, omega                                          */
	double *risk;                     /* owned; k, tau p S p'                                     */
	double *surprise;                 /* owned; k, Q - P pi                                       */
	double *weight;                   /* owned; k, lambda                                         */
};

static void views_clear(struct views *views)
{
	free(views->row);
	gsl_matrix_free(views->spread);
	gsl_matrix_free(views->system);
	free(views->variance);
	free(views->risk);
	free(views->surprise);
	free(views->weight);
}

static bool vector_is_finite(const gsl_vector *vector)
{
	for (size_t i = 0; i < vector->size; i++)
		if (!isfinite(gsl_vector_get(vector, i)))
			return false;
	return true;
}

static bool matrix_is_finite(const gsl_matrix *matrix)
{
	for (size_t i = 0; i < matrix->size1; i++)
		for (size_t j = 0; j < matrix->size2; j++)
			if (!isfinite(gsl_matrix_get(matrix, i, j)))
				return false;
	return true;
}

enum status black_litterman_risk_aversion(double expected_return, double risk_free, double variance,
                                          double *risk_aversion, struct error *err)
{
	const double found = (expected_return - risk_free) / variance;

	if (!isfinite(expected_return) || !isfinite(risk_free) || !isfinite(variance) || variance <= 0.0)
		return error_set(err, STATUS_INVALID, "a market return of %g over cash of %g with variance %g; the variance "
		                 "must be positive", expected_return, risk_free, variance);
	if (!(found > 0.0) || !isfinite(found))
		return error_set(err, STATUS_INVALID, "the market returns %g and cash %g: no risk aversion explains holding it",
		                 expected_return, risk_free);
	*risk_aversion = found;
	return STATUS_OK;
}

static enum status check_covariance(const gsl_matrix *covariance, size_t n, struct error *err)
{
	if (n == 0 || covariance->size1 != n || covariance->size2 != n)
		return error_set(err, STATUS_INVALID, "a covariance of %zu x %zu does not fit %zu assets", covariance->size1,
		                 covariance->size2, n);
	for (size_t i = 0; i < n; i++)
		if (gsl_matrix_get(covariance, i, i) < 0.0)
			return error_set(err, STATUS_INVALID, "the variance of asset %zu is %g; it cannot be negative", i + 1,
			                 gsl_matrix_get(covariance, i, i));
	return matrix_is_finite(covariance) ? STATUS_OK
	                                    : error_set(err, STATUS_INVALID, "the covariance has an entry that is not finite");
}

enum status black_litterman_equilibrium(const gsl_matrix *covariance, const gsl_vector *weights, double risk_aversion,
                                        double risk_free, gsl_vector *mean, struct error *err)
{
	const enum status status = check_covariance(covariance, weights->size, err);
	gsl_vector *found;

	if (status != STATUS_OK)
		return status;
	if (mean->size != weights->size)
		return error_set(err, STATUS_INVALID, "%zu means were asked of %zu assets", mean->size, weights->size);
	if (!(risk_aversion > 0.0) || !isfinite(risk_aversion) || !isfinite(risk_free))
		return error_set(err, STATUS_INVALID, "a risk aversion of %g and cash of %g; the first must be positive",
		                 risk_aversion, risk_free);
	if (!vector_is_finite(weights))
		return error_set(err, STATUS_INVALID, "a market weight is not finite");
	found = gsl_vector_alloc(mean->size);
	if (found == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", mean->size);
	gsl_vector_set_all(found, risk_free);
	(void)gsl_blas_dgemv(CblasNoTrans, risk_aversion, covariance, weights, 1.0, found);
	if (vector_is_finite(found))
		(void)gsl_vector_memcpy(mean, found);
	gsl_vector_free(found);
	return vector_is_finite(mean) ? STATUS_OK : error_set(err, STATUS_INVALID, "the market's returns overflow");
}

static enum status check_view(const struct black_litterman *problem, size_t v, struct error *err)
{
	double sum = 0.0, size = 0.0, value;

	for (size_t i = 0; i < problem->views->size2; i++) {
		const double entry = gsl_matrix_get(problem->views, v, i);

		if (!isfinite(entry))
			return error_set(err, STATUS_INVALID, "view %zu holds %g of asset %zu; it must be finite", v + 1, entry,
			                 i + 1);
		sum += entry;
		size += fabs(entry);
	}
	if (size == 0.0)
		return error_set(err, STATUS_INVALID, "view %zu is about no asset", v + 1);
	if (fabs(sum) > row_tolerance * size && fabs(sum - 1.0) > row_tolerance * fmax(size, 1.0))
		return error_set(err, STATUS_INVALID, "the weights of view %zu sum to %g; they must sum to 1 (a return) or to 0 "
		                 "(one side beats the other)", v + 1, sum);
	value = gsl_vector_get(problem->view_returns, v);
	if (!isfinite(value))
		return error_set(err, STATUS_INVALID, "view %zu expects %g; it must be finite", v + 1, value);
	if (problem->variance != NULL) {
		value = gsl_vector_get(problem->variance, v);
		if (!isfinite(value) || value < 0.0)
			return error_set(err, STATUS_INVALID, "the variance of view %zu is %g; it must be 0 or more", v + 1, value);
	} else if (problem->confidence != NULL) {
		value = gsl_vector_get(problem->confidence, v);
		if (!(value >= 0.0 && value <= 1.0))
			return error_set(err, STATUS_INVALID, "the confidence in view %zu is %g; it must lie between 0 and 1",
			                 v + 1, value);
	}
	return STATUS_OK;
}

static enum status check(const struct black_litterman *problem, const gsl_vector *mean, const gsl_matrix *covariance,
                         const gsl_matrix *contribution, struct error *err)
{
	const size_t n = problem->prior->size, k = problem->views != NULL ? problem->views->size1 : 0;
	enum status status = check_covariance(problem->covariance, n, err);

	if (status != STATUS_OK)
		return status;
	if (!vector_is_finite(problem->prior))
		return error_set(err, STATUS_INVALID, "an expected return before the views is not finite");
	if (!(problem->tau > 0.0) || !isfinite(problem->tau))
		return error_set(err, STATUS_INVALID, "tau is %g; it must be positive", problem->tau);
	if (mean->size != n || (covariance != NULL && (covariance->size1 != n || covariance->size2 != n)) ||
	    (contribution != NULL && (contribution->size1 != n || contribution->size2 != k)))
		return error_set(err, STATUS_INVALID, "the results do not have the shapes of %zu assets and %zu views", n, k);
	if (k > 0 && (problem->views->size2 != n || problem->view_returns == NULL || problem->view_returns->size != k ||
	              (problem->confidence != NULL && problem->confidence->size != k) ||
	              (problem->variance != NULL && problem->variance->size != k)))
		return error_set(err, STATUS_INVALID, "%zu views need %zu columns, and a return and a confidence each", k, n);
	for (size_t v = 0; status == STATUS_OK && v < k; v++)
		status = check_view(problem, v, err);
	return status;
}

static double dot(const gsl_matrix *a, size_t row_a, const gsl_matrix *b, size_t row_b)
{
	const gsl_vector_const_view left = gsl_matrix_const_row(a, row_a), right = gsl_matrix_const_row(b, row_b);
	double sum;

	(void)gsl_blas_ddot(&left.vector, &right.vector, &sum);
	return sum;
}

/* omega of each view, and what tells it from the prior. */
static enum status describe(const struct black_litterman *problem, struct views *views, struct error *err)
{
	const size_t k = problem->views->size1;

	(void)gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, problem->tau, problem->views, problem->covariance, 0.0,
	                     views->spread);
	for (size_t v = 0; v < k; v++) {
		const gsl_vector_const_view row = gsl_matrix_const_row(problem->views, v);
		const double confidence = problem->confidence != NULL ? gsl_vector_get(problem->confidence, v) : 0.5;
		double prior, scale = 0.0;

		views->risk[v] = dot(problem->views, v, views->spread, v);
		/* the variance if nothing in the view offset anything: what rounding is measured against */
		for (size_t i = 0; i < row.vector.size; i++)
			scale += fabs(gsl_vector_get(&row.vector, i)) * sqrt(gsl_matrix_get(problem->covariance, i, i));
		if (!(views->risk[v] > 1e-14 * problem->tau * scale * scale) || !isfinite(views->risk[v]))
			return error_set(err, STATUS_INVALID, "view %zu is about assets without risk, or too large: no view can move "
			                 "them; set their expected return itself", v + 1);
		(void)gsl_blas_ddot(&row.vector, problem->prior, &prior);
		views->surprise[v] = gsl_vector_get(problem->view_returns, v) - prior;
		if (problem->variance != NULL)
			views->variance[v] = gsl_vector_get(problem->variance, v);
		else
			views->variance[v] = confidence > 0.0 ? views->risk[v] * (1.0 - confidence) / confidence : INFINITY;
	}
	return STATUS_OK;
}

/*
 * A certain view is one more row of a Cholesky factor; when its pivot vanishes, the views before it determine what it
 * may say. factor k x k and said k are scratch: the rows so far, and L^-1 of their surprises. Returns true when the view
 * is new; otherwise *implied is the surprise the others imply.
 */
static bool certain_is_new(const struct black_litterman *problem, const struct views *views, size_t v,
                           const size_t *certain, size_t count, gsl_matrix *factor, double *said, double *implied)
{
	double pivot = views->risk[v];

	*implied = 0.0;
	for (size_t a = 0; a < count; a++) {
		double value = dot(problem->views, certain[a], views->spread, v);

		for (size_t b = 0; b < a; b++)
			value -= gsl_matrix_get(factor, count, b) * gsl_matrix_get(factor, a, b);
		value /= gsl_matrix_get(factor, a, a);
		gsl_matrix_set(factor, count, a, value);
		pivot -= value * value;
		*implied += value * said[a];
	}
	if (!(pivot > dependent * views->risk[v]))
		return false;
	gsl_matrix_set(factor, count, count, sqrt(pivot));
	said[count] = (views->surprise[v] - *implied) / sqrt(pivot);
	return true;
}

/* Which views enter: not those without confidence, nor certain ones that follow from certain ones. */
static enum status select_views(const struct black_litterman *problem, struct views *views,
                                enum black_litterman_use *use, struct error *err)
{
	const size_t k = problem->views->size1;
	size_t *certain = memory_new_array(k, sizeof *certain), count = 0;
	double *said = memory_new_array(k, sizeof *said);
	enum status status = STATUS_OK;

	for (size_t v = 0; v < k; v++) {
		double implied;

		use[v] = isinf(views->variance[v]) ? VIEW_WITHOUT_CONFIDENCE : VIEW_USED;
		if (views->variance[v] > 0.0)
			continue;
		/* the corner of the system serves as scratch until it is filled */
		if (certain_is_new(problem, views, v, certain, count, views->system, said, &implied)) {
			certain[count++] = v;
			continue;
		}
		use[v] = VIEW_IMPLIED;
		if (fabs(views->surprise[v] - implied) > same_return * fmax(1.0, fabs(views->surprise[v]) + fabs(implied))) {
			status = error_set(err, STATUS_INFEASIBLE, "view %zu is certain of %g, and the certain views before it "
			                   "(the first is view %zu) imply %g: leave one out or lower its confidence", v + 1,
			                   gsl_vector_get(problem->view_returns, v), certain[0] + 1,
			                   gsl_vector_get(problem->view_returns, v) - views->surprise[v] + implied);
			break;
		}
	}
	for (size_t v = 0; v < k; v++)
		if (use[v] == VIEW_USED)
			views->row[views->count++] = v;
	free(certain);
	free(said);
	return status;
}

/* P tau S P' + Omega of the views in use, and how near it is to singular once each view has unit variance. */
static enum status assemble(const struct black_litterman *problem, struct views *views, double *condition,
                            struct error *err)
{
	const size_t m = views->count;
	gsl_matrix_view system = gsl_matrix_submatrix(views->system, 0, 0, m, m);
	gsl_matrix *scaled = gsl_matrix_alloc(m, m);
	gsl_vector *values = gsl_vector_alloc(m);
	size_t one = 0, other = 0;
	double closest = 0.0, smallest, largest;
	enum status status;

	if (scaled == NULL || values == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu views do not fit", m);
		goto done;
	}
	for (size_t a = 0; a < m; a++)
		for (size_t b = 0; b <= a; b++) {
			const double value = dot(problem->views, views->row[a], views->spread, views->row[b]) +
			                     (a == b ? views->variance[views->row[a]] : 0.0);

			gsl_matrix_set(&system.matrix, a, b, value);
			gsl_matrix_set(&system.matrix, b, a, value);
		}
	for (size_t a = 0; a < m; a++)
		for (size_t b = 0; b < m; b++) {
			const double correlation =
				a == b ? 1.0
				       : gsl_matrix_get(&system.matrix, a, b) / sqrt(gsl_matrix_get(&system.matrix, a, a)) /
				                 sqrt(gsl_matrix_get(&system.matrix, b, b));

			gsl_matrix_set(scaled, a, b, correlation);
			if (b < a && fabs(correlation) > closest) {
				closest = fabs(correlation);
				one = views->row[b];
				other = views->row[a];
			}
		}
	status = symmetric_eigen(scaled, values, false, err);
	if (status != STATUS_OK)
		goto done;
	smallest = gsl_vector_get(values, 0);
	largest = gsl_vector_get(values, m - 1);
	*condition = smallest > 0.0 ? largest / smallest : INFINITY;
	if (*condition > worst_condition)
		status = error_set(err, STATUS_INFEASIBLE, "the views are so nearly the same that they contradict each other "
		                   "(condition %.1e); the closest two are views %zu and %zu: leave one out or lower its "
		                   "confidence", *condition, one + 1, other + 1);
done:
	gsl_matrix_free(scaled);
	gsl_vector_free(values);
	return status;
}

static bool views_init(struct views *views, size_t k, size_t n)
{
	*views = (struct views){
		.row = memory_try(k, sizeof *views->row),
		.spread = gsl_matrix_alloc(k, n),
		.system = gsl_matrix_alloc(k, k),
		.variance = memory_try(k, sizeof(double)),
		.risk = memory_try(k, sizeof(double)),
		.surprise = memory_try(k, sizeof(double)),
		.weight = memory_try(k, sizeof(double)),
	};
	return views->row != NULL && views->spread != NULL && views->system != NULL && views->variance != NULL &&
	       views->risk != NULL && views->surprise != NULL && views->weight != NULL;
}

/* lambda = (P tau S P' + Omega)^-1 (Q - P pi); leaves the Cholesky factor in the system. */
static enum status solve(struct views *views, struct error *err)
{
	const size_t m = views->count;
	gsl_matrix_view system = gsl_matrix_submatrix(views->system, 0, 0, m, m);
	gsl_vector *right = gsl_vector_alloc(m);

	if (right == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu views do not fit", m);
	for (size_t a = 0; a < m; a++)
		gsl_vector_set(right, a, views->surprise[views->row[a]]);
	if (gsl_linalg_cholesky_decomp1(&system.matrix) != 0 || gsl_linalg_cholesky_svx(&system.matrix, right) != 0 ||
	    !vector_is_finite(right)) {
		gsl_vector_free(right);
		return error_set(err, STATUS_INFEASIBLE, "the views contradict each other: leave one out or lower its confidence");
	}
	for (size_t a = 0; a < m; a++)
		views->weight[views->row[a]] = gsl_vector_get(right, a);
	gsl_vector_free(right);
	return STATUS_OK;
}

/* S + tau S - Y'Y with Y = L^-1 P tau S, whose last term is symmetric to the last bit. y: m x n, overwritten. */
static void posterior_covariance(const struct black_litterman *problem, const struct views *views, gsl_matrix *y,
                                 gsl_matrix *covariance)
{
	const size_t m = views->count, n = covariance->size1;
	gsl_matrix_const_view factor = gsl_matrix_const_submatrix(views->system, 0, 0, m, m);

	for (size_t a = 0; a < m; a++) {
		const gsl_vector_const_view from = gsl_matrix_const_row(views->spread, views->row[a]);
		gsl_vector_view to = gsl_matrix_row(y, a);

		(void)gsl_vector_memcpy(&to.vector, &from.vector);
	}
	(void)gsl_blas_dtrsm(CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, 1.0, &factor.matrix, y);
	(void)gsl_matrix_memcpy(covariance, problem->covariance);
	(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, -1.0, y, 1.0 + problem->tau, covariance);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			gsl_matrix_set(covariance, i, j, gsl_matrix_get(covariance, j, i));
}

static void without_views(const struct black_litterman *problem, gsl_vector *mean, gsl_matrix *covariance,
                          gsl_matrix *contribution)
{
	(void)gsl_vector_memcpy(mean, problem->prior);
	if (covariance != NULL) {
		(void)gsl_matrix_memcpy(covariance, problem->covariance);
		(void)gsl_matrix_scale(covariance, 1.0 + problem->tau);
	}
	if (contribution != NULL)
		gsl_matrix_set_zero(contribution);
}

static void tell_views(const struct black_litterman *problem, const struct views *views,
                       const enum black_litterman_use *use, const gsl_vector *mean, struct black_litterman_view *told)
{
	for (size_t v = 0; told != NULL && v < problem->views->size1; v++) {
		const gsl_vector_const_view row = gsl_matrix_const_row(problem->views, v);

		told[v] = (struct black_litterman_view){.use = use[v], .variance = views->variance[v],
		                                        .weight = views->weight[v]};
		(void)gsl_blas_ddot(&row.vector, problem->prior, &told[v].prior);
		(void)gsl_blas_ddot(&row.vector, mean, &told[v].posterior);
	}
}

/* Nothing fails here any more: outputs are written. y: m x n, or NULL when no covariance is asked for. */
static void write_results(const struct black_litterman *problem, const struct views *views, gsl_matrix *y,
                          gsl_vector *mean, gsl_matrix *covariance, gsl_matrix *contribution)
{
	without_views(problem, mean, NULL, contribution);
	for (size_t a = 0; a < views->count; a++) {
		const size_t v = views->row[a];
		const gsl_vector_const_view spread = gsl_matrix_const_row(views->spread, v);

		(void)gsl_blas_daxpy(views->weight[v], &spread.vector, mean);
		for (size_t i = 0; contribution != NULL && i < mean->size; i++)
			gsl_matrix_set(contribution, i, v, views->weight[v] * gsl_vector_get(&spread.vector, i));
	}
	if (covariance != NULL)
		posterior_covariance(problem, views, y, covariance);
}

static enum status with_views(const struct black_litterman *problem, gsl_vector *mean, gsl_matrix *covariance,
                              gsl_matrix *contribution, struct black_litterman_view *told,
                              struct black_litterman_info *info, struct error *err)
{
	const size_t n = mean->size, k = problem->views->size1;
	enum black_litterman_use *use = memory_new_array(k, sizeof *use);
	double condition = 1.0;
	gsl_matrix *y = NULL;
	struct views views;
	enum status status = STATUS_OK;

	if (!views_init(&views, k, n))
		status = error_set(err, STATUS_NO_MEMORY, "%zu views of %zu assets do not fit", k, n);
	if (status == STATUS_OK)
		status = describe(problem, &views, err);
	if (status == STATUS_OK)
		status = select_views(problem, &views, use, err);
	if (status == STATUS_OK && views.count > 0) {
		status = assemble(problem, &views, &condition, err);
		if (status == STATUS_OK)
			status = solve(&views, err);
		if (status == STATUS_OK && covariance != NULL && (y = gsl_matrix_alloc(views.count, n)) == NULL)
			status = error_set(err, STATUS_NO_MEMORY, "%zu views of %zu assets do not fit", k, n);
	}
	if (status == STATUS_OK) {
		if (views.count > 0)
			write_results(problem, &views, y, mean, covariance, contribution);
		else
			without_views(problem, mean, covariance, contribution);
		tell_views(problem, &views, use, mean, told);
		if (info != NULL)
			*info = (struct black_litterman_info){.used = views.count, .condition = condition};
	}
	free(use);
	gsl_matrix_free(y);
	views_clear(&views);
	return status;
}

enum status black_litterman(const struct black_litterman *problem, gsl_vector *mean, gsl_matrix *covariance,
                            gsl_matrix *contribution, struct black_litterman_view *views,
                            struct black_litterman_info *info, struct error *err)
{
	const enum status status = check(problem, mean, covariance, contribution, err);

	if (status != STATUS_OK)
		return status;
	if (problem->views != NULL && problem->views->size1 > 0)
		return with_views(problem, mean, covariance, contribution, views, info, err);
	without_views(problem, mean, covariance, contribution);
	if (info != NULL)
		*info = (struct black_litterman_info){.condition = 1.0};
	return STATUS_OK;
}

enum status black_litterman_weights(const gsl_matrix *covariance, const gsl_vector *mean, double risk_aversion,
                                    gsl_vector *weights, struct error *err)
{
	const enum status status = check_covariance(covariance, mean->size, err);
	gsl_matrix *factor;
	gsl_vector *found;
	bool is_solved;

	if (status != STATUS_OK)
		return status;
	if (weights->size != mean->size || !(risk_aversion > 0.0) || !isfinite(risk_aversion) || !vector_is_finite(mean))
		return error_set(err, STATUS_INVALID, "%zu weights of %zu finite means with risk aversion %g above 0 are needed",
		                 weights->size, mean->size, risk_aversion);
	factor = gsl_matrix_alloc(mean->size, mean->size);
	found = gsl_vector_alloc(mean->size);
	if (factor == NULL || found == NULL) {
		gsl_matrix_free(factor);
		gsl_vector_free(found);
		return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", mean->size);
	}
	(void)gsl_matrix_memcpy(factor, covariance);
	(void)gsl_vector_memcpy(found, mean);
	(void)gsl_vector_scale(found, 1.0 / risk_aversion);
	is_solved = gsl_linalg_cholesky_decomp1(factor) == 0 && gsl_linalg_cholesky_svx(factor, found) == 0 &&
	            vector_is_finite(found);
	if (is_solved)
		(void)gsl_vector_memcpy(weights, found);
	gsl_matrix_free(factor);
	gsl_vector_free(found);
	return is_solved ? STATUS_OK
	                 : error_set(err, STATUS_INVALID, "the covariance is not positive definite: some portfolio of its "
	                             "assets has no risk, and no single portfolio is optimal");
}
