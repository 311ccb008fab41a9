/* The risk level of a strategy, and whether a client may hold it. */
#include "engine/suitability/suitability.h"

#include <math.h>

#include "engine/base/money.h"

const struct gate_rule suitability_gate_rules[GATE_CODES] = {
	[GATE_S01] = {"S01", GATE_BLOCK, {
		"There is no valid risk assessment: it is missing or has expired.",
		"没有有效的风险测评：尚未测评或已过期。",
	}},
	[GATE_S02] = {"S02", GATE_BLOCK, {
		"The client's circumstances have changed; assess anew before advising.",
		"客户情况发生重大变化，须先重新测评。",
	}},
	[GATE_S03] = {"S03", GATE_BLOCK, {
		"The client is in the lowest class: only R1 may be held, and nothing overrides this.",
		"客户属于风险承受能力最低等级，只能持有 R1 产品，任何确认均不能例外。",
	}},
	[GATE_S04] = {"S04", GATE_BLOCK, {
		"The product is complex and the client's knowledge and experience are too low for it.",
		"产品结构复杂，而客户的知识与经验不足。",
	}},
	[GATE_S05] = {"S05", GATE_BLOCK, {
		"The money would be locked up longer than the client can wait, or the client has not said how long that is.",
		"锁定期超过客户可承受的期限，或客户未说明该期限。",
	}},
	[GATE_S06] = {"S06", GATE_BLOCK, {
		"The risk level is above the client's class; the firm may not recommend it.",
		"风险等级高于客户等级，不得主动推介。",
	}},
	[GATE_S07] = {"S07", GATE_PENDING, {
		"The risk level is above the client's class: the special written warning must be accepted.",
		"风险等级高于客户等级，须确认特别书面风险警示。",
	}},
	[GATE_S08] = {"S08", GATE_PENDING, {
		"The cooling-off period is not over.",
		"冷静期尚未结束。",
	}},
	[GATE_S09] = {"S09", GATE_PENDING, {
		"The second confirmation after the cooling-off period is missing.",
		"尚缺冷静期后的再次确认。",
	}},
	[GATE_S10] = {"S10", GATE_PENDING, {
		"A supervisor's call to the client must be on record.",
		"尚缺主管人员的回访记录。",
	}},
	[GATE_S11] = {"S11", GATE_ALLOW_WITH_ACK, {
		"Above the client's class, at the client's own wish and with every acknowledgement on record.",
		"高于客户等级，由客户主动要求，各项确认均已留痕。",
	}},
	[GATE_S12] = {"S12", GATE_ALLOW, {
		"The client is a professional investor; levels are not compared.",
		"客户为专业投资者，不作等级匹配。",
	}},
	[GATE_S00] = {"S00", GATE_ALLOW, {
		"Suitable: the risk level does not exceed the client's class.",
		"适当：风险等级未超过客户等级。",
	}},
};

const char *gate_outcome_name(enum gate_outcome outcome)
{
	static const char *const names[] = {
		[GATE_ALLOW] = "allow",
		[GATE_ALLOW_WITH_ACK] = "allow-with-ack",
		[GATE_PENDING] = "pending",
		[GATE_BLOCK] = "block",
	};

	return (size_t)outcome < sizeof names / sizeof names[0] ? names[outcome] : "unknown";
}

/* One more than the number of edges below the value. */
static int band_of_volatility(double volatility, const struct rules *rules)
{
	int band = 1;

	for (int i = 0; i < 4; i++)
		band += volatility > rules->level_volatility[i] + 1e-9;
	return band;
}

static int band_of_average(int64_t average_ppb, const struct rules *rules)
{
	int band = 1;

	for (int i = 0; i < 4; i++)
		band += average_ppb > llround(rules->level_average[i] * (double)PPB);
	return band;
}

enum status suitability_strategy_level(const int64_t *weights_ppb, const int *levels, size_t count,
                                       double volatility_recent, double volatility_long, const struct rules *rules,
                                       struct strategy_level *result, struct error *err)
{
	const double volatility = fmax(volatility_recent, volatility_long);
	struct strategy_level level;
	int64_t sum = 0, average = 0;
	bool has_short = false;

