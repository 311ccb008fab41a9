/* Wishes as a person writes them on a command line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/client/mandating.h"
#include "advice/plan/candidate.h"
#include "advice/plan/studio_wish.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { WORDS = 160 };

/* A percentage, or a plain number, in [least, most]; false: something else. */
static bool read_number(const char *text, double least, double most, double *value)
{
	int64_t micros;

	if (decimal_parse(text, &micros, NULL) != STATUS_OK)
		return false;
	*value = decimal_to_double(micros);
	return *value >= least && *value <= most;
}

static bool read_percent(const char *text, double least, double most, double *fraction)
{
	double percent;

	if (!read_number(text, 100.0 * least, 100.0 * most, &percent))
		return false;
	*fraction = percent / 100.0;
	return true;
}

/* A copy to take apart, without what could move a cursor when it is quoted. */
static enum status copy_words(const char *text, char copy[WORDS], const char *what, struct error *err)
{
	char shown[64];

	if (strlen(text) < WORDS && text_is_clean(text)) {
		(void)snprintf(copy, WORDS, "%s", text);
		return STATUS_OK;
	}
	return error_set(err, STATUS_INVALID, "\"%s\" is no %s", text_clean(text, shown, sizeof shown), what);
}

static enum status find_symbol(const struct studio *studio, const char *symbol, size_t *row, struct error *err)
{
	for (size_t i = 0; i < studio->universe_count; i++)
		if (text_equal_fold(studio->market->rows[studio->universe[i]].instrument.symbol, symbol)) {
			*row = studio->universe[i];
			return STATUS_OK;
		}
	return error_set(err, STATUS_NOT_FOUND, "\"%s\" is nothing this client may hold", symbol);
}

static enum studio_group_kind kind_of(enum limit_scope scope)
{
	return scope == LIMIT_ASSET_CLASS ? GROUP_CLASS : scope == LIMIT_REGION ? GROUP_REGION : GROUP_SECTOR;
}

static enum status take_limit(const struct studio *studio, enum limit_scope scope, const char *key, double lower,
                              double upper, struct studio_wish *wish, struct error *err)
{
	size_t row;
	enum status status;

	if (scope == LIMIT_INSTRUMENT) {
		status = find_symbol(studio, key, &row, err);
		if (status != STATUS_OK)
			return status;
		wish->lower[row] = lower;
		wish->upper[row] = upper;
		wish->is_locked[row] = false;
		return STATUS_OK;
	}
	for (size_t i = 0; i < studio->group_count; i++)
		if (studio->groups[i].kind == kind_of(scope) && text_equal_fold(studio->groups[i].key, key)) {
			wish->group_lower[i] = lower;
			wish->group_upper[i] = upper;
			return STATUS_OK;
		}
	return error_set(err, STATUS_NOT_FOUND, "nothing this client may hold is of the %s \"%s\"", limit_scope_name(scope), key);
}

enum status studio_wish_limit(const struct studio *studio, const char *text, struct studio_wish *wish, struct error *err)
{
	char copy[WORDS], *parts[4] = {NULL}, *next = copy;
	enum limit_scope scope;
	double lower, upper;
	enum status status = copy_words(text, copy, "limit", err);

	if (status != STATUS_OK)
		return status;
	for (int i = 0; i < 4 && next != NULL; i++)
		parts[i] = strsep(&next, ":");
	if (parts[3] == NULL || next != NULL || !limit_scope_parse(parts[0], &scope))
		return error_set(err, STATUS_INVALID,
		                 "\"%s\" is no limit; write SCOPE:KEY:LOWER:UPPER, e.g. asset_class:equity:0:0.5, with SCOPE "
		                 "one of instrument, asset_class, region, sector", text);
	if (!read_number(parts[2], 0.0, 1.0, &lower) || !read_number(parts[3], 0.0, 1.0, &upper) || lower > upper)
		return error_set(err, STATUS_INVALID, "in \"%s\" the limits are no fractions from 0 to 1, the lower first", text);
	return take_limit(studio, scope, parts[1], lower, upper, wish, err);
}

/* "SYMBOL=FIRST" or "SYMBOL=FIRST:SECOND" taken apart; second NULL: there is none. */
static bool split(char *copy, char **symbol, char **first, char **second)
{
	char *next = copy;

	*symbol = strsep(&next, "=");
	if (next == NULL || **symbol == '\0')
		return false;
	*first = strsep(&next, ":");
	*second = next;
	return true;
}

enum status studio_wish_figure(const struct studio *studio, const char *text, struct studio_wish *wish, struct error *err)
{
	char copy[WORDS], *symbol, *expected, *volatility;
	double value;
	size_t row;
	enum status status = copy_words(text, copy, "what-if", err);

