/* What the studio may hold, and how much of it: the universe, the bounds, the limits of groups. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/suitability/suitability.h"

/* The gate compares average levels exactly; weights rounded to parts of a billion must not end a hair above the edge. */
#define LEVEL_MARGIN 1e-6

static bool fits_mode(const struct standing *standing, const struct instrument *instrument)
{
	const bool is_strict = standing->mandate.mode == GATE_STRICT || standing->assessment.is_minimum_class;
	const int highest = standing->assessment.is_minimum_class ? 1 : standing->assessment.risk_class;

	return !is_strict || instrument->risk_level <= highest;
}

static bool is_held(const struct standing *standing, size_t row)
{
	for (size_t i = 0; i < standing->line_count; i++)
		if (standing->lines[i].row == row)
			return standing->lines[i].quantity > 0 && standing->lines[i].is_locked;
	return false;
}

/* What may be in the plan: priced, with a risk estimate, in the client's currency, at a level the mode allows. */
void studio_choose_universe(struct studio *studio)
{
	const struct market *market = studio->market;

	studio->universe = memory_new_array(market->count, sizeof *studio->universe);
	for (size_t i = 0; i < market->count; i++) {
		const struct market_row *row = &market->rows[i];
		const bool is_own_currency = instrument_is_cash(&row->instrument) ||
		                             strcmp(row->instrument.currency, studio->standing.client.currency) == 0;

		if (row->has_risk && !row->is_stale && is_own_currency &&
		    (fits_mode(&studio->standing, &row->instrument) || is_held(&studio->standing, i)))
			studio->universe[studio->universe_count++] = i;
	}
}

double holding_limit(const struct rules *rules, const struct instrument *instrument)
{
	if (instrument->asset_class == ASSET_CASH)
		return 1.0;
	if (strcmp(instrument->kind, "etf") == 0 || strncmp(instrument->kind, "index", 5) == 0)
		return rules->index_fund_limit;
	return rules->single_fund_limit;
}

