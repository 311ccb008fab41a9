/* The track record of a client: periods, months and years, from the replayed ledger and the plan's path. */
#include "advice/track/track.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/track/track_parts.h"
#include "data/store/store_client.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

static const struct {
	const char *name, *text;
} kinds[TRACK_KINDS] = {
	[TRACK_MONTH] = {"month", N_("this month")},
	[TRACK_QUARTER] = {"quarter", N_("this quarter")},
	[TRACK_YEAR] = {"year", N_("this year")},
	[TRACK_ONE_YEAR] = {"1y", N_("one year")},
	[TRACK_THREE_YEARS] = {"3y", N_("three years")},
	[TRACK_PLAN] = {"plan", N_("since plan")},
	[TRACK_START] = {"start", N_("since start")},
};

const char *track_kind_name(enum track_kind kind)
{
	return kinds[kind].name;
}

const char *track_kind_text(enum track_kind kind)
{
	return kinds[kind].text;
}

bool track_kind_find(const char *name, enum track_kind *kind)
{
	for (int i = 0; i < TRACK_KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*kind = (enum track_kind)i;
			return true;
		}
	return false;
}

/* ---- a period --------------------------------------------------------------------------------------------------- */

/* Everything a period is made of. */
struct making {
	struct track *track;
	struct track_replay replay;   /* owned */
	double risk_free;             /* a year */
	size_t first_plan, missing;   /* the first step the plan covers, or step_count; a row without a price */
	size_t row_capacity;
};

static struct date civil(int year, int month, int day)
{
	struct date date = {0};

	(void)date_from_civil(year, month, day, &date);
	return date;
}

/* The day after whose close a period that ends on a day begins; of those that the calendar tells. */
static struct date begin_before(struct date end, enum track_kind kind)
{
	int year, month, day;

	date_to_civil(end, &year, &month, &day);
	switch (kind) {
	case TRACK_MONTH:
		return date_add_days(civil(year, month, 1), -1);
	case TRACK_QUARTER:
		return date_add_days(civil(year, month - (month - 1) % 3, 1), -1);
	case TRACK_YEAR:
		return civil(year - 1, 12, 31);
	case TRACK_ONE_YEAR:
		return date_add_months(end, -12);
	case TRACK_THREE_YEARS:
		return date_add_months(end, -36);
	case TRACK_PLAN:
	case TRACK_START:
	case TRACK_KINDS:
		break;
	}
	return end;
}

static struct date begin_of(const struct making *making, enum track_kind kind)
{
	const struct track_replay *replay = &making->replay;

	if (kind == TRACK_PLAN)
		return replay->days[replay->steps[making->first_plan].begin].date;
	return kind == TRACK_START ? replay->days[0].date : begin_before(making->track->last, kind);
}

/* The first step of a period: the one that begins with the last valuation on or before its day. False: none does. */
static bool first_step(const struct track_replay *replay, struct date begin, size_t *first)
{
	bool found = false;

	for (size_t i = 0; i < replay->step_count; i++) {
		if (date_compare(replay->days[replay->steps[i].begin].date, begin) > 0)
			break;
		*first = i;
		found = true;
	}
	return found;
}

/* The value on the day a period begins is not that of the valuation before it when something had no price between. */
static bool is_valued_at(const struct track_replay *replay, const struct track_step *step, struct date begin)
{
	for (size_t day = step->begin + 1; day < step->end; day++)
		if (date_compare(replay->days[day].date, begin) <= 0)
			return false;
	return true;
}

/* The steps of a period linked: without a figure when one of them has none. */
struct figure track_link_portfolio(const struct track_replay *replay, size_t first, size_t last)
{
	double *returns = memory_new_array(last - first + 1, sizeof *returns), total = 0.0;
	struct figure linked = {0};

	for (size_t i = first; i <= last && figure_stands(linked); i++) {
		returns[i - first] = replay->steps[i].portfolio.value;
		linked = replay->steps[i].portfolio;
	}
	if (figure_stands(linked))
		linked = performance_link(returns, last - first + 1, &total, NULL) == STATUS_OK ?
			figure_of(total) : figure_missing(FIGURE_OUT_OF_DOMAIN);
	free(returns);
	return linked;
}

struct figure track_link_plan(const struct track_replay *replay, size_t first, size_t last)
{
	double *returns = memory_new_array(last - first + 1, sizeof *returns), total = 0.0;
	bool is_whole = true;

