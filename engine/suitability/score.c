/* Scores in ten-thousandths of a point, what caps them, what contradicts them. */
#include "engine/suitability/suitability.h"

#include <math.h>
#include <string.h>

#include "engine/base/money.h"

/* Answers by the number they are printed with: option[Q8] is the answer to Q8. */
enum { Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10, Q11, Q12, Q13, Q14, Q15, Q16 };

enum { SECONDS_AN_ITEM = 2 };

/* 100 points of SCORE_UNIT. */
#define FULL_SCORE INT64_C(1000000)

bool suitability_is_valid(const struct assessment *assessment, struct date today)
{
	return date_compare(today, assessment->expires) < 0;
}

/* Class edge i in score units. */
static int32_t edge(const struct rules *rules, int i)
{
	return (int32_t)lround(rules->class_edges[i] * SCORE_UNIT);
}

int suitability_class(int32_t score, const struct rules *rules)
{
	int risk_class = 1;

	for (int i = 0; i < 4; i++)
		risk_class += score >= edge(rules, i);
	return risk_class;
}

double suitability_volatility(int32_t score, const struct rules *rules)
{
	const double f = (double)score / SCORE_UNIT;

	if (f <= rules->curve_score[0])
		return rules->curve_volatility[0];
	for (int i = 1; i < 6; i++) {
		const double from = rules->curve_score[i - 1], to = rules->curve_score[i];
		const double low = rules->curve_volatility[i - 1], high = rules->curve_volatility[i];

		if (f < to)
			return low + (high - low) * ((f - from) / (to - from));
		if (f == to)
			return high; /* a knot is exact, whatever the arithmetic between knots does */
	}
	return rules->curve_volatility[5];
}

double suitability_loss_volatility(double loss, const struct rules *rules)
{
	return (loss + rules->loss_rate) / (rules->loss_quantile - rules->sharpe);
}

double suitability_year_loss(double volatility, const struct rules *rules)
{
	return rules->loss_quantile * volatility - (rules->loss_rate + rules->sharpe * volatility);
}

struct suitability_mix suitability_mix(double volatility)
{
	/* With equity and bond volatilities a, b: (a^2 + b^2) e^2 - 2 b^2 e + b^2 - sigma^2 = 0. */
	const double a2 = 0.20 * 0.20, b2 = 0.03 * 0.03, s2 = volatility * volatility;
	const double quarter_discriminant = b2 * b2 - (a2 + b2) * (b2 - s2);
	struct suitability_mix mix = {0};

	if (quarter_discriminant < 0.0) {
		const double least = b2 / (a2 + b2), invested = volatility / sqrt(a2 * b2 / (a2 + b2));

		mix.equity = least * invested;
		mix.bonds = (1.0 - least) * invested;
		mix.cash = 1.0 - invested;
		return mix;
	}
	mix.equity = fmin(1.0, (b2 + sqrt(quarter_discriminant)) / (a2 + b2));
	mix.bonds = 1.0 - mix.equity;
	return mix;
}

static enum status check_answers(const struct answers *answers, struct error *err)
{
	for (size_t i = 0; i < QUESTIONS; i++) {
		const struct question *question = &suitability_questions[QUESTION_GATES + i];
		const int highest = question->is_judgement ? (int)question->option_count : (int)question->option_count - 1;
		const int option = answers->option[i];

		if (option == ANSWER_MISSING && question->is_optional)
			continue;
		if (option == ANSWER_MISSING)
			return error_set(err, STATUS_INVALID, "%s is not answered", question->id);
		if (option < 0 || option > highest)
			return error_set(err, STATUS_INVALID, "%s is answered with %d; it must be 0 to %d", question->id, option,
			                 highest);
	}
	return STATUS_OK;
}

static enum status check_retakes(const struct client *client, const struct rules *rules, size_t taken_today,
                                 size_t taken_last_12_months, struct error *err)
{
	if (taken_today >= (size_t)rules->retakes_a_day)
		return error_set(err, STATUS_REFUSED,
		                 "%s was assessed %zu times today; %d a day are allowed (I9): come back another day",
		                 client->code, taken_today, rules->retakes_a_day);
	if (taken_last_12_months >= (size_t)rules->retakes_a_year)
		return error_set(err, STATUS_REFUSED,
		                 "%s was assessed %zu times in the last twelve months; %d are allowed (I9)", client->code,
		                 taken_last_12_months, rules->retakes_a_year);
	return STATUS_OK;
}

