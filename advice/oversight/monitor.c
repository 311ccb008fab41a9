/* The watch over the book: what is true of each client today that someone should look at. */
#include "advice/oversight/monitor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/explain.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/intake/reconcile.h"
#include "advice/market/conversion.h"
#include "advice/market/past.h"
#include "advice/market/price_quality.h"
#include "advice/plan/candidate.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

/* Profiles are announced this many days before they expire. */
enum { EXPIRY_NOTICE_DAYS = 30 };

/* A gap is told of for so long after it ended. */
enum { GAP_NOTICE_DAYS = 90 };

_Static_assert(RATE_SERVES_DAYS == 10, "the sentence of a missing rate says ten days");

/*
 * Each kind with its sentence. The detail of an alert is the figure the sentence needs, so that both languages are
 * made from one record.
 */
static const struct alert_kind {
	const char *kind;
	const char *sentence; /* %1$s figure, %2$s subject; the other way round when subject_first: no gap is allowed */
	bool subject_first;
} kinds[] = {
	{"no-profile", N_("There is no profile; no advice can be given before it is taken."), false},
	{"profile-expired", N_("The profile expired on %1$s; no advice can be given before a new one is taken."), false},
	{"profile-expiring", N_("The profile expires on %1$s."), false},
	{"material-change", N_("Circumstances changed; the profile must be taken anew."), false},
	{"missing-price", N_("%1$s has no price; the value of the portfolio is not known."), true},
	{"missing-rate", N_("%1$s has a price and no value: there is no exchange rate %2$s, nor one of the ten days before "
	                    "it; import the rate or refresh. The value of the portfolio is not known."), true},
	{"stale-price", N_("The price of %1$s is of %2$s and too old to deal at."), true},
	{"stale-rate", N_("The exchange rate behind %1$s, %2$s, is too old to deal at; import a newer one or refresh."), true},
	{"past-changed", N_("%1$s: a price at which the report of %2$s valued was replaced by its source."), true},
	{"series-stopped", N_("The prices of %1$s ended %2$s open days ago; nothing says that they go on."), true},
	{"series-contradicted", N_("The source's own adjustment of %1$s contradicts the dividends and splits that are known, by "
	                           "%2$s."), true},
	{"series-poor", N_("The prices of %1$s score %2$s of 100 and are in no estimate."), true},
	{"series-gap", N_("The prices of %1$s have a gap of %2$s open days."), true},
	{"prices-held", N_("Prices of %1$s are held back and wait for a person: %2$s."), true},
	{"rates-held", N_("Exchange rates behind %1$s are held back and wait for a person; values rest on the rate of %2$s."), true},
	{"rates-only-held", N_("Exchange rates of %1$s are held back and wait for a person, and there is none beside them."), true},
	{"drift", N_("%1$s is out of its band: %2$s against its target."), true},
	{"tracking", N_("The portfolio has moved %1$s of tracking risk away from its plan."), false},
	{"calendar", N_("Twelve months have passed since the plan was accepted; drift %1$s."), false},
	{"concentration", N_("%1$s is %2$s of the portfolio, above the limit for one holding."), true},
	{"risk-limit", N_("Volatility is %1$s, above the client's limit."), false},
	{"blocked", N_("The plan in force is above the client's class; no new purchases before another plan is accepted."), false},
	{"no-plan", N_("No plan has been accepted yet."), false},
	{RECONCILE_ALERT, N_("Account %1$s does not agree with its custodian's statement of %2$s."), true},
	{"action-dividend", N_("%1$s has paid a dividend (ex day %2$s) that is not entered; run ballast actions apply."), true},
	{"action-split", N_("%1$s split %2$s is not entered; run ballast actions apply."), true},
	{"action-bonus", N_("Bonus shares of %1$s, %2$s, are not entered; run ballast actions apply."), true},
	{"action-rights", N_("Rights of %1$s (ex day %2$s) are neither taken nor let lapse; run ballast actions apply."), true},
	{"action-capital", N_("%1$s has given capital back (ex day %2$s) and that is not entered; run ballast actions apply."), true},
	{"action-merger", N_("%1$s has merged (%2$s) and that is not entered; run ballast actions apply."), true},
	{"above-class", N_("%1$s is of level %2$s, above what this client may hold."), true},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct alert_list {
	struct alert *alerts;
	size_t count;
	struct date today;
	int64_t client_id;
};

static void raise_alert(struct alert_list *list, const char *kind, enum alert_severity severity, const char *subject,
                        const char *figure)
{
	struct alert *alert;

	if (list->count == MONITOR_ALERTS)
		return;
	alert = &list->alerts[list->count++];
	*alert = (struct alert){.client_id = list->client_id, .severity = severity, .opened = list->today};
	(void)snprintf(alert->kind, sizeof alert->kind, "%s", kind);
	(void)snprintf(alert->subject, sizeof alert->subject, "%s", subject);
	(void)snprintf(alert->detail, sizeof alert->detail, "%s", figure);
}

static bool is_raised(const struct alert_list *list, const char *kind, const char *subject)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->alerts[i].kind, kind) == 0 && strcmp(list->alerts[i].subject, subject) == 0)
			return true;
	return false;
}

