/* Hierarchical risk parity: a tree of what moves together, and money halved down its leaves. */
#include <gsl/gsl_blas.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

/* d_ij = sqrt((1 - r_ij) / 2) into distance, n x n. */
static void correlation_distances(const gsl_matrix *covariance, gsl_matrix *distance)
{
	const size_t n = covariance->size1;

	for (size_t i = 0; i < n; i++) {
		gsl_matrix_set(distance, i, i, 0.0);
		for (size_t j = 0; j < i; j++) {
			const double reach = sqrt(gsl_matrix_get(covariance, i, i)) * sqrt(gsl_matrix_get(covariance, j, j));
			const double r = fmax(-1.0, fmin(1.0, gsl_matrix_get(covariance, i, j) / reach));

			gsl_matrix_set(distance, i, j, sqrt(0.5 * (1.0 - r)));
			gsl_matrix_set(distance, j, i, gsl_matrix_get(distance, i, j));
		}
	}
}

/*
 * The Euclidean distance of the columns of a symmetric matrix, in its place. Inner products give all of them at the
 * speed of a matrix product; where two columns nearly coincide those cancel, and the differences are summed.
 */
static void column_distances(gsl_matrix *distance, gsl_matrix *product)
{
	const size_t n = distance->size1;

	gsl_blas_dsyrk(CblasLower, CblasNoTrans, 1.0, distance, 0.0, product);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			const double both = gsl_matrix_get(product, i, i) + gsl_matrix_get(product, j, j);
			double square = both - 2.0 * gsl_matrix_get(product, i, j);

			if (square < 1e-4 * both) {
				square = 0.0;
				for (size_t k = 0; k < n; k++) {
					const double apart = gsl_matrix_get(distance, i, k) - gsl_matrix_get(distance, j, k);

					square += apart * apart;
				}
			}
			/* The upper triangle of product is not read again; the columns above are still needed. */
			gsl_matrix_set(product, j, i, sqrt(square));
		}
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			gsl_matrix_set(distance, i, j, gsl_matrix_get(product, j, i));
			gsl_matrix_set(distance, j, i, gsl_matrix_get(product, j, i));
		}
}

/*
 * Single linkage in n^2: the distance from a cluster to its nearest is never changed by merges of others, so one figure
 * a row is kept, and partners are looked up in the row that has the least. Clusters live in the place of one of their
 * leaves; id tells them apart (leaves below n, then in the order of merging).
 */
struct linkage {
	gsl_matrix *distance;              /* between the clusters that are alive, by place           */
	size_t *id;                        /* of the cluster at a place; SIZE_MAX: merged away        */
	double *nearest;                   /* least distance from the place to another                */
	size_t *left, *right;              /* n - 1: ids of what was merged, the smaller first        */
	double *heights;                   /* n - 1                                                   */
};

static double nearest_of(const struct linkage *linkage, size_t place)
{
	const size_t n = linkage->distance->size1;
	double least = INFINITY;

	for (size_t k = 0; k < n; k++)
		if (k != place && linkage->id[k] != SIZE_MAX)
			least = fmin(least, gsl_matrix_get(linkage->distance, place, k));
	return least;
}

/* The pair of least distance; of equals, the lowest ids. */
static double nearest_pair(const struct linkage *linkage, size_t *first, size_t *second)
{
	const size_t n = linkage->distance->size1;
	double least = INFINITY;
	size_t low = SIZE_MAX, high = SIZE_MAX;

	for (size_t k = 0; k < n; k++)
		if (linkage->id[k] != SIZE_MAX)
			least = fmin(least, linkage->nearest[k]);
	for (size_t k = 0; k < n; k++) {
		if (linkage->id[k] == SIZE_MAX || linkage->nearest[k] > least || linkage->id[k] > low)
			continue;
		for (size_t j = 0; j < n; j++) {
			if (j == k || linkage->id[j] == SIZE_MAX || gsl_matrix_get(linkage->distance, k, j) > least ||
			    linkage->id[j] < linkage->id[k])
				continue;
			if (linkage->id[k] < low || linkage->id[j] < high) {
				low = linkage->id[k];
				high = linkage->id[j];
				*first = k;
				*second = j;
			}
		}
	}
	return least;
}