	if (status != STATUS_OK)
		return status;
	if (!split(copy, &symbol, &expected, &volatility) || (*expected == '\0' && volatility == NULL))
		return error_set(err, STATUS_INVALID, "\"%s\" is no what-if; write SYMBOL=RETURN:VOLATILITY in percent, e.g. "
		                 "510300=6:25, or one of the two: 510300=6, 510300=:25", text);
	status = find_symbol(studio, symbol, &row, err);
	if (status != STATUS_OK)
		return status;
	if (*expected != '\0') {
		if (!read_percent(expected, -1.0, 10.0, &value))
			return error_set(err, STATUS_INVALID, "in \"%s\" the return is no percentage from -100 to 1000", text);
		wish->entered_return[row] = value;
	}
	if (volatility != NULL) {
		if (!read_percent(volatility, 0.0, 5.0, &value) || value <= 0.0)
			return error_set(err, STATUS_INVALID, "in \"%s\" the volatility is no percentage above 0, at most 500", text);
		wish->entered_volatility[row] = value;
	}
	return STATUS_OK;
}

enum status studio_wish_view(const struct studio *studio, const char *text, struct studio_wish *wish, struct error *err)
{
	struct studio_view view = {.over = SIZE_MAX, .confidence = 0.5};
	char copy[WORDS], *symbol, *value, *confidence, *over;
	enum status status = copy_words(text, copy, "view", err);

	if (status != STATUS_OK)
		return status;
	if (wish->view_count == STUDIO_VIEWS)
		return error_set(err, STATUS_INVALID, "%d views are enough; \"%s\" is one too many", STUDIO_VIEWS, text);
	if (!split(copy, &symbol, &value, &confidence))
		return error_set(err, STATUS_INVALID, "\"%s\" is no view; write SYMBOL=RETURN:CONFIDENCE in percent, e.g. "
		                 "510300=8:60, or against another: \"510300>513500=2:60\"", text);
	over = strchr(symbol, '>');
	if (over != NULL)
		*over++ = '\0';
	if (!read_percent(value, -1.0, 10.0, &view.value))
		return error_set(err, STATUS_INVALID, "in \"%s\" the return is no percentage from -100 to 1000", text);
	if (confidence != NULL && !read_percent(confidence, 0.0, 1.0, &view.confidence))
		return error_set(err, STATUS_INVALID, "in \"%s\" the confidence is no percentage from 0 to 100", text);
	status = find_symbol(studio, symbol, &view.row, err);
	if (status == STATUS_OK && over != NULL)
		status = find_symbol(studio, over, &view.over, err);
	if (status == STATUS_OK)
		wish->views[wish->view_count++] = view;
	return status;
}

enum status studio_wish_objective(const struct studio *studio, const char *text, struct studio_wish *wish,
                                  struct error *err)
{
	char copy[WORDS], *next = copy, *name;
	const struct studio_objective *objective;
	enum status status = copy_words(text, copy, "objective", err);
	double value;
	size_t at;

	if (status != STATUS_OK)
		return status;
	name = strsep(&next, "=");
	at = studio_objective_find(name);
	if (at == SIZE_MAX)
		return error_set(err, STATUS_INVALID, "there is no objective \"%s\"; `ballast recommend --help` shows some, the manual all", name);
	objective = &studio_objectives[at];
	value = studio_objective_usual(studio, at);
	if (next != NULL && (objective->unit == UNIT_NONE ||
	                     !(objective->unit == UNIT_PERCENT ? read_percent(next, objective->least, objective->most, &value) :
	                                                         read_number(next, objective->least, objective->most, &value))))
		return error_set(err, STATUS_INVALID, "\"%s\": %s", text,
		                 objective->unit == UNIT_NONE    ? "this objective takes no number" :
		                 objective->unit == UNIT_PERCENT ? "a percentage is wanted after the equals sign" :
		                                                   "a number above 0 is wanted after the equals sign");
	wish->objective = at;
	wish->parameter = value;
	wish->letter = 'S';
	if (at == 0)
		wish->volatility = value;
	return STATUS_OK;
}

enum status studio_settle(struct session *session, struct studio *studio, struct studio_wish *wish, struct error *err)
{
	struct studio_task *task;
	enum status status = studio_apply(session, studio, wish, err);

	if (status != STATUS_OK || studio->frontier->corner_count == 0 || studio_objectives[wish->objective].is_on_frontier)
		return status;
	task = studio_task_new(session, studio, wish->objective, wish->parameter);
	status = studio_task_run(task, err);
	if (status == STATUS_OK) {
		wish->weights = memory_new_array(wish->count, sizeof *wish->weights);
		memcpy(wish->weights, studio_task_weights(task), wish->count * sizeof *wish->weights);
		status = studio_apply(session, studio, wish, err);
	}
	studio_task_free(task);
	return status;
}