/* Years reached in the calendar year of the assessment; -1 when the year of birth is not known. */
static int age_at(const struct client *client, struct date date)
{
	int year, month, day;

	if (client->birth_year == 0)
		return -1;
	date_to_civil(date, &year, &month, &day);
	return year - client->birth_year;
}

static void lower(int8_t *answer, int highest)
{
	if (*answer > highest)
		*answer = (int8_t)highest;
}

/*
 * Finds I1..I7. Where two statements measure the same thing the higher is replaced by the highest that does not
 * contradict: minima of increasing functions, so a better answer never lowers the score.
 */
static uint32_t resolve_doubts(struct answers *answers, int age)
{
	int8_t *option = answers->option;
	const int q8 = option[Q8], q11 = option[Q11];
	bool all_low = true, all_high = true;
	uint32_t doubts = 0;

	for (int q = Q7; q <= Q13; q++) {
		all_low = all_low && option[q] == 0;
		all_high = all_high && option[q] == 4;
	}
	if (all_low || all_high)
		doubts |= DOUBT_I6;
	if (answers->seconds > 0 && answers->seconds < SECONDS_AN_ITEM * QUESTION_ROWS)
		doubts |= DOUBT_I7;
	if (option[Q16] == 4 && option[Q1] <= 1)
		doubts |= DOUBT_I3;
	if (q8 - q11 >= 3 || q11 - q8 >= 3) {
		doubts |= DOUBT_I1;
		lower(&option[Q8], q11 + 2);
		lower(&option[Q11], q8 + 2);
	}
	if (option[Q7] >= 3 && q8 <= 1) {
		doubts |= DOUBT_I2;
		lower(&option[Q7], 2);
	}
	if (option[Q12] >= 3 && option[Q15] <= 1)
		doubts |= DOUBT_I4;
	if (age >= 60 && option[Q2] >= 3) {
		doubts |= DOUBT_I5;
		lower(&option[Q2], 2);
	}
	if (age >= 0 && age < 40 && option[Q2] == 0)
		doubts |= DOUBT_I5;
	return doubts;
}

/* sum(weight * points) of a construct; *most is what the highest answers would give. */
static int64_t points(const struct answers *answers, enum construct construct, int64_t *most)
{
	int64_t sum = 0;

	*most = 0;
	for (size_t i = 0; i < QUESTIONS; i++) {
		const struct question *question = &suitability_questions[QUESTION_GATES + i];

		if (question->construct != construct)
			continue;
		sum += question->weight * (int64_t)answers->option[i];
		*most += question->weight * INT64_C(4);
	}
	return sum;
}

/* FULL_SCORE * a / b; small positive numbers, it always fits. */
static int32_t share(int64_t a, int64_t b)
{
	int64_t result = 0;

	(void)decimal_multiply_divide(FULL_SCORE, a, b, ROUND_HALF_EVEN, &result);
	return (int32_t)result;
}

static void score_constructs(const struct answers *answers, struct assessment *result)
{
	int64_t capacity_most, tolerance_most, composure_most, knowledge_most;
	const int64_t capacity = points(answers, CONSTRUCT_CAPACITY, &capacity_most);
	const int64_t tolerance = points(answers, CONSTRUCT_TOLERANCE, &tolerance_most);
	const int64_t composure = points(answers, CONSTRUCT_COMPOSURE, &composure_most);
	const int64_t knowledge = points(answers, CONSTRUCT_KNOWLEDGE, &knowledge_most);

	result->capacity = share(capacity, capacity_most);
	result->tolerance = share(tolerance, tolerance_most);
	result->composure = share(composure, composure_most);
	result->knowledge = share(knowledge, knowledge_most);

	/* 0.7 T + 0.3 C over one denominator: rounding the two first could move an edge. */
	result->willingness = share(7 * tolerance * composure_most + 3 * composure * tolerance_most,
	                            10 * tolerance_most * composure_most);
}

