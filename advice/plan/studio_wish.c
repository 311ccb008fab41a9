/* What an adviser wishes, and the studio made so. */
#include "advice/plan/studio_wish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/plan/candidate.h"
#include "engine/base/memory.h"

/* What a mandate can tell apart: a millionth. */
#define SAME_BOUND 5e-7

static double *copy_of(const double *values, size_t count)
{
	double *copy;

	if (values == NULL)
		return NULL;
	copy = memory_new_array(count, sizeof *copy);
	memcpy(copy, values, count * sizeof *copy);
	return copy;
}

static bool is_locked_by_mandate(const struct standing *standing, size_t row)
{
	for (size_t i = 0; i < standing->line_count; i++)
		if (standing->lines[i].row == row)
			return standing->lines[i].is_locked;
	return false;
}

void studio_wish_begin(const struct studio *studio, struct studio_wish *wish)
{
	const size_t count = studio->market->count;

	*wish = (struct studio_wish){
		.count = count,
		.lower = copy_of(studio->free_lower, count),
		.upper = copy_of(studio->free_upper, count),
		.is_locked = memory_new_array(count, sizeof *wish->is_locked),
		.entered_return = memory_new_array(count, sizeof *wish->entered_return),
		.entered_volatility = memory_new_array(count, sizeof *wish->entered_volatility),
		.group_count = studio->group_count,
		.volatility = studio->candidates[1].volatility,
		.letter = 'B',
	};
	for (size_t i = 0; i < count; i++) {
		wish->is_locked[i] = is_locked_by_mandate(&studio->standing, i);
		wish->entered_return[i] = wish->entered_volatility[i] = NAN;
	}
	for (size_t i = 0; i < studio->group_count; i++) {
		wish->group_lower[i] = studio->groups[i].free_lower;
		wish->group_upper[i] = studio->groups[i].free_upper;
	}
}

void studio_wish_copy(const struct studio_wish *from, struct studio_wish *to)
{
	*to = *from;
	to->lower = copy_of(from->lower, from->count);
	to->upper = copy_of(from->upper, from->count);
	to->entered_return = copy_of(from->entered_return, from->count);
	to->entered_volatility = copy_of(from->entered_volatility, from->count);
	to->weights = copy_of(from->weights, from->count);
	to->is_locked = memory_new_array(from->count, sizeof *to->is_locked);
	memcpy(to->is_locked, from->is_locked, from->count * sizeof *to->is_locked);
}

void studio_wish_clear(struct studio_wish *wish)
{
	free(wish->lower);
	free(wish->upper);
	free(wish->is_locked);
	free(wish->entered_return);
	free(wish->entered_volatility);
	free(wish->weights);
	*wish = (struct studio_wish){0};
}

/* ---- applying ---------------------------------------------------------------------------------------------------- */

/* NaN is "nothing entered", and equals itself here. */
static bool is_same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool set(double *place, double value)
{
	if (is_same(*place, value))
		return false;
	*place = value;
	return true;
}

/* True when limits changed. */
static bool put_limits(struct studio *studio, const struct studio_wish *wish)
{
	bool has_changed = false;

	for (size_t i = 0; i < wish->count; i++) {
		const double held = studio->standing.weights != NULL ? studio->standing.weights[i] : 0.0;

		has_changed |= set(&studio->lower[i], wish->is_locked[i] ? held : wish->lower[i]);
		has_changed |= set(&studio->upper[i], wish->is_locked[i] ? held : wish->upper[i]);
	}
	for (size_t i = 0; i < studio->group_count && i < wish->group_count; i++) {
		has_changed |= set(&studio->groups[i].lower, wish->group_lower[i]);
		has_changed |= set(&studio->groups[i].upper, wish->group_upper[i]);
	}
	return has_changed;
}

static bool views_differ(const struct studio_view *a, size_t a_count, const struct studio_view *b, size_t b_count)
{
	bool is_different = a_count != b_count;

	for (size_t i = 0; !is_different && i < a_count; i++)
		is_different = a[i].row != b[i].row || a[i].over != b[i].over || a[i].value != b[i].value ||
		               a[i].confidence != b[i].confidence;
	return is_different;
}

/* True when figures or views changed. */
static bool put_beliefs(struct studio *studio, const struct studio_wish *wish)
{
	struct studio_beliefs *beliefs = &studio->beliefs;
	bool has_changed = views_differ(beliefs->views, beliefs->view_count, wish->views, wish->view_count);

	memcpy(beliefs->views, wish->views, sizeof beliefs->views);
	beliefs->view_count = wish->view_count;
	for (size_t i = 0; i < wish->count; i++) {
		has_changed |= set(&beliefs->entered_return[i], wish->entered_return[i]);
		has_changed |= set(&beliefs->entered_volatility[i], wish->entered_volatility[i]);
	}
	return has_changed;
}