static void link_clusters(struct linkage *linkage)
{
	const size_t n = linkage->distance->size1;

	for (size_t k = 0; k < n; k++)
		linkage->id[k] = k;
	for (size_t k = 0; k < n; k++)
		linkage->nearest[k] = nearest_of(linkage, k);
	for (size_t merge = 0; merge + 1 < n; merge++) {
		size_t kept = 0, gone = 0;

		linkage->heights[merge] = nearest_pair(linkage, &kept, &gone);
		linkage->left[merge] = linkage->id[kept];
		linkage->right[merge] = linkage->id[gone];
		linkage->id[gone] = SIZE_MAX;
		linkage->id[kept] = n + merge;
		for (size_t k = 0; k < n; k++) {
			const double to = fmin(gsl_matrix_get(linkage->distance, kept, k),
			                       gsl_matrix_get(linkage->distance, gone, k));

			gsl_matrix_set(linkage->distance, kept, k, to);
			gsl_matrix_set(linkage->distance, k, kept, to);
		}
		linkage->nearest[kept] = nearest_of(linkage, kept);
	}
}

/* The leaves of the tree from left to right; stack is memory of n. */
static void order_leaves(const struct linkage *linkage, size_t n, size_t *order, size_t *stack)
{
	size_t depth = 0, count = 0;

	stack[depth++] = 2 * n - 2;
	while (depth > 0) {
		const size_t cluster = stack[--depth];

		if (cluster < n) {
			order[count++] = cluster;
			continue;
		}
		stack[depth++] = linkage->right[cluster - n];
		stack[depth++] = linkage->left[cluster - n];
	}
}

static enum status check_variances(const gsl_matrix *covariance, struct error *err)
{
	for (size_t i = 0; i < covariance->size1; i++)
		if (!(gsl_matrix_get(covariance, i, i) > 0.0) || !isfinite(gsl_matrix_get(covariance, i, i)))
			return error_set(err, STATUS_INVALID, "asset %zu has a variance of %g; a hierarchy needs assets that vary",
			                 i + 1, gsl_matrix_get(covariance, i, i));
	return STATUS_OK;
}

enum status allocate_hierarchy(const gsl_matrix *covariance, enum hierarchy_distance distance, size_t *order,
                               double *heights, struct error *err)
{
	const size_t n = covariance->size1;
	enum status status;

	if (n == 0 || covariance->size2 != n)
		return error_set(err, STATUS_INVALID, "the covariance is %zu x %zu; it must be square", n, covariance->size2);
	status = check_variances(covariance, err);
	if (status)
		return status;

	size_t *memory = memory_new_array(4 * n, sizeof(size_t));
	double *figures = memory_new_array(2 * n, sizeof(double));
	struct linkage linkage = { .distance = gsl_matrix_alloc(n, n), .id = memory, .left = memory + n,
		                   .right = memory + 2 * n, .nearest = figures, .heights = figures + n };

	correlation_distances(covariance, linkage.distance);
	if (distance == HIERARCHY_COLUMNS) {
		gsl_matrix *product = gsl_matrix_calloc(n, n);

		column_distances(linkage.distance, product);
		gsl_matrix_free(product);
	}
	link_clusters(&linkage);
	if (order)
		order_leaves(&linkage, n, order, memory + 3 * n);
	if (heights)
		memcpy(heights, linkage.heights, (n - 1) * sizeof(double));
	gsl_matrix_free(linkage.distance);
	free(figures);
	free(memory);
	return STATUS_OK;
}

/* Variance of assets order[0 .. count) held in proportion to 1 / variance. */
static double cluster_variance(const gsl_matrix *covariance, const size_t *order, size_t count)
{
	double total = 0.0, variance = 0.0;

	for (size_t a = 0; a < count; a++) {
		const double *row = gsl_matrix_const_ptr(covariance, order[a], 0);
		double sum = 0.0;

		for (size_t b = 0; b < count; b++)
			sum += row[order[b]] / gsl_matrix_get(covariance, order[b], order[b]);
		variance += sum / row[order[a]];
		total += 1.0 / row[order[a]];
	}
	return fmax(0.0, variance) / (total * total);
}