/* Lowers the final score to each limit and marks those that bind: equal to the final score and below willingness. */
static void apply_caps(const struct answers *answers, const struct rules *rules, struct assessment *result)
{
	const int8_t *option = answers->option;
	const int32_t below = SCORE_UNIT / 100, c2 = edge(rules, 0) - below, c3 = edge(rules, 1) - below;
	const int32_t c4 = edge(rules, 2) - below;
	const struct {
		uint32_t bit;
		bool holds;
		int32_t limit;
	} caps[] = {
		{CAP_CAPACITY, true, result->capacity},
		{CAP_HORIZON_1, option[Q1] == 0, c2},
		{CAP_HORIZON_3, option[Q1] == 1, c3},
		{CAP_RESERVE, option[Q4] <= 1, c3},
		{CAP_DEBT, option[Q5] == 0, c3},
		{CAP_SHARE, option[Q6] == 0, c4},
		{CAP_KNOWLEDGE, result->knowledge < lround(rules->complex_knowledge * SCORE_UNIT), c4},
	};
	const size_t count = sizeof caps / sizeof caps[0];

	result->final = result->willingness;
	for (size_t i = 0; i < count; i++)
		if (caps[i].holds && caps[i].limit < result->final)
			result->final = caps[i].limit;
	for (size_t i = 0; i < count; i++)
		if (caps[i].holds && caps[i].limit == result->final && caps[i].limit < result->willingness)
			result->caps |= caps[i].bit;
}

static void set_volatility(double loss, const struct rules *rules, struct assessment *result)
{
	result->risk_class = suitability_class(result->final, rules);
	result->volatility_curve = suitability_volatility(result->final, rules);
	result->volatility_loss_limit = suitability_loss_volatility(loss, rules);
	result->volatility_target = fmin(result->volatility_curve, result->volatility_loss_limit);
	result->risk_aversion = rules->sharpe / result->volatility_target;
	if (result->volatility_loss_limit < result->volatility_curve)
		result->caps |= CAP_LOSS_LIMIT;
}

static bool rose_sharply(const struct assessment *previous, const struct assessment *result, const struct rules *rules)
{
	const int days = result->answers.taken.days - previous->answers.taken.days;

	return days <= rules->rise_days &&
	       (int64_t)result->final - previous->final > lround(rules->rise_limit * SCORE_UNIT);
}

static char reliability_of(uint32_t doubts)
{
	if (doubts & (DOUBT_I1 | DOUBT_I2 | DOUBT_I3 | DOUBT_I4 | DOUBT_I5))
		return 'C';
	return doubts & (DOUBT_I6 | DOUBT_I7) ? 'B' : 'A';
}

enum status suitability_score(const struct answers *answers, const struct client *client, const struct rules *rules,
                              const struct assessment *previous, size_t taken_today, size_t taken_last_12_months,
                              struct assessment *result, struct error *err)
{
	const int age = age_at(client, answers->taken);
	const bool is_minimum = !answers->has_legal_capacity || answers->rejects_any_loss;
	struct answers believed = *answers;
	struct assessment scored = {
		.client_id = client->id,
		.answers = *answers,
		.expires = date_add_months(answers->taken, rules->validity_months),
		.is_minimum_class = is_minimum,
		.needs_second_person = age >= rules->enhanced_age,
	};
	enum status status = check_retakes(client, rules, taken_today, taken_last_12_months, err);

	if (status == STATUS_OK && !is_minimum)
		status = check_answers(answers, err);
	if (status != STATUS_OK)
		return status;
	memcpy(scored.rules_version, rules->version, sizeof scored.rules_version);
	if (is_minimum) {
		set_volatility(0.0, rules, &scored);
		scored.reliability = 'A';
		*result = scored;
		return STATUS_OK;
	}
	scored.doubts = resolve_doubts(&believed, age);
	score_constructs(&believed, &scored);
	apply_caps(&believed, rules, &scored);
	set_volatility(rules->loss_answers[believed.option[Q8]], rules, &scored);
	if (previous != NULL && rose_sharply(previous, &scored, rules)) {
		scored.doubts |= DOUBT_I8;
		scored.needs_second_person = true;
	}
	scored.reliability = reliability_of(scored.doubts);
	*result = scored;
	return STATUS_OK;
}