static void watch_profile(const struct standing *standing, struct alert_list *list)
{
	char day[DATE_TEXT_SIZE];

	(void)date_format(standing->assessment.expires, day);
	if (!standing->has_assessment)
		raise_alert(list, "no-profile", ALERT_FORBIDDEN, "", "");
	else if (standing->client.has_material_change)
		raise_alert(list, "material-change", ALERT_FORBIDDEN, "", "");
	else if (!standing->is_profile_valid)
		raise_alert(list, "profile-expired", ALERT_FORBIDDEN, "", day);
	else if (standing->days_to_expiry <= EXPIRY_NOTICE_DAYS)
		raise_alert(list, "profile-expiring", ALERT_NOTICE, "", day);
	if (standing->is_profile_valid && !standing->has_plan)
		raise_alert(list, "no-plan", ALERT_NOTICE, "", "");
}

/* The rate and its day, for both languages: "USD/CNY 2026-11-20". */
static const char *name_rate(const struct market *market, const struct market_row *row, struct date day, char figure[FIGURE_SIZE])
{
	char text[DATE_TEXT_SIZE];

	(void)snprintf(figure, FIGURE_SIZE, "%s/%s %s", row->instrument.currency, market->currency, date_format(day, text));
	return figure;
}

static void watch_prices(const struct market *market, const struct standing *standing, struct alert_list *list)
{
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct market_row *row = &market->rows[standing->lines[i].row];
		char day[DATE_TEXT_SIZE], figure[FIGURE_SIZE];

		if (standing->lines[i].quantity == 0 || instrument_is_cash(&row->instrument))
			continue;
		if (row->price == 0)
			raise_alert(list, "missing-price", ALERT_FORBIDDEN, row->instrument.symbol, "");
		else if (row->rate == 0)
			raise_alert(list, "missing-rate", ALERT_FORBIDDEN, row->instrument.symbol,
			            name_rate(market, row, market->as_of, figure));
		else if (row->is_rate_stale)
			raise_alert(list, "stale-rate", ALERT_LIMIT, row->instrument.symbol,
			            name_rate(market, row, row->rate_date, figure));
		else if (row->is_stale)
			raise_alert(list, "stale-price", ALERT_LIMIT, row->instrument.symbol,
			            date_format(row->price_date, day));
	}
}

/* What is wrong with the prices of something held, as a series. A gap that was closed long ago is no news. */
static void watch_series(const struct market *market, const struct standing *standing, struct alert_list *list)
{
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct market_row *row = &market->rows[standing->lines[i].row];
		const struct series_health *health = &row->health;
		char figure[FIGURE_SIZE];

		if (standing->lines[i].quantity == 0 || !health->is_known)
			continue;
		if (health->has_stopped) {
			(void)snprintf(figure, sizeof figure, "%d", health->gaps.silent);
			raise_alert(list, "series-stopped", ALERT_LIMIT, row->instrument.symbol, figure);
		}
		if (health->origin.worst > SERIES_TOLERANCE)
			raise_alert(list, "series-contradicted", ALERT_NOTICE, row->instrument.symbol,
			            figure_percent(health->origin.worst, 2, figure));
		if (health->score.score < QUALITY_LEAST) {
			(void)snprintf(figure, sizeof figure, "%d", health->score.score);
			raise_alert(list, "series-poor", ALERT_NOTICE, row->instrument.symbol, figure);
		}
		if (health->gaps.has_gap && list->today.days - health->gaps.to.days < GAP_NOTICE_DAYS) {
			(void)snprintf(figure, sizeof figure, "%d", health->gaps.longest - 1);
			raise_alert(list, "series-gap", ALERT_NOTICE, row->instrument.symbol, figure);
		}
		if (health->waiting > 0) {
			(void)snprintf(figure, sizeof figure, "%zu", health->waiting);
			raise_alert(list, "prices-held", ALERT_NOTICE, row->instrument.symbol, figure);
		}
	}
}

