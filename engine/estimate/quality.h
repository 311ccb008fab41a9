/* What is measured of an estimate besides itself. Private to this topic. */
#ifndef BALLAST_ENGINE_ESTIMATE_QUALITY_H
#define BALLAST_ENGINE_ESTIMATE_QUALITY_H

#include <gsl/gsl_matrix.h>

#include "engine/base/status.h"

struct estimate_info;

/*
 * Smallest over largest eigenvalue among the assets that vary (cash would always make it 0 and say nothing); 0 when none
 * does. Cost: 4/3 N^3.
 */
enum status quality_condition(const gsl_matrix *covariance, double *ratio, struct error *err);

/*
 * lead_lag, leads and follows of info, from the correlations of each asset with every other one row earlier. Left as they
 * are with fewer than ESTIMATE_SHRINKAGE_WINDOW rows. Cost: 2 T N^2.
 */
enum status quality_lead_lag(const gsl_matrix *returns, struct estimate_info *info, struct error *err);

#endif
