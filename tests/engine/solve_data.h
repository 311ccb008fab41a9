/* Problems for the solver tests: published tables, files of BALLAST_ORACLES, and seeded random ones. */
#ifndef BALLAST_TESTS_ENGINE_SOLVE_DATA_H
#define BALLAST_TESTS_ENGINE_SOLVE_DATA_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_vector.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/solve/solve.h"
#include "tests/support/oracle.h"

/* A table of numbers; text cells are NaN. */
struct table {
	size_t rows, columns;
	double *cells;
};

static inline double table_at(const struct table *table, size_t row, size_t column)
{
	return table->cells[row * table->columns + column];
}

/* Rows of numbers between blanks or commas. Lines whose first cells are empty of numbers count as rows of NaN. */
static inline bool oracle_table(const char *name, struct table *table)
{
	static char line[1 << 16];
	FILE *file = oracle_open(name);
	size_t capacity = 0, count = 0;

	*table = (struct table){ 0 };
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		const bool has_commas = strchr(line, ',') != NULL;
		size_t columns = 0;

		for (char *cell = strtok(line, has_commas ? ",\r\n" : " \t\r\n"); cell;
		     cell = strtok(NULL, has_commas ? ",\r\n" : " \t\r\n")) {
			char *end;
			const double value = strtod(cell, &end);

			while (*end == ' ')
				end++;
			if (count == capacity) {
				capacity = 2 * capacity + 1024;
				table->cells = realloc(table->cells, capacity * sizeof(double));
			}
			table->cells[count++] = end == cell || *end ? NAN : value;
			columns++;
		}
		if (columns == 0)
			continue;
		if (table->columns == 0)
			table->columns = columns;
		table->rows++;
	}
	fclose(file);
	return true;
}

/* A problem with memory of its own. */
struct fixture {
	struct quadratic_problem problem;
	gsl_matrix *hessian, *rows;
	gsl_vector *linear, *lower, *upper, *row_lower, *row_upper;
};

static inline void fixture_init(struct fixture *f, size_t n, size_t m)
{
	f->hessian = gsl_matrix_calloc(n, n);
	f->linear = gsl_vector_calloc(n);
	f->lower = gsl_vector_calloc(n);
	f->upper = gsl_vector_calloc(n);
	f->rows = m ? gsl_matrix_calloc(m, n) : NULL;
	f->row_lower = m ? gsl_vector_calloc(m) : NULL;
	f->row_upper = m ? gsl_vector_calloc(m) : NULL;
	f->problem = (struct quadratic_problem){
		.count = n, .hessian = f->hessian, .linear = f->linear, .lower = f->lower, .upper = f->upper,
		.row_count = m, .rows = f->rows, .row_lower = f->row_lower, .row_upper = f->row_upper,
	};
}

static inline void fixture_clear(struct fixture *f)
{
	gsl_matrix_free(f->hessian);
	gsl_matrix_free(f->rows);
	gsl_vector_free(f->linear);
	gsl_vector_free(f->lower);
	gsl_vector_free(f->upper);
	gsl_vector_free(f->row_lower);
	gsl_vector_free(f->row_upper);
}

/* Fully invested between lower and upper: row 0 is the budget. */
static inline void fixture_init_budget(struct fixture *f, size_t n, size_t more_rows, double lower, double upper)
{
	fixture_init(f, n, 1 + more_rows);
	gsl_vector_set_all(f->lower, lower);
	gsl_vector_set_all(f->upper, upper);
	for (size_t i = 0; i < n; i++)
		gsl_matrix_set(f->rows, 0, i, 1.0);
	gsl_vector_set(f->row_lower, 0, 1.0);
	gsl_vector_set(f->row_upper, 0, 1.0);
}

static inline void fixture_set(struct fixture *f, const double *mean, const double *covariance)
{
	const size_t n = f->problem.count;

	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(f->linear, i, mean[i]);
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(f->hessian, i, j, covariance[i * n + j]);
	}
}

static inline double uniform(gsl_rng *rng, double low, double high)
{
	return low + (high - low) * gsl_rng_uniform(rng);
}

/* A covariance of `factors` factors and, if idiosyncratic > 0, a diagonal; singular otherwise when factors < n. */
static inline void random_covariance(gsl_rng *rng, gsl_matrix *covariance, size_t factors, double idiosyncratic)
{
	const size_t n = covariance->size1;
	double *loading = calloc(n * (factors + 1), sizeof(double));

	for (size_t i = 0; i < n * factors; i++)
		loading[i] = uniform(rng, -0.2, 0.3);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j <= i; j++) {
			double sum = 0.0;

			for (size_t k = 0; k < factors; k++)
				sum += loading[i * factors + k] * loading[j * factors + k];
			if (i == j && idiosyncratic > 0.0)
				sum += idiosyncratic * uniform(rng, 0.5, 1.5);
			gsl_matrix_set(covariance, i, j, sum);
			gsl_matrix_set(covariance, j, i, sum);
		}
	}
	free(loading);
}

#endif