/* Of each currency once, whatever is held in it. */
static void watch_rates(const struct market *market, const struct standing *standing, struct alert_list *list)
{
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct market_row *row = &market->rows[standing->lines[i].row];
		const char *kind = row->rate > 0 ? "rates-held" : "rates-only-held";
		char pair[8], day[DATE_TEXT_SIZE] = "";

		if (standing->lines[i].quantity == 0 || row->rates_waiting == 0)
			continue;
		(void)snprintf(pair, sizeof pair, "%s/%s", row->instrument.currency, market->currency);
		if (row->rate > 0)
			(void)date_format(row->rate_date, day);
		if (!is_raised(list, kind, pair))
			raise_alert(list, kind, ALERT_NOTICE, pair, day);
	}
}

/* Where every component is compared with the class: the lowest class, and the strict gate. */
static void watch_levels(const struct market *market, const struct standing *standing, struct alert_list *list)
{
	const bool is_lowest = standing->has_assessment && standing->assessment.is_minimum_class;

	if (!standing->has_assessment || (!is_lowest && standing->mandate.mode != GATE_STRICT))
		return;
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct instrument *instrument = &market->rows[standing->lines[i].row].instrument;
		char level[16];

		if (standing->lines[i].quantity == 0 ||
		    instrument->risk_level <= (is_lowest ? 1 : standing->assessment.risk_class))
			continue;
		(void)snprintf(level, sizeof level, "R%d", instrument->risk_level);
		raise_alert(list, "above-class", ALERT_LIMIT, instrument->symbol, level);
	}
}

static void watch_weights(struct session *session, const struct market *market, const struct standing *standing,
                          struct alert_list *list)
{
	const struct rules *rules = session_rules(session);
	char figure[FIGURE_SIZE];

	for (size_t i = 0; i < standing->line_count; i++) {
		const struct standing_line *line = &standing->lines[i];
		const struct instrument *instrument = &market->rows[line->row].instrument;
		const double weight = (double)line->weight_ppb / (double)PPB;

		if (line->is_out_of_band && !line->is_locked)
			raise_alert(list, "drift", ALERT_LIMIT, instrument->symbol,
			            figure_points((double)line->drift_ppb / (double)PPB, 1, figure));
		if (weight > holding_limit(rules, instrument) * HOLDING_TOLERANCE)
			raise_alert(list, "concentration", ALERT_LIMIT, instrument->symbol, figure_percent(weight, 1, figure));
	}
	watch_levels(market, standing, list);
	if ((standing->triggers & TRIGGER_TRACKING) != 0)
		raise_alert(list, "tracking", ALERT_LIMIT, "", figure_percent(standing->tracking_drift, 1, figure));
	if ((standing->triggers & TRIGGER_CALENDAR) != 0)
		raise_alert(list, "calendar", ALERT_LIMIT, "",
		            figure_percent((double)standing->drift_ppb / (double)PPB, 1, figure));
	if (!isnan(standing->volatility_limit) && standing->risk.volatility > standing->volatility_limit * 1.1)
		raise_alert(list, "risk-limit", ALERT_LIMIT, "", figure_percent(standing->risk.volatility, 1, figure));
	if (standing->state == STANDING_BLOCKED)
		raise_alert(list, "blocked", ALERT_FORBIDDEN, "", "");
}

/* A figure that a report rested on is not what it was, and it is held. */
static void watch_past(const struct past_since *past, const struct market *market, const struct standing *standing,
                       struct alert_list *list)
{
	for (size_t i = 0; i < past->count; i++)
		for (size_t j = 0; j < standing->line_count && past->series[i].report.days != 0; j++) {
			const struct instrument *instrument = &market->rows[standing->lines[j].row].instrument;
			char day[DATE_TEXT_SIZE];

			if (standing->lines[j].quantity != 0 && instrument->id == past->series[i].instrument_id)
				raise_alert(list, "past-changed", ALERT_NOTICE, instrument->symbol,
				            date_format(past->series[i].report, day));
		}
}

