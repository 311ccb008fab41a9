/* Series of prices with what was paid out, one instrument at a time. */
#include "advice/market/price_series.h"

#include <math.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "data/store/store_action.h"
#include "data/store/store_close.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/instrument.h"

enum { NEARLY_ALL = 90 }; /* of a hundred closes, how many the source must have adjusted */

static const struct {
	const char *name, *text;
} bases[SERIES_BASES] = {
	[SERIES_COMPUTED] = {"computed", N_("computed from closes, dividends and splits")},
	[SERIES_OF_SOURCE] = {"of-source", N_("as the source adjusted it")},
	[SERIES_PRICE_ONLY] = {"price-only", N_("price only, without dividends")},
};

const char *series_basis_name(enum series_basis basis)
{
	return bases[basis].name;
}

const char *series_basis_text(enum series_basis basis)
{
	return bases[basis].text;
}

/* One column on its way. */
struct column {
	struct kept_close *closes;   /* owned */
	struct date *dates;          /* owned */
	double *values;              /* owned */
	double *adjusted;            /* owned; of the source, NaN: it gave none */
	size_t count;
};

static void column_clear(struct column *column)
{
	free(column->closes);
	free(column->dates);
	free(column->values);
	free(column->adjusted);
}

struct date series_reckoned_to(const struct kept_close *closes, size_t count, size_t index)
{
	const struct kept_close *close = &closes[index];
	struct date until = date_add_days(close->arrived, -1);

	if (close->kind != CLOSE_SPLIT_ADJUSTED)
		return close->date;
	for (size_t i = count; i-- > index && date_compare(closes[i].date, until) > 0;)
		if (closes[i].delivery_id == close->delivery_id)
			return closes[i].date;
	return until;
}

static size_t count_adjusted(struct column *column)
{
	size_t known = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct kept_close *close = &column->closes[i];

		column->adjusted[i] = close->adjusted_close > 0          ? decimal_to_double(close->adjusted_close)
		                      : close->kind == CLOSE_TOTAL_RETURN ? decimal_to_double(close->close)
		                                                          : NAN;
		known += !isnan(column->adjusted[i]);
	}
	return known;
}

/* The source's own, a day that lacks it taking the factor of the next that does not, or of the last. */
static void take_adjusted(struct column *column)
{
	double factor = NAN;

	for (size_t i = column->count; i-- > 0;) {
		const double close = decimal_to_double(column->closes[i].close);

		if (!isnan(column->adjusted[i]))
			factor = column->adjusted[i] / close;
		column->values[i] = isnan(column->adjusted[i]) ? close * factor : column->adjusted[i];
	}
	for (size_t i = 0; i < column->count; i++) { /* before any was seen, walking back: after the last */
		if (!isnan(column->adjusted[i]))
			factor = column->adjusted[i] / decimal_to_double(column->closes[i].close);
		if (isnan(column->values[i]))
			column->values[i] = decimal_to_double(column->closes[i].close) * factor;
	}
}

static enum status compute(struct column *column, const struct instrument *instrument,
                           const struct corporate_action *actions, size_t action_count, struct series_origin *origin,
                           struct error *err)
{
	struct close_point *points = memory_new_array(column->count + 1, sizeof *points);
	enum status status;

	for (size_t i = 0; i < column->count; i++)
		points[i] = (struct close_point){column->closes[i].date, decimal_to_double(column->closes[i].close),
		                                 series_reckoned_to(column->closes, column->count, i)};
	status = total_return_series(points, column->count, actions, action_count, instrument->currency, column->values,
	                             &origin->left_out, err);
	free(points);
	return status;
}

/* How far the source's returns are from ours, where both have two days on end. */
static void compare(const struct column *column, struct series_origin *origin)
{
	for (size_t i = 1; i < column->count; i++) {
		const double ours = column->values[i] / column->values[i - 1];
		const double theirs = column->adjusted[i] / column->adjusted[i - 1];

		if (isnan(theirs))
			continue;
		origin->compared++;
		if (fabs(ours - theirs) <= origin->worst)
			continue;
		origin->worst = fabs(ours - theirs);
		origin->worst_day = column->dates[i];
	}
}