	if (!isfinite(volatility_recent) || !isfinite(volatility_long) || volatility_recent < 0.0 || volatility_long < 0.0)
		return error_set(err, STATUS_INVALID, "volatilities %g and %g; both must be finite and not negative",
		                 volatility_recent, volatility_long);
	for (size_t i = 0; i < count; i++) {
		if (levels[i] < 1 || levels[i] > 5)
			return error_set(err, STATUS_INVALID, "level[%zu] is %d; a product level is 1 to 5", i, levels[i]);
		if (weights_ppb[i] < -PPB || weights_ppb[i] > 2 * PPB)
			return error_set(err, STATUS_INVALID, "weight[%zu] is %.9f; it must lie in -1 to 2", i,
			                 (double)weights_ppb[i] / (double)PPB);
		sum += weights_ppb[i];
		average += weights_ppb[i] * levels[i];
		has_short = has_short || weights_ppb[i] < 0;
	}
	if (sum != PPB)
		return error_set(err, STATUS_INVALID, "the weights sum to %.9f, not to one", (double)sum / (double)PPB);
	level.average = (double)average / (double)PPB;
	level.volatility_band = band_of_volatility(volatility, rules);
	level.rating_band = has_short ? 5 : band_of_average(average, rules);
	level.level = level.volatility_band > level.rating_band ? level.volatility_band : level.rating_band;
	*result = level;
	return STATUS_OK;
}

static enum status check_item(const struct gate_item *item, const char *name, struct error *err)
{
	if (item->risk_level < 1 || item->risk_level > 5)
		return error_set(err, STATUS_INVALID, "%s has risk level %d; it must be 1 to 5", name, item->risk_level);
	if (item->lockup_days < 0)
		return error_set(err, STATUS_INVALID, "%s has a lock-up of %d days", name, item->lockup_days);
	return STATUS_OK;
}

/* The worst of what counts: the level under the mode, complexity and lock-up wherever they occur. */
static enum status worst_item(const struct gate_request *request, bool is_strict, struct gate_item *worst,
                              struct error *err)
{
	enum status status = check_item(&request->whole, "the whole", err);

	*worst = request->whole;
	for (size_t i = 0; status == STATUS_OK && i < request->component_count; i++) {
		const struct gate_item *item = &request->components[i];

		status = check_item(item, "a component", err);
		if (is_strict && item->risk_level > worst->risk_level)
			worst->risk_level = item->risk_level;
		if (item->lockup_days > worst->lockup_days)
			worst->lockup_days = item->lockup_days;
		worst->is_complex = worst->is_complex || item->is_complex;
	}
	return status;
}

/* What stands between a client's own wish and an item above the class. */
static uint32_t missing_acknowledgements(const struct gate_acknowledgements *given, int level)
{
	return (given->is_warning_accepted ? 0 : 1u << GATE_S07) | (given->is_cooling_over ? 0 : 1u << GATE_S08) |
	       (given->is_confirmed_again ? 0 : 1u << GATE_S09) |
	       (level < 5 || given->is_called_back ? 0 : 1u << GATE_S10);
}

static uint32_t fire(const struct gate_request *request, const struct gate_item *worst, const struct rules *rules)
{
	const struct assessment *assessment = request->assessment;
	uint32_t fired = 0;

	if (assessment == NULL || !suitability_is_valid(assessment, request->today))
		fired |= 1u << GATE_S01;
	if (request->client->has_material_change)
		fired |= 1u << GATE_S02;
	if (request->client->category == CLIENT_PROFESSIONAL)
		return fired != 0 ? fired : 1u << GATE_S12;
	if (worst->lockup_days > request->client->liquidity_days)
		fired |= 1u << GATE_S05;
	if (assessment == NULL)
		return fired;
	if (assessment->is_minimum_class && worst->risk_level > 1)
		fired |= 1u << GATE_S03;
	if (worst->is_complex && assessment->knowledge < lround(rules->complex_knowledge * SCORE_UNIT))
		fired |= 1u << GATE_S04;
	if (worst->risk_level > assessment->risk_class)
		fired |= request->initiative == INITIATIVE_FIRM
		                 ? 1u << GATE_S06
		                 : missing_acknowledgements(&request->acknowledgements, worst->risk_level);
	if (fired == 0)
		fired = worst->risk_level > assessment->risk_class ? 1u << GATE_S11 : 1u << GATE_S00;
	return fired;
}

enum status suitability_gate(const struct gate_request *request, const struct rules *rules,
                             struct gate_decision *result, struct error *err)
{
	const struct assessment *assessment = request->assessment;
	const bool is_strict = request->mode == GATE_STRICT || (assessment != NULL && assessment->is_minimum_class);
	struct gate_decision decision = {0};
	struct gate_item worst;
	enum status status;

	if (request->client == NULL)
		return error_set(err, STATUS_INVALID, "the gate was asked about no client");
	if (assessment != NULL && assessment->client_id != request->client->id)
		return error_set(err, STATUS_INVALID, "the assessment is another client's, not %s's", request->client->code);
	status = worst_item(request, is_strict, &worst, err);
	if (status != STATUS_OK)
		return status;
	decision.fired = fire(request, &worst, rules);
	while (!(decision.fired & 1u << decision.code))
		decision.code++;
	decision.outcome = suitability_gate_rules[decision.code].outcome;
	if (request->client->category != CLIENT_PROFESSIONAL && assessment != NULL)
		decision.level_compared = worst.risk_level;
	*result = decision;
	return STATUS_OK;
}