/* What was found against a statement stays until a statement agrees: nothing in the book itself can tell. */
static void watch_statements(struct session *session, const struct standing *standing, struct alert_list *list)
{
	struct alert *open = NULL;
	size_t count = 0;

	if (store_open_alerts(session_store(session), standing->client.id, &open, &count, NULL) != STATUS_OK)
		return; /* the book does not answer: whoever asked for the standing hears of it elsewhere */
	for (size_t i = 0; i < count; i++)
		if (strcmp(open[i].kind, RECONCILE_ALERT) == 0)
			raise_alert(list, open[i].kind, open[i].severity, open[i].subject, open[i].detail);
	free(open);
}

/* A split that nobody entered makes half of a holding vanish. */
static void watch_actions(const struct waiting_actions *waiting, const struct market *market, struct alert_list *list)
{
	static const char *const action_kinds[ACTION_TYPES] = {
		[ACTION_DIVIDEND] = "action-dividend", [ACTION_SPLIT] = "action-split",   [ACTION_BONUS] = "action-bonus",
		[ACTION_RIGHTS] = "action-rights",     [ACTION_MERGER] = "action-merger", [ACTION_SYMBOL] = "action-symbol",
		[ACTION_RETURN_OF_CAPITAL] = "action-capital",
	};
	size_t first = 0, last = waiting->count;

	while (first < last) { /* the client's begin where those before it end */
		const size_t middle = first + (last - first) / 2;

		if (waiting->list[middle].client_id < list->client_id)
			first = middle + 1;
		else
			last = middle;
	}
	for (size_t i = first; i < waiting->count && waiting->list[i].client_id == list->client_id; i++) {
		const struct corporate_action *action = waiting->list[i].action;
		const size_t row = market_index(market, action->instrument_id);
		const bool has_ratio = action->type == ACTION_SPLIT || action->type == ACTION_BONUS;
		const char *const kind = action_kinds[action->type];
		char detail[64], day[DATE_TEXT_SIZE];
		int64_t new_shares, old_shares;

		(void)snprintf(detail, sizeof detail, "%s", date_format(action->date, day));
		if (has_ratio) {
			corporate_ratio(action->ratio, &new_shares, &old_shares);
			(void)snprintf(detail, sizeof detail, "%g:%g, %s", (double)new_shares / (old_shares == MICROS ? MICROS : 1),
			               old_shares == MICROS ? 1.0 : (double)old_shares, day);
		}
		if (row != SIZE_MAX && !is_raised(list, kind, market->rows[row].instrument.symbol))
			raise_alert(list, kind, has_ratio || action->type == ACTION_MERGER ? ALERT_LIMIT : ALERT_NOTICE,
			            market->rows[row].instrument.symbol, detail);
	}
}

size_t monitor_client(struct session *session, const struct standing *standing, struct alert alerts[MONITOR_ALERTS])
{
	struct alert_list list = {.alerts = alerts, .today = session_today(session), .client_id = standing->client.id};
	const struct waiting_actions *waiting;
	const struct past_since *past;
	const struct market *market;

	if (session_market_in(session, standing->client.currency, &market, NULL) != STATUS_OK)
		return 0;
	watch_profile(standing, &list);
	watch_statements(session, standing, &list);
	watch_prices(market, standing, &list);
	if (session_waiting_actions(session, &waiting, NULL) == STATUS_OK)
		watch_actions(waiting, market, &list);
	watch_series(market, standing, &list);
	watch_rates(market, standing, &list);
	if (session_past(session, &past, NULL) == STATUS_OK)
		watch_past(past, market, standing, &list);
	if (standing->value > 0 && standing->state != STANDING_NO_PRICE)
		watch_weights(session, market, standing, &list);
	return list.count;
}

const char *monitor_sentence(enum language language, const struct alert *alert, char *text, size_t size)
{
	const char *subject = strcmp(alert->subject, CASH_SYMBOL) == 0 ? language_text(language, N_("Cash")) : alert->subject;

	for (size_t i = 0; i < KINDS; i++) {
		struct text sentence = {0};

		if (strcmp(alert->kind, kinds[i].kind) != 0)
			continue;
		if (kinds[i].subject_first)
			explain_add(&sentence, language, kinds[i].sentence, subject, alert->detail);
		else
			explain_add(&sentence, language, kinds[i].sentence, alert->detail, subject);
		(void)snprintf(text, size, "%s", text_string(&sentence));
		text_clear(&sentence);
		return text;
	}
	(void)snprintf(text, size, "%s %s %s", alert->kind, alert->subject, alert->detail);
	return text;
}