	for (size_t i = first; i <= last; i++) {
		returns[i - first] = replay->steps[i].plan;
		is_whole = is_whole && replay->steps[i].has_plan;
	}
	is_whole = is_whole && performance_link(returns, last - first + 1, &total, NULL) == STATUS_OK;
	free(returns);
	return is_whole ? figure_of(total) : figure_missing(FIGURE_NO_BENCHMARK);
}

/* Money in and out of a period, the rate the investor earned on it, and Modified Dietz over the whole. */
static enum status measure_money(const struct track_replay *replay, size_t first, size_t last,
                                 struct track_period *period, struct error *err)
{
	const struct track_step *begin = &replay->steps[first], *end = &replay->steps[last];
	const struct span span = {.begin = period->begin, .end = period->end,
	                          .begin_value = decimal_to_double(replay->days[begin->begin].value),
	                          .end_value = decimal_to_double(replay->days[end->end].value)};
	struct dated_amount *amounts = memory_new_array(replay->flow_count + 2, sizeof *amounts);
	struct cash_flow *flows = memory_new_array(replay->flow_count, sizeof *flows);
	size_t count = 0;
	enum status status = STATUS_OK;

	period->begin_value = replay->days[begin->begin].value;
	period->end_value = replay->days[end->end].value;
	amounts[0] = (struct dated_amount){span.begin, -span.begin_value};
	for (size_t i = 0; i < replay->flow_count && status == STATUS_OK; i++) {
		const struct track_flow *flow = &replay->flows[i];
		int64_t *side = flow->amount > 0 ? &period->paid_in : &period->taken_out;

		if (flow->day <= begin->begin || flow->day > end->end)
			continue;
		flows[count] = (struct cash_flow){replay->days[flow->day].date, decimal_to_double(flow->amount), flow->timing, NAN};
		amounts[1 + count++] = (struct dated_amount){replay->days[flow->day].date, -decimal_to_double(flow->amount)};
		if (!checked_add(*side, flow->amount > 0 ? flow->amount : -flow->amount, side))
			status = error_set(err, STATUS_INVALID, "the deposits and withdrawals do not fit into an amount");
	}
	amounts[1 + count] = (struct dated_amount){span.end, span.end_value};
	period->gain = period->end_value - period->begin_value - period->paid_in + period->taken_out;
	if (status == STATUS_OK)
		status = performance_internal_rate(amounts, count + 2, &period->rate, err);
	if (status == STATUS_OK)
		status = performance_modified_dietz(&span, flows, count, &period->modified_dietz, err);
	free(amounts);
	free(flows);
	return status;
}

static enum track_absence plan_absence(const struct making *making, size_t first)
{
	if (making->track->plan_since.days == 0)
		return TRACK_NO_PLAN;
	if (making->missing != SIZE_MAX)
		return TRACK_PLAN_NO_PRICE;
	return first < making->first_plan ? TRACK_PLAN_BEGINS_LATER : TRACK_STANDS;
}

static bool can_be_taken_apart(const struct track_replay *replay, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (!(replay->steps[i].portfolio.value > -1.0))
			return false;
	return true;
}

/* The returns of a period, from the step `first`. */
static enum status measure_return(struct making *making, enum track_kind kind, struct track_period *period, size_t *begin,
                                  struct error *err)
{
	const struct track_replay *replay = &making->replay;
	const size_t last = replay->step_count - 1;
	size_t first = 0;

	*period = (struct track_period){.kind = kind, .begin = begin_of(making, kind), .end = making->track->last,
	                                .difference = NAN};
	if (!first_step(replay, period->begin, &first)) {
		period->absence = period->plan_absence = TRACK_BEGINS_LATER;
		return STATUS_OK;
	}
	if (!is_valued_at(replay, &replay->steps[first], period->begin)) {
		period->absence = period->plan_absence = TRACK_NOT_VALUED;
		return STATUS_OK;
	}
	period->days = period->end.days - period->begin.days;
	if (kind == TRACK_START || kind == TRACK_PLAN)
		period->begin = replay->days[replay->steps[first].begin].date;
	period->time_weighted = track_link_portfolio(replay, first, last);
	period->plan_absence = plan_absence(making, first);
	if (!figure_stands(period->time_weighted)) {
		period->absence = TRACK_BROKEN;
		period->broken = period->time_weighted.reason;
		return STATUS_OK;
	}
	for (size_t i = first; i <= last; i++)
		period->dietz_spans += replay->steps[i].is_bridged;
	period->annual = performance_annualised(period->time_weighted.value, period->days);
	*begin = first;
	return measure_money(replay, first, last, period, err);
}

