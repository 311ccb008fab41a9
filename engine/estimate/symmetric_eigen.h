/* Eigenvalues of a symmetric matrix, by LAPACK (which OpenBLAS carries). Private to this topic. */
#ifndef BALLAST_ENGINE_ESTIMATE_SYMMETRIC_EIGEN_H
#define BALLAST_ENGINE_ESTIMATE_SYMMETRIC_EIGEN_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/status.h"

/*
 * matrix            n x n, finite, only its upper half is read. With eigenvectors, row k becomes the k-th, of length 1;
 *                   otherwise it is destroyed. It must own its memory whole (tda = n).
 * values            n, rising.
 *
 * GSL's own routine runs one rotation at a time and needs a minute for 2000 assets; this one needs seconds.
 * STATUS_NO_MEMORY, STATUS_NOT_CONVERGED: the matrix is destroyed all the same. Cost: 4/3 n^3, about 9 n^3 with vectors.
 */
enum status symmetric_eigen(gsl_matrix *matrix, gsl_vector *values, bool with_vectors, struct error *err);

/*
 * The pairs with an eigenvalue above floor only.
 *
 * matrix    as above, destroyed.
 * values    n; the first *count are those above the floor, falling.
 * vectors   NULL before; n x n with the k-th eigenvector, of length 1, in row k, the first *count rows set. The
 *           caller's to gsl_matrix_free.
 */
enum status symmetric_eigen_above(gsl_matrix *matrix, double floor, gsl_vector *values, gsl_matrix **vectors,
                                  size_t *count, struct error *err);

#endif