static enum status record_watch(struct session *session, const struct monitor_result *counted, struct error *err)
{
	struct json *details = json_new_object();
	enum status status;

	record_date(details, "as_of", session_today(session));
	json_put_integer(details, "clients", (int64_t)counted->clients);
	json_put_integer(details, "open", (int64_t)counted->open);
	json_put_integer(details, "opened", (int64_t)counted->opened);
	{
		const struct journal_event event = record_event(session, "WATCHED", NULL, NULL, details);

		status = journal_append(session_store(session), &event, err);
	}
	json_free(details);
	return status;
}

enum status monitor_book_watched(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
                                 void *context, struct monitor_result *result, struct error *err)
{
	struct store *store = session_store(session);
	struct standing standing = {0};
	struct client *clients = NULL;
	struct monitor_result counted = {0};
	size_t count = 0;
	enum status status = store_clients(store, &clients, &count, err);

	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK) {
		free(clients);
		return status;
	}
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct alert alerts[MONITOR_ALERTS];
		size_t found, opened = 0;

		if (go_on != NULL && !go_on(context, i, count)) {
			status = error_set(err, STATUS_REFUSED, "stopped after %zu of %zu clients; nothing was changed", i,
			                   count);
			break;
		}
		status = standing_load(session, clients[i].id, &standing, err);
		if (status != STATUS_OK)
			break;
		found = monitor_client(session, &standing, alerts);
		status = store_replace_alerts(store, clients[i].id, session_today(session), alerts, found, &opened, err);
		counted.open += found;
		counted.opened += opened;
		counted.clients++;
	}
	if (status == STATUS_OK)
		status = record_watch(session, &counted, err);
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	standing_clear(&standing);
	free(clients);
	if (status == STATUS_OK)
		*result = counted;
	return status;
}

enum status monitor_book(struct session *session, struct monitor_result *result, struct error *err)
{
	return monitor_book_watched(session, NULL, NULL, result, err);
}

static const char *const severity_names[] = {"notice", "limit", "forbidden"};
static const char *const severity_texts[] = {N_("notice"), N_("over limit"), N_("forbidden")};
static const enum tone severity_tones[] = {TONE_QUIET, TONE_WARN, TONE_BAD};

enum status monitor_section(struct session *session, struct arena *arena, struct section **section, struct error *err)
{
	const struct column columns[] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "severity", .title = _("severity"), .type = CELL_WORD},
		{.key = "kind", .title = _("kind"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "subject", .title = _("subject"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "opened", .title = _("since"), .type = CELL_DATE},
		{.key = "sentence", .title = _("what"), .type = CELL_TEXT},
	};
	struct section *made = section_new(arena, "alerts", _("Alerts"));
	struct table *table = section_table(made, "alerts", NULL, columns, sizeof columns / sizeof columns[0]);
	struct alert *alerts = NULL;
	size_t count = 0;
	enum status status = store_open_alerts(session_store(session), -1, &alerts, &count, err);

	table->empty = _("No alert is open.");
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct client client = {0};
		char sentence[320];
		struct cell *cells;

		if (alerts[i].client_id != 0)
			status = store_get_client(session_store(session), alerts[i].client_id, &client, err);
		if (status != STATUS_OK)
			break;
		cells = table_row(table);
		cells[0] = cell_text(arena_text(arena, client.code));
		cells[1] = cell_word(severity_names[alerts[i].severity], _(severity_texts[alerts[i].severity]),
		                     severity_tones[alerts[i].severity]);
		cells[2] = cell_text(arena_text(arena, alerts[i].kind));
		cells[3] = cell_text(arena_text(arena, alerts[i].subject));
		cells[4] = cell_date(alerts[i].opened);
		cells[5] = cell_text(arena_text(arena, monitor_sentence(language_current(), &alerts[i], sentence,
		                                                        sizeof sentence)));
	}
	free(alerts);
	if (status == STATUS_OK)
		*section = made;
	return status;
}
