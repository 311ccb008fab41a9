/* The calls into LAPACK, with its workspaces. */
#include "engine/estimate/symmetric_eigen.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"

/* Fortran's, for which OpenBLAS installs no header under this name. */
void dsyevd_(const char *job, const char *half, const int *n, double *a, const int *stride, double *values, double *work,
             const int *work_size, int *whole_work, const int *whole_size, int *info);
void dsyevr_(const char *job, const char *range, const char *half, const int *n, double *a, const int *stride,
             const double *above, const double *up_to, const int *first, const int *last, const double *tolerance,
             int *found, double *values, double *vectors, const int *vector_stride, int *support, double *work,
             const int *work_size, int *whole_work, const int *whole_size, int *info);

/* LAPACK counts in int. */
enum { MOST = 30000 };

static enum status check(const gsl_matrix *matrix, const gsl_vector *values, struct error *err)
{
	const size_t n = matrix->size1;

	if (n == 0 || matrix->size2 != n || matrix->tda != n || values->size != n || values->stride != 1)
		return error_set(err, STATUS_INVALID, "the eigenvalues of a matrix of %zu x %zu", n, matrix->size2);
	if (n > MOST)
		return error_set(err, STATUS_NO_MEMORY, "the eigenvalues of %zu assets do not fit", n);
	return STATUS_OK;
}

/* Its columns are our rows: the upper half here is the lower half there. */
enum status symmetric_eigen(gsl_matrix *matrix, gsl_vector *values, bool with_vectors, struct error *err)
{
	enum status status = check(matrix, values, err);
	const char *const job = with_vectors ? "V" : "N";
	const int n = (int)matrix->size1, ask = -1;
	int info = 0, whole_size = 1, *whole_work;
	double *work, size = 1.0;

	if (status != STATUS_OK)
		return status;
	dsyevd_(job, "L", &n, matrix->data, &n, values->data, &size, &ask, &whole_size, &ask, &info);

	const int work_size = (int)size;

	work = memory_try((size_t)work_size, sizeof *work);
	whole_work = memory_try((size_t)whole_size, sizeof *whole_work);
	if (work == NULL || whole_work == NULL)
		status = error_set(err, STATUS_NO_MEMORY, "the eigenvalues of %d assets do not fit", n);
	else
		dsyevd_(job, "L", &n, matrix->data, &n, values->data, work, &work_size, whole_work, &whole_size, &info);
	if (status == STATUS_OK && info != 0)
		status = error_set(err, STATUS_NOT_CONVERGED, "the eigenvalues of %d assets were not found", n);
	free(work);
	free(whole_work);
	return status;
}

static void turn_around(gsl_vector *values, gsl_matrix *vectors, size_t count)
{
	for (size_t k = 0; k < count / 2; k++) {
		(void)gsl_vector_swap_elements(values, k, count - 1 - k);
		(void)gsl_matrix_swap_rows(vectors, k, count - 1 - k);
	}
}

enum status symmetric_eigen_above(gsl_matrix *matrix, double floor, gsl_vector *values, gsl_matrix **vectors,
                                  size_t *count, struct error *err)
{
	enum status status = check(matrix, values, err);
	const int n = (int)matrix->size1, ask = -1, none = 0;
	int info = 0, found = 0, whole_size = 1, *whole_work = NULL, *support = NULL;
	double *work = NULL, size = 1.0;
	const double top = DBL_MAX, tolerance = 0.0;
	gsl_matrix *rows = NULL;

	if (status != STATUS_OK)
		return status;
	rows = gsl_matrix_alloc(matrix->size1, matrix->size1);
	support = memory_try(2 * matrix->size1, sizeof *support);
	dsyevr_("V", "V", "L", &n, matrix->data, &n, &floor, &top, &none, &none, &tolerance, &found, values->data,
	        rows != NULL ? rows->data : NULL, &n, support, &size, &ask, &whole_size, &ask, &info);

	const int work_size = (int)size;

	work = memory_try((size_t)work_size, sizeof *work);
	whole_work = memory_try((size_t)whole_size, sizeof *whole_work);
	if (rows == NULL || support == NULL || work == NULL || whole_work == NULL)
		status = error_set(err, STATUS_NO_MEMORY, "the eigenvectors of %d assets do not fit", n);
	else
		dsyevr_("V", "V", "L", &n, matrix->data, &n, &floor, &top, &none, &none, &tolerance, &found, values->data,
		        rows->data, &n, support, work, &work_size, whole_work, &whole_size, &info);
	if (status == STATUS_OK && info != 0)
		status = error_set(err, STATUS_NOT_CONVERGED, "the eigenvectors of %d assets were not found", n);
	if (status == STATUS_OK) {
		turn_around(values, rows, (size_t)found);
		*count = (size_t)found;
		*vectors = rows;
		rows = NULL;
	}
	gsl_matrix_free(rows);
	free(support);
	free(work);
	free(whole_work);
	return status;
}