/* Halves the leaves by count and gives each half money in inverse proportion to its variance. */
static void bisect(const gsl_matrix *covariance, const size_t *order, size_t count, double *weights)
{
	const size_t half = count / 2;

	if (count < 2)
		return;

	const double left = cluster_variance(covariance, order, half);
	const double right = cluster_variance(covariance, order + half, count - half);
	/* Two halves without risk share equally. */
	const double share = left + right > 0.0 ? 1.0 - left / (left + right) : 0.5;

	for (size_t k = 0; k < count; k++)
		weights[order[k]] *= k < half ? share : 1.0 - share;
	bisect(covariance, order, half, weights);
	bisect(covariance, order + half, count - half, weights);
}

enum status allocate_bisection(const gsl_matrix *covariance, const size_t *order, gsl_vector *weights, struct error *err)
{
	const size_t n = weights->size;
	double *shares;
	enum status status;

	if (n == 0 || covariance->size1 != n || covariance->size2 != n)
		return error_set(err, STATUS_INVALID, "the covariance is %zu x %zu for %zu weights", covariance->size1,
		                 covariance->size2, n);
	status = check_variances(covariance, err);
	if (status)
		return status;
	shares = memory_new_array(n, sizeof(double));
	for (size_t k = 0; !status && k < n; k++) {
		if (order[k] >= n || shares[order[k]] != 0.0)
			status = error_set(err, STATUS_INVALID, "leaf %zu of the order is no asset, or one that came before",
			                   k + 1);
		else
			shares[order[k]] = 1.0;
	}
	if (!status) {
		bisect(covariance, order, n, shares);
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(weights, i, shares[i]);
	}
	free(shares);
	return status;
}

/* The covariance of the assets that may be held, their places in held. */
static gsl_matrix *held_covariance(const struct allocation_problem *problem, const size_t *held, size_t count)
{
	gsl_matrix *part = gsl_matrix_alloc(count, count);

	for (size_t a = 0; a < count; a++)
		for (size_t b = 0; b < count; b++)
			gsl_matrix_set(part, a, b, gsl_matrix_get(problem->covariance, held[a], held[b]));
	return part;
}

static size_t choose_held(const struct allocation_problem *problem, size_t *held)
{
	size_t count = 0;

	for (size_t i = 0; i < problem->count; i++)
		if (allocation_limit(problem, CONSTRAINT_UPPER, i) != 0.0)
			held[count++] = i;
	return count;
}

static enum status solve_hierarchy(const struct allocation_problem *problem, size_t *held, double *weights,
                                   struct allocation_info *info, struct error *err)
{
	const size_t count = choose_held(problem, held);
	char label[32];

	if (count == 0)
		return error_set(err, STATUS_INFEASIBLE, "every asset has an upper limit of 0");
	for (size_t k = 0; k < count; k++)
		if (!(covariance_variance(problem, held[k]) > 0.0))
			return error_set(err, STATUS_INVALID,
			                 "%s has no variance and so no correlation; \"hierarchical\" needs assets that vary (an "
			                 "upper limit of 0 leaves it out)",
			                 allocation_label(problem, held[k], label));

	gsl_matrix *part = held_covariance(problem, held, count);
	gsl_vector *shares = gsl_vector_alloc(count);
	size_t *order = memory_new_array(count, sizeof(size_t));
	enum status status = allocate_hierarchy(part, problem->hierarchy, order, NULL, err);

	if (!status)
		status = allocate_bisection(part, order, shares, err);
	for (size_t k = 0; !status && k < count; k++)
		weights[held[k]] = gsl_vector_get(shares, k);
	info->iterations = count - 1;
	gsl_vector_free(shares);
	free(order);
	gsl_matrix_free(part);
	return status;
}

enum status allocate_hierarchical(const struct allocation_problem *problem, gsl_vector *weights,
                                  struct allocation_info *info, struct error *err)
{
	struct allocation_info found = { .stop = STOP_RULE };
	enum status status = allocation_admits(problem, "hierarchical", err);

	if (!status && !problem->is_checked)
		status = allocate_check(problem, err);
	if (status)
		return status;

	size_t *held = memory_new_array(problem->count, sizeof(size_t));
	double *figures = memory_new_array(problem->count, sizeof(double));

	status = solve_hierarchy(problem, held, figures, &found, err);
	if (!status)
		status = allocation_within_limits(problem, "hierarchical", figures, err);
	if (!status) {
		allocation_measure(problem, figures, &found);
		found.objective = found.volatility;
		*info = found;
		for (size_t i = 0; i < problem->count; i++)
			gsl_vector_set(weights, i, figures[i]);
	}
	free(figures);
	free(held);
	return status;
}