/* Bounds of each row: the rules, then the mandate; what is locked stays as it is. */
void studio_set_bounds(struct session *session, struct studio *studio)
{
	const struct market *market = studio->market;
	const struct mandate *mandate = &studio->standing.mandate;

	for (size_t i = 0; i < market->count; i++) {
		studio->lower[i] = 0.0;
		studio->upper[i] = holding_limit(session_rules(session), &market->rows[i].instrument);
	}
	for (size_t i = 0; i < mandate->limit_count; i++) {
		const struct limit *limit = &mandate->limits[i];
		const size_t row = limit->scope == LIMIT_INSTRUMENT ? market_find(market, limit->key) : SIZE_MAX;

		if (row == SIZE_MAX)
			continue;
		studio->lower[row] = (double)limit->lower_ppb / (double)PPB;
		studio->upper[row] = (double)limit->upper_ppb / (double)PPB;
	}
	memcpy(studio->free_lower, studio->lower, market->count * sizeof(double));
	memcpy(studio->free_upper, studio->upper, market->count * sizeof(double));
	for (size_t i = 0; i < studio->standing.line_count; i++)
		if (studio->standing.lines[i].is_locked)
			studio->lower[studio->standing.lines[i].row] = studio->upper[studio->standing.lines[i].row] =
				studio->standing.weights[studio->standing.lines[i].row];
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static struct studio_group *find_group(struct studio *studio, enum studio_group_kind kind, const char *key)
{
	for (size_t i = 0; i < studio->group_count; i++)
		if (studio->groups[i].kind == kind && text_equal_fold(studio->groups[i].key, key))
			return &studio->groups[i];
	return NULL;
}

/* NULL when there is no room for another: beyond any book seen, and then only groups without a limit are missing. */
static struct studio_group *add_group(struct studio *studio, enum studio_group_kind kind, const char *key)
{
	struct studio_group *group = find_group(studio, kind, key);

	if (group != NULL || studio->group_count == STUDIO_GROUPS)
		return group;
	group = &studio->groups[studio->group_count++];
	*group = (struct studio_group){.kind = kind, .upper = 1.0, .free_upper = 1.0, .row = SIZE_MAX};
	(void)snprintf(group->key, sizeof group->key, "%s", key);
	return group;
}

static void set_limit(struct studio_group *group, double lower, double upper)
{
	if (group == NULL)
		return;
	group->lower = group->free_lower = lower;
	group->upper = group->free_upper = upper;
}

static void add_mandate(struct studio *studio, enum limit_scope scope, enum studio_group_kind kind)
{
	const struct mandate *mandate = &studio->standing.mandate;

	for (size_t i = 0; i < mandate->limit_count; i++)
		if (mandate->limits[i].scope == scope)
			set_limit(add_group(studio, kind, mandate->limits[i].key),
			          (double)mandate->limits[i].lower_ppb / (double)PPB,
			          (double)mandate->limits[i].upper_ppb / (double)PPB);
}

static const char *key_of(enum studio_group_kind kind, const struct instrument *instrument)
{
	switch (kind) {
	case GROUP_CLASS:
		return asset_class_name(instrument->asset_class);
	case GROUP_REGION:
		return instrument->region;
	case GROUP_SECTOR:
		return instrument->sector;
	default:
		return "";
	}
}

/* What the universe has of a kind, limited or not: the adviser may limit any of it. */
static void add_found(struct studio *studio, enum studio_group_kind kind)
{
	for (size_t i = 0; i < studio->universe_count; i++) {
		const char *key = key_of(kind, &studio->market->rows[studio->universe[i]].instrument);

		if (key[0] != '\0')
			(void)add_group(studio, kind, key);
	}
}

/* The rules' limits of classes where the mandate has none. */
static void add_class_limits(const struct rules *rules, struct studio *studio)
{
	for (int i = 0; i < ASSET_CLASSES; i++) {
		const char *key = asset_class_name((enum asset_class)i);

		if (rules->class_limit[i] < 1.0 && find_group(studio, GROUP_CLASS, key) == NULL)
			set_limit(add_group(studio, GROUP_CLASS, key), 0.0, rules->class_limit[i]);
	}
}

static void add_rule(struct studio *studio, enum studio_group_kind kind, const char *key, double lower, double upper)
{
	struct studio_group *group = add_group(studio, kind, key);

	set_limit(group, lower, upper);
	if (group != NULL)
		group->is_fixed = true;
}

/* The house's own first, as there is always room for them; then the mandate's, the rules' classes, and the rest. */
void studio_list_groups(struct session *session, struct studio *studio)
{
	const struct rules *rules = session_rules(session);
	const struct assessment *assessment = &studio->standing.assessment;

	add_rule(studio, GROUP_CASH_MINIMUM, "cash minimum", rules->cash_minimum, 1.0);
	if (assessment->risk_class < 5)
		add_rule(studio, GROUP_LEVEL, "average product level", 0.0,
		         rules->level_average[assessment->risk_class - 1] - LEVEL_MARGIN);
	if (studio->standing.value > 0)
		(void)add_group(studio, GROUP_TURNOVER, "turnover");
	add_mandate(studio, LIMIT_ASSET_CLASS, GROUP_CLASS);
	add_class_limits(rules, studio);
	add_found(studio, GROUP_CLASS);
	add_mandate(studio, LIMIT_REGION, GROUP_REGION);
	add_found(studio, GROUP_REGION);
	add_mandate(studio, LIMIT_SECTOR, GROUP_SECTOR);
	add_found(studio, GROUP_SECTOR);
}

bool studio_group_has(const struct studio_group *group, const struct instrument *instrument)
{
	enum asset_class asset_class;

	switch (group->kind) {
	case GROUP_CLASS:
		return asset_class_parse(group->key, &asset_class) && instrument->asset_class == asset_class;
	case GROUP_REGION:
		return text_equal_fold(instrument->region, group->key);
	case GROUP_SECTOR:
		return text_equal_fold(instrument->sector, group->key);
	case GROUP_CASH_MINIMUM:
		return instrument->asset_class == ASSET_CASH;
	case GROUP_LEVEL:
		return true;
	case GROUP_TURNOVER:
		break;
	}
	return false;
}

/* What a unit of an instrument adds to its group. */
static double measure(const struct studio_group *group, const struct instrument *instrument)
{
	if (group->kind == GROUP_LEVEL)
		return instrument->risk_level;
	return studio_group_has(group, instrument) ? 1.0 : 0.0;
}

double studio_group_share(const struct studio *studio, const struct studio_group *group, const double *weights)
{
	double share = 0.0;

	if (group->kind == GROUP_TURNOVER) {
		for (size_t i = 0; i < studio->market->count; i++)
			share += 0.5 * fabs(weights[i] - studio->standing.weights[i]);
		return share;
	}
	for (size_t i = 0; i < studio->market->count; i++)
		share += weights[i] * measure(group, &studio->market->rows[i].instrument);
	return share;
}

void studio_drop_rows(struct studio_problem *problem)
{
	for (size_t i = 0; i < problem->allocation.row_count; i++) {
		const double *coefficients = problem->rows[i].coefficients;

		free((void *)(uintptr_t)coefficients); /* ours: made in studio_make_rows, const only for the solver */
	}
	problem->allocation.row_count = 0;
}

/* What is held outside the universe has to go, whatever the limit says: only the rest of the trades is limited. */
static void limit_turnover(struct studio *studio, const struct studio_group *group)
{
	struct studio_problem *problem = studio->problem;
	double outside = 1.0;

	if (group->upper >= 1.0)
		return;
	for (size_t i = 0; i < studio->universe_count; i++)
		outside -= gsl_vector_get(problem->held, i);
	problem->trading = (struct allocation_trading){
		.current = problem->held, .turnover = fmax(2.0 * group->upper - fmax(outside, 0.0), 0.0)};
	problem->allocation.trading = &problem->trading;
}

void studio_make_rows(struct studio *studio)
{
	struct studio_problem *problem = studio->problem;

	studio_drop_rows(problem);
	problem->allocation.trading = NULL;
	for (size_t g = 0; g < studio->group_count; g++) {
		struct studio_group *group = &studio->groups[g];
		const bool has_upper = group->kind == GROUP_LEVEL || group->upper < 1.0;
		double *coefficients;

		group->row = SIZE_MAX;
		if (group->kind == GROUP_TURNOVER) {
			limit_turnover(studio, group);
			continue;
		}
		if (group->lower <= 0.0 && !has_upper)
			continue;
		coefficients = memory_new_array(studio->universe_count, sizeof *coefficients);
		for (size_t i = 0; i < studio->universe_count; i++)
			coefficients[i] = measure(group, &studio->market->rows[studio->universe[i]].instrument);
		group->row = problem->allocation.row_count;
		problem->group_of[group->row] = g;
		problem->rows[problem->allocation.row_count++] = (struct allocation_row){
			.label = group->key, .coefficients = coefficients,
			.lower = group->lower > 0.0 ? group->lower : -INFINITY,
			.upper = has_upper ? group->upper : INFINITY,
		};
	}
}
