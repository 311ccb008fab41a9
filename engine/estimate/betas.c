/* What an asset does when the market moves, on the same day and after. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "engine/estimate/factor_model.h"

static enum status check(const gsl_matrix *returns, const gsl_vector *market, size_t lags, const gsl_matrix *slopes,
                         const gsl_vector *beta, struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;

	if (market->size != length || n == 0 || beta->size != n ||
	    (slopes != NULL && (slopes->size1 != n || slopes->size2 != lags + 1)))
		return error_set(err, STATUS_INVALID, "%zu returns of %zu assets, %zu of the market and %zu betas do not fit", length,
		                 n, market->size, beta->size);
	if (lags > length || length < lags + ESTIMATE_SHRINKAGE_WINDOW || length < 2 * lags + 3)
		return error_set(err, STATUS_INVALID, "betas with %zu lags need at least %zu returns, and there are %zu", lags,
		                 lags > 9 ? 2 * lags + 3 : lags + ESTIMATE_SHRINKAGE_WINDOW, length);
	return STATUS_OK;
}

enum status estimate_betas(const gsl_matrix *returns, const gsl_vector *market, size_t lags, gsl_matrix *slopes,
                           gsl_vector *beta, struct error *err)
{
	enum status status = check(returns, market, lags, slopes, beta, err);
	struct factor_model model = {0};
	gsl_matrix *past;

	if (status != STATUS_OK)
		return status;
	past = gsl_matrix_alloc(returns->size1 - lags, lags + 1);
	if (past == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of the market do not fit", returns->size1);
	for (size_t t = 0; t < past->size1; t++)
		for (size_t l = 0; l <= lags; l++)
			gsl_matrix_set(past, t, l, gsl_vector_get(market, t + lags - l));

	const gsl_matrix_const_view later =
		gsl_matrix_const_submatrix(returns, lags, 0, returns->size1 - lags, returns->size2);

	status = factor_model_regress(&later.matrix, past, &model, NULL, err);
	if (status != STATUS_OK)
		(void)error_prefix(err, "the market and its past");
	for (size_t i = 0; status == STATUS_OK && i < beta->size; i++) {
		double sum = 0.0;

		for (size_t l = 0; l <= lags; l++)
			sum += gsl_matrix_get(model.loadings, i, l);
		gsl_vector_set(beta, i, sum);
	}
	if (status == STATUS_OK && slopes != NULL)
		(void)gsl_matrix_memcpy(slopes, model.loadings);
	factor_model_clear(&model);
	gsl_matrix_free(past);
	return status;
}

enum status estimate_capital_asset_pricing(const gsl_vector *beta, double market_return, double risk_free,
                                           gsl_vector *mean, struct error *err)
{
	if (mean->size != beta->size || !isfinite(market_return) || !isfinite(risk_free))
		return error_set(err, STATUS_INVALID, "%zu means of %zu betas, the market's return %g and cash's %g", mean->size,
		                 beta->size, market_return, risk_free);
	for (size_t i = 0; i < beta->size; i++)
		if (!isfinite(gsl_vector_get(beta, i)))
			return error_set(err, STATUS_INVALID, "the beta of asset %zu is %g", i + 1, gsl_vector_get(beta, i));
	for (size_t i = 0; i < beta->size; i++)
		gsl_vector_set(mean, i, risk_free + gsl_vector_get(beta, i) * (market_return - risk_free));
	return STATUS_OK;
}