static enum status take_weights(struct session *session, struct studio *studio, const double *weights,
                                struct error *err)
{
	const enum status status = studio_judge(session, studio, weights, 'S', &studio->current, err);

	if (status == STATUS_OK)
		candidate_explain(session, studio, &studio->current);
	return status;
}

enum status studio_apply(struct session *session, struct studio *studio, const struct studio_wish *wish,
                         struct error *err)
{
	const bool has_limits = put_limits(studio, wish), has_beliefs = put_beliefs(studio, wish);
	double volatility = wish->volatility;
	enum status status = STATUS_OK;

	if (has_beliefs)
		status = studio_believe(studio, err);
	if (status == STATUS_OK && (has_limits || has_beliefs || studio->frontier->corner_count == 0))
		status = studio_solve(session, studio, err);
	if (status != STATUS_OK || studio->frontier->corner_count == 0)
		return status; /* without a plan the conflict is told in the studio */
	studio->objective = wish->objective;
	studio->parameter = wish->parameter;
	if (wish->weights != NULL)
		return take_weights(session, studio, wish->weights, err);
	if (wish->letter >= 'A' && wish->letter < 'A' + CANDIDATES)
		volatility = studio->candidates[wish->letter - 'A'].volatility;
	else if (wish->objective != 0 && studio_objectives[wish->objective].is_on_frontier)
		status = studio_objective_place(studio, wish->objective, wish->parameter, &volatility, err);
	return status == STATUS_OK ? studio_move(session, studio, volatility, err) : status;
}

enum status studio_judge(struct session *session, const struct studio *studio, const double *weights, char letter,
                         struct candidate *candidate, struct error *err)
{
	if (candidate->weights == NULL)
		candidate_init(candidate, letter, studio->market->count);
	memcpy(candidate->weights, weights, studio->market->count * sizeof *candidate->weights);
	candidate->held_back_count = 0; /* what its limits cost is said of places of the frontier only */
	candidate->lambda = 0.0;
	candidate->kkt_primal = candidate->kkt_stationarity = candidate->kkt_complementarity = NAN; /* recorded as not known */
	return candidate_judge(session, studio, candidate, err);
}

void studio_candidate_clear(struct candidate *candidate)
{
	candidate_clear(candidate);
}

/* ---- comparing and relaxing -------------------------------------------------------------------------------------- */

static bool is_far(double a, double b)
{
	return fabs(a - b) > SAME_BOUND;
}

bool studio_wish_limits_differ(const struct studio_wish *a, const struct studio_wish *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (is_far(a->lower[i], b->lower[i]) || is_far(a->upper[i], b->upper[i]) || a->is_locked[i] != b->is_locked[i])
			return true;
	for (size_t i = 0; i < a->group_count; i++)
		if (is_far(a->group_lower[i], b->group_lower[i]) || is_far(a->group_upper[i], b->group_upper[i]))
			return true;
	return false;
}

bool studio_wish_differs(const struct studio_wish *a, const struct studio_wish *b)
{
	bool is_different = studio_wish_limits_differ(a, b) || a->objective != b->objective ||
	                    views_differ(a->views, a->view_count, b->views, b->view_count);

	for (size_t i = 0; !is_different && i < a->count; i++)
		is_different = !is_same(a->entered_return[i], b->entered_return[i]) ||
		               !is_same(a->entered_volatility[i], b->entered_volatility[i]);
	return is_different;
}

bool studio_wish_relax(const struct studio *studio, struct studio_wish *wish)
{
	for (size_t i = 0; i < studio->relaxation_count; i++) {
		const struct studio_relaxation *change = &studio->relaxations[i];

		if (change->group != SIZE_MAX) {
			*(change->is_upper ? &wish->group_upper[change->group] : &wish->group_lower[change->group]) =
				change->limit;
			continue;
		}
		if (wish->is_locked[change->row]) { /* what was locked keeps the other end of where it was held */
			wish->is_locked[change->row] = false;
			wish->lower[change->row] = studio->lower[change->row];
			wish->upper[change->row] = studio->upper[change->row];
		}
		*(change->is_upper ? &wish->upper[change->row] : &wish->lower[change->row]) = change->limit;
	}
	return studio->relaxation_count > 0;
}
