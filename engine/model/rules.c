/* The shipped rules and what any rules must satisfy. */
#include "engine/model/rules.h"

#include <string.h>

void rules_default(struct rules *rules)
{
	*rules = (struct rules){
		.version = "cn-2026-02",
		.jurisdiction = "CN",
		.valid_from = {20485}, /* 2026-02-01 */
		.class_edges = {20, 40, 60, 80},
		.curve_score = {0, 20, 40, 60, 80, 100},
		.curve_volatility = {0.01, 0.02, 0.06, 0.12, 0.18, 0.24},
		.loss_answers = {0.0, 0.05, 0.10, 0.20, 0.30},
		.loss_quantile = 1.6448536269514722,
		.loss_rate = 0.02,
		.sharpe = 0.40,
		.validity_months = 12,
		.retakes_a_day = 2,
		.retakes_a_year = 8,
		.enhanced_age = 65,
		.rise_limit = 15,
		.rise_days = 90,
		.level_volatility = {0.02, 0.06, 0.12, 0.18},
		.level_average = {1.75, 2.6, 3.3, 4.2},
		.complex_knowledge = 25,
		.cooling_hours = 24,
		.single_fund_limit = 0.20,
		.index_fund_limit = 0.40,
		.class_limit = {1.0, 1.0, 1.0, 0.10, 0.10},
		.cash_minimum = 0.02,
		.minimum_position = 0.01,
		.minimum_trade_weight = 0.0025,
		.minimum_trade_value = 200,
		.minimum_trade_fee_multiple = 20,
		.tracking_drift = 0.015,
		.calendar_drift = 0.02,
		.calendar_months = 12,
		.stale_business_days = 3,
		.proposal_days = 5,
		.order_limit_soft = 0.10,
		.order_limit_hard = 0.30,
		.annual_turnover = 1.0,
		.sale_fee_days = {7, 30, 180},
		.sale_fee = {0.015, 0.010, 0.005},
		.dividend_tax_months = {1, 12},
		.dividend_tax = {0.20, 0.10},
		.order_multiple = 10,
	};
}

static bool rises(const double *edges, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!(edges[i] > edges[i - 1]))
			return false;
	return true;
}

enum status rules_check(const struct rules *rules, struct error *err)
{
	const struct {
		const char *name;
		double share;
	} shares[] = {
		{"single_fund_limit", rules->single_fund_limit},
		{"index_fund_limit", rules->index_fund_limit},
		{"class_limit of gold", rules->class_limit[3]},
		{"class_limit of alternative", rules->class_limit[4]},
		{"cash_minimum", rules->cash_minimum},
		{"minimum_position", rules->minimum_position},
		{"minimum_trade_weight", rules->minimum_trade_weight},
		{"tracking_drift", rules->tracking_drift},
		{"calendar_drift", rules->calendar_drift},
		{"order_limit_soft", rules->order_limit_soft},
		{"order_limit_hard", rules->order_limit_hard},
		{"sale_fee", rules->sale_fee[0]},
		{"sale_fee", rules->sale_fee[1]},
		{"sale_fee", rules->sale_fee[2]},
		{"dividend_tax", rules->dividend_tax[0]},
		{"dividend_tax", rules->dividend_tax[1]},
	};

	if (rules->version[0] == '\0')
		return error_set(err, STATUS_INVALID, "the rules have no version");
	if (!rises(rules->class_edges, 4) || !rises(rules->curve_score, 6) || !rises(rules->curve_volatility, 6) ||
	    !rises(rules->level_volatility, 4) || !rises(rules->level_average, 4) || !rises(rules->loss_answers, 5) ||
	    !rises(rules->sale_fee_days, 3) || !rises(rules->dividend_tax_months, 2))
		return error_set(err, STATUS_INVALID, "in the rules \"%s\" a list of edges does not rise", rules->version);
	for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
		if (!(shares[i].share >= 0.0 && shares[i].share <= 1.0))
			return error_set(err, STATUS_INVALID, "in the rules \"%s\" %s is %g; it must lie in 0 to 1",
			                 rules->version, shares[i].name, shares[i].share);
	if (!(rules->sharpe > 0.0) || !(rules->loss_quantile > rules->sharpe))
		return error_set(err, STATUS_INVALID, "in the rules \"%s\" loss_quantile must exceed sharpe, and sharpe 0",
		                 rules->version);
	if (!(rules->order_multiple >= 1.0))
		return error_set(err, STATUS_INVALID, "in the rules \"%s\" order_multiple is %g; it must be one or more",
		                 rules->version, rules->order_multiple);
	if (rules->validity_months < 1 || rules->stale_business_days < 1 || rules->retakes_a_day < 1 ||
	    rules->retakes_a_year < 1)
		return error_set(err, STATUS_INVALID, "in the rules \"%s\" a period or a count is below one", rules->version);
	return STATUS_OK;
}