static enum status measure_period(struct making *making, enum track_kind kind, struct track_period *period,
                                  struct error *err)
{
	const struct track_replay *replay = &making->replay;
	const size_t last = replay->step_count - 1;
	size_t first = 0;
	enum status status = measure_return(making, kind, period, &first, err);

	if (status != STATUS_OK || period->absence != TRACK_STANDS)
		return status;
	period->plan = track_link_plan(replay, first, last);
	if (period->plan_absence == TRACK_STANDS && !figure_stands(period->plan))
		period->plan_absence = TRACK_PLAN_NO_PRICE;
	period->plan_annual = period->plan_absence != TRACK_STANDS ? figure_missing(FIGURE_NO_BENCHMARK) :
	                      performance_annualised(period->plan.value, period->days);
	if (period->plan_absence == TRACK_STANDS)
		period->difference = period->time_weighted.value - period->plan.value;
	if (can_be_taken_apart(replay, first, last)) {
		status = track_take_apart(replay, first, last, period, err);
		if (status == STATUS_OK)
			status = track_measure_risk(replay, first, last, making->risk_free, period, err);
	}
	return status;
}

static enum status measure_periods(struct making *making, struct error *err)
{
	struct track *track = making->track;
	const struct track_replay *replay = &making->replay;
	enum status status = STATUS_OK;

	while (making->first_plan < replay->step_count && !replay->steps[making->first_plan].has_plan)
		making->first_plan++;
	for (int kind = 0; kind < TRACK_KINDS && status == STATUS_OK; kind++) {
		if (kind == TRACK_PLAN && (making->first_plan == 0 || making->first_plan == replay->step_count))
			continue;
		status = measure_period(making, (enum track_kind)kind, &track->periods[track->period_count++], err);
	}
	return status;
}

/* A replay that valued only where these need it. */
static enum status measure_returns(struct making *making, struct error *err)
{
	static const enum track_kind wanted[] = {TRACK_MONTH, TRACK_YEAR, TRACK_ONE_YEAR, TRACK_START};
	struct track *track = making->track;
	enum status status = STATUS_OK;
	size_t first;

	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && status == STATUS_OK; i++)
		status = measure_return(making, wanted[i], &track->periods[track->period_count++], &first, err);
	return status;
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

const struct track_period *track_period(const struct track *track, enum track_kind kind)
{
	for (size_t i = 0; i < track->period_count; i++)
		if (track->periods[i].kind == kind)
			return &track->periods[i];
	return NULL;
}

struct figure track_money_weighted(const struct track_period *period)
{
	return period->rate.is_short && figure_stands(period->rate.annual) ? period->rate.period : period->rate.annual;
}

size_t track_path(const struct track *track, const struct track_period *period, double *days, double *portfolio,
                  double *plan)
{
	size_t first = SIZE_MAX, count = 0;

	if (period->absence != TRACK_STANDS)
		return 0;
	for (size_t i = 0; i < track->point_count && date_compare(track->points[i].date, period->begin) <= 0; i++)
		if (!isnan(track->points[i].growth))
			first = i;
	for (size_t i = first; i < track->point_count; i++, count++) {
		const struct track_point *point = &track->points[i];

		days[count] = point->date.days;
		portfolio[count] = point->growth / track->points[first].growth - 1.0;
		plan[count] = period->plan_absence == TRACK_STANDS ? point->plan / track->points[first].plan - 1.0 : NAN;
	}
	return count;
}

const char *track_why(const struct track *track, const struct track_period *period, char *text, size_t size)
{
	char day[DATE_TEXT_SIZE];

	*text = '\0';
	if (period->absence == TRACK_BEGINS_LATER)
		(void)snprintf(text, size, _("the record begins on %s"), date_format(track->first, day));
	else if (period->absence == TRACK_NOT_VALUED)
		(void)snprintf(text, size, _("something held had no price on %s"), date_format(period->begin, day));
	else if (period->absence == TRACK_BROKEN && period->broken == FIGURE_NEGATIVE_VALUE)
		(void)snprintf(text, size, "%s", _("the value fell below zero"));
	else if (period->absence == TRACK_BROKEN)
		(void)snprintf(text, size, "%s", _("money came and went on days without prices, and too little was left to divide by"));
	return text;
}