/* actions: of this instrument. */
static enum status fill(struct store *store, const struct instrument *instrument, struct date from, struct date to,
                        const struct corporate_action *actions, struct column *column, struct series_origin *origin,
                        struct error *err)
{
	size_t known;
	bool is_whole = false;
	enum status status = store_closes(store, instrument->id, from, to, &column->closes, &column->count, err);

	if (status != STATUS_OK)
		return status;
	origin->prices = column->count;
	column->dates = memory_new_array(column->count + 1, sizeof *column->dates);
	column->values = memory_new_array(column->count + 1, sizeof *column->values);
	column->adjusted = memory_new_array(column->count + 1, sizeof *column->adjusted);
	known = count_adjusted(column);
	for (size_t i = 0; i < column->count; i++) {
		column->dates[i] = column->closes[i].date;
		column->values[i] = decimal_to_double(column->closes[i].close);
		is_whole = is_whole || column->closes[i].kind == CLOSE_TOTAL_RETURN;
	}
	origin->basis = origin->actions > 0 && !is_whole                          ? SERIES_COMPUTED
	                : known > 0 && known * 100 >= column->count * NEARLY_ALL ? SERIES_OF_SOURCE
	                                                                          : SERIES_PRICE_ONLY;
	if (origin->basis == SERIES_COMPUTED) {
		status = compute(column, instrument, actions, origin->actions, origin, err);
		if (status == STATUS_OK)
			compare(column, origin);
	} else if (origin->basis == SERIES_OF_SOURCE) {
		take_adjusted(column);
	}
	return status;
}

/* A column keeps its dates and values alone: of a large book the rest would be several times as much. */
static void column_settle(struct column *column)
{
	free(column->closes);
	free(column->adjusted);
	column->closes = NULL;
	column->adjusted = NULL;
}

/* Those of one instrument out of all, in their order. */
static size_t choose(const struct corporate_action *all, size_t count, int64_t instrument_id,
                     struct corporate_action *own)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		if (all[i].instrument_id == instrument_id)
			own[found++] = all[i];
	return found;
}

enum status price_series(struct session *session, const struct instrument *const *instruments, size_t count,
                         struct date from, struct date to, struct series *series, struct series_origin *origins,
                         struct error *err)
{
	struct column *columns = memory_new_array(count + 1, sizeof *columns);
	struct series_column *aligned = memory_new_array(count + 1, sizeof *aligned);
	const struct date beginning = {INT32_MIN}, today = session_today(session);
	struct corporate_action *actions = NULL, *own = NULL;
	size_t action_count = 0;
	enum status status = STATUS_OK;

	if (date_compare(from, to) > 0)
		status = error_set(err, STATUS_INVALID, "the prices asked for end before they begin");
	/* Beyond `to` as well: splits of later days are in closes that arrived after them. */
	if (status == STATUS_OK)
		status = store_actions(session_store(session), count == 1 ? instruments[0]->id : 0, beginning,
		                       date_compare(to, today) > 0 ? to : today, &actions, &action_count, err);
	own = memory_new_array(action_count + 1, sizeof *own);
	for (size_t j = 0; status == STATUS_OK && j < count; j++) {
		struct series_origin origin = {.actions = choose(actions, action_count, instruments[j]->id, own)};

		status = fill(session_store(session), instruments[j], from, to, own, &columns[j], &origin, err);
		column_settle(&columns[j]);
		aligned[j] = (struct series_column){columns[j].dates, columns[j].values, columns[j].count};
		if (status == STATUS_OK && origins != NULL)
			origins[j] = origin;
	}
	if (status == STATUS_OK)
		status = series_align(aligned, count, series, err);
	for (size_t j = 0; j < count; j++)
		column_clear(&columns[j]);
	free(aligned);
	free(columns);
	free(actions);
	free(own);
	return status;
}