const char *track_why_no_plan(const struct track *track, const struct track_period *period, char *text, size_t size)
{
	char day[DATE_TEXT_SIZE];

	*text = '\0';
	switch (period->plan_absence) {
	case TRACK_STANDS:
	case TRACK_BROKEN:
		break;
	case TRACK_BEGINS_LATER:
	case TRACK_NOT_VALUED:
		return track_why(track, period, text, size);
	case TRACK_NO_PLAN:
		(void)snprintf(text, size, "%s", _("no plan was accepted yet"));
		break;
	case TRACK_PLAN_BEGINS_LATER:
		(void)snprintf(text, size, _("the plan begins on %s"), date_format(track->plan_since, day));
		break;
	case TRACK_PLAN_NO_PRICE:
		(void)snprintf(text, size, "%s", _("something in the plan has no price of that time"));
		break;
	}
	return text;
}

static const char *symbol_of(const struct track_replay *replay, size_t column)
{
	return replay->market->rows[replay->rows[column]].instrument.symbol;
}

/* Why there is no record, or why it ends before the last day. */
static void tell_obstacle(const struct track_replay *replay, struct track *track)
{
	const struct track_replay_day *last = replay->day_count > 0 ? &replay->days[replay->day_count - 1] : NULL;
	char day[DATE_TEXT_SIZE];

	if (last == NULL)
		(void)snprintf(track->obstacle, sizeof track->obstacle, "%s",
		               _("Nothing was ever held: ballast import transactions FILE records a deposit."));
	else if (replay->step_count == 0)
		(void)snprintf(track->obstacle, sizeof track->obstacle,
		               _("There is no day on which all that was held had a price: %s has none."),
		               symbol_of(replay, last->offender));
	else if (!last->is_valued)
		(void)snprintf(track->obstacle, sizeof track->obstacle,
		               _("The record ends on %1$s: %2$s has no price of the two weeks before %3$s."),
		               date_format(track->last, (char[DATE_TEXT_SIZE]){0}), symbol_of(replay, last->offender),
		               date_format(last->date, day));
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static enum status fill(struct session *session, const struct track_scope *scope, struct making *making,
                        struct error *err)
{
	struct track *track = making->track;
	struct track_replay *replay = &making->replay;
	enum status status = track_replay(session, &track->client, scope, replay, err);

	if (status != STATUS_OK)
		return status;
	track->is_there = replay->step_count > 0;
	track->days = replay->day_count > 0 ? replay->day_count - 1 : 0;
	track->valued = replay->step_count;
	if (!track->is_there) {
		tell_obstacle(replay, track);
		return STATUS_OK;
	}
	track->first = replay->days[1].date;
	track->last = replay->days[replay->steps[replay->step_count - 1].end].date;
	tell_obstacle(replay, track);
	if (scope != NULL)
		return measure_returns(making, err);
	status = track_follow_plan(session, &track->client, replay, &track->plan_since, &making->missing, err);
	if (status == STATUS_OK)
		status = measure_periods(making, err);
	if (status != STATUS_OK)
		return status;
	track_list_months(replay, making->first_plan, track);
	track_list_years(replay, track);
	track_list_points(replay, track);
	return STATUS_OK;
}

static enum status load(struct session *session, const struct client *client, const struct track_scope *scope,
                        struct track *track, struct error *err)
{
	struct track made = {.client = *client};
	struct making making = {.track = &made, .risk_free = session_assumptions(session)->risk_free, .missing = SIZE_MAX};
	const enum status status = fill(session, scope, &making, err);

	track_replay_clear(&making.replay);
	if (status == STATUS_OK)
		*track = made;
	else
		track_clear(&made);
	return status;
}

enum status track_load(struct session *session, int64_t client_id, struct track *track, struct error *err)
{
	struct client client;
	const enum status status = store_get_client(session_store(session), client_id, &client, err);

	return status != STATUS_OK ? status : load(session, &client, NULL, track, err);
}

enum status track_find(struct session *session, const char *code, struct track *track, struct error *err)
{
	struct client client;
	const enum status status = store_find_client(session_store(session), code, &client, err);

	return status != STATUS_OK ? status : load(session, &client, NULL, track, err);
}

enum status track_load_returns(struct session *session, const struct client *client, const struct track_closes *closes,
                               struct track *track, struct error *err)
{
	const struct date today = session_today(session);
	const struct date begins[] = {begin_before(today, TRACK_MONTH), begin_before(today, TRACK_YEAR),
	                              begin_before(today, TRACK_ONE_YEAR)};
	const struct track_scope scope = {closes, begins, sizeof begins / sizeof begins[0]};

	return load(session, client, &scope, track, err);
}

void track_clear(struct track *track)
{
	for (size_t i = 0; i < track->period_count; i++)
		free(track->periods[i].contributions);
	free(track->months);
	free(track->years);
	free(track->points);
	*track = (struct track){0};
}
