/* Recording what was recommended, and what the client chose of it. */
#include "advice/plan/recommend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "advice/plan/studio_wish.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Uninvested money may stand this far above its target before it counts as drift. */
static const int64_t cash_slack_ppb = PPB / 20;

static struct json *record_weights(const struct studio *studio, const struct candidate *candidate, struct error *err)
{
	struct json *weights;
	int64_t *ppb = memory_new_array(studio->market->count, sizeof *ppb);

	if (!weights_to_ppb(candidate->weights, studio->market->count, ppb)) {
		(void)error_set(err, STATUS_INVALID, "the weights of plan %c do not sum to one", candidate->letter);
		free(ppb);
		return NULL;
	}
	weights = json_new_object();
	for (size_t i = 0; i < studio->market->count; i++)
		if (ppb[i] > 0)
			json_put_integer(weights, studio->market->rows[i].instrument.symbol, ppb[i]);
	free(ppb);
	return weights;
}

static struct json *record_risk(const struct candidate *candidate)
{
	struct json *risk = json_new_object();

	record_figure(risk, "expected_return", candidate->risk.expected_return);
	record_figure(risk, "volatility", candidate->risk.volatility);
	record_figure(risk, "volatility_recent", candidate->risk.volatility_recent);
	record_figure(risk, "loss_95", candidate->risk.loss_95);
	record_figure(risk, "week_var_95", candidate->risk.week_var_95);
	record_figure(risk, "week_es_95", candidate->risk.week_es_95);
	record_figure(risk, "max_drawdown", candidate->risk.max_drawdown);
	json_put_integer(risk, "level", candidate->level);
	record_figure(risk, "level_average", candidate->level_average);
	return risk;
}

static struct json *record_believed(const struct candidate *candidate)
{
	struct json *believed = json_new_object();

	record_figure(believed, "expected_return", candidate->expected_return);
	record_figure(believed, "volatility", candidate->volatility);
	record_figure(believed, "loss_95", candidate->loss_95);
	return believed;
}

static struct json *record_candidate(const struct studio *studio, const struct candidate *candidate,
                                     struct error *err)
{
	struct json *weights = record_weights(studio, candidate, err), *record, *limits, *gate, *kkt, *text;

	if (weights == NULL)
		return NULL;
	record = json_new_object();
	json_put_text(record, "letter", (char[]){candidate->letter, '\0'});
	json_put(record, "weights_ppb", weights);
	json_put(record, "risk", record_risk(candidate));
	if (studio->beliefs.is_changed)
		json_put(record, "believed", record_believed(candidate));
	limits = json_new_array();
	for (size_t i = 0; i < candidate->held_back_count; i++) {
		struct json *limit = json_new_object();

		json_put_text(limit, "limit", candidate->held_back[i].label);
		json_put_text(limit, "side", candidate->held_back[i].is_upper ? "upper" : "lower");
		record_figure(limit, "value", candidate->held_back[i].limit);
		record_figure(limit, "multiplier", candidate->held_back[i].multiplier);
		json_add(limits, limit);
	}
	json_put(record, "binding", limits);
	gate = json_new_object();
	json_put_bool(gate, "permitted", candidate->is_permitted);
	json_put_text(gate, "code", candidate->is_permitted ? "S00" : candidate->gate_code);
	json_put(record, "gate", gate);
	kkt = json_new_object();
	record_figure(kkt, "primal", candidate->kkt_primal);
	record_figure(kkt, "stationarity", candidate->kkt_stationarity);
	record_figure(kkt, "complementarity", candidate->kkt_complementarity);
	json_put(record, "kkt", kkt);
	text = json_new_object();
	for (int i = 0; i < LANGUAGES; i++)
		json_put_text(text, language_tag((enum language)i), text_string(&candidate->explanation[i]));
	json_put(record, "explanation", text);
	return record;
}

/* What the client held when it was recommended. */
static struct json *record_holdings(const struct studio *studio)
{
	struct json *holdings = json_new_object();

	for (size_t i = 0; i < studio->standing.line_count; i++)
		if (studio->standing.lines[i].value > 0)
			json_put_decimal(holdings, studio->market->rows[studio->standing.lines[i].row].instrument.symbol,
			                 studio->standing.lines[i].quantity);
	return holdings;
}

/* Figures entered in place of the house's, and views: by them and not by the assumptions the plan is the best one. */
static struct json *record_beliefs(const struct studio *studio)
{
	const struct studio_beliefs *beliefs = &studio->beliefs;
	struct json *record = json_new_object(), *entered = json_new_object(), *views = json_new_array();

	for (size_t i = 0; i < studio->market->count; i++) {
		struct json *figures;

		if (isnan(beliefs->entered_return[i]) && isnan(beliefs->entered_volatility[i]))
			continue;
		figures = json_new_object();
		record_figure(figures, "expected_return", beliefs->entered_return[i]);
		record_figure(figures, "volatility", beliefs->entered_volatility[i]);
		json_put(entered, studio->market->rows[i].instrument.symbol, figures);
	}
	for (size_t i = 0; i < beliefs->view_count; i++) {
		const struct studio_view *view = &beliefs->views[i];
		struct json *item = json_new_object();

		json_put_text(item, "of", studio->market->rows[view->row].instrument.symbol);
		if (view->over != SIZE_MAX)
			json_put_text(item, "over", studio->market->rows[view->over].instrument.symbol);
		record_figure(item, "value", view->value);
		record_figure(item, "confidence", view->confidence);
		record_figure(item, "prior", beliefs->effects[i].prior);
		record_figure(item, "posterior", beliefs->effects[i].posterior);
		json_add(views, item);
	}
	json_put(record, "what_if", entered);
	json_put(record, "views", views);
	return record;
}

/* Limits in force that are not the recorded ones. */
static struct json *record_edited(const struct studio *studio)
{
	struct json *edited = json_new_object();

	for (size_t i = 0; i < studio->market->count; i++) {
		struct json *limit;

		if (studio->lower[i] == studio->free_lower[i] && studio->upper[i] == studio->free_upper[i])
			continue;
		limit = json_new_object();
		record_figure(limit, "lower", studio->lower[i]);
		record_figure(limit, "upper", studio->upper[i]);
		json_put(edited, studio->market->rows[i].instrument.symbol, limit);
	}
	for (size_t i = 0; i < studio->group_count; i++) {
		const struct studio_group *group = &studio->groups[i];
		struct json *limit;
		char key[64];

		if (group->lower == group->free_lower && group->upper == group->free_upper)
			continue;
		limit = json_new_object();
		record_figure(limit, "lower", group->lower);
		record_figure(limit, "upper", group->upper);
		(void)snprintf(key, sizeof key, "group:%s", group->key);
		json_put(edited, key, limit);
	}
	return edited;
}

static struct json *record_inputs(struct session *session, const struct studio *studio)
{
	struct json *inputs = json_new_object();

	json_put(inputs, "profile", record_assessment(&studio->standing.assessment));
	json_put(inputs, "versions", record_versions(session, studio->market));
	json_put(inputs, "holdings", record_holdings(studio));
	json_put_decimal(inputs, "value", studio->standing.value);
	json_put_text(inputs, "currency", studio->standing.client.currency);
	record_figure(inputs, "volatility_limit", studio->wall);
	json_put_text(inputs, "gate_mode", studio->standing.mandate.mode == GATE_STRICT ? "strict" : "overall");
	json_put_integer(inputs, "mandate", studio->standing.mandate.id);
	if (studio->beliefs.is_changed)
		json_put(inputs, "beliefs", record_beliefs(studio));
	if (studio->objective != 0) {
		json_put_text(inputs, "objective", studio_objectives[studio->objective].name);
		record_figure(inputs, "parameter", studio->parameter);
	}
	json_put(inputs, "edited_limits", record_edited(studio));
	return inputs;
}

/* Records some candidates as one recommendation; recommendation is given its id. */
static enum status record(struct session *session, const struct studio *studio,
                          const struct candidate *const *candidates, size_t count,
                          struct recommendation *recommendation, struct error *err)
{
	struct json *content = json_new_object(), *list = json_new_array();
	struct text text = {0};
	enum put_result result;
	enum status status = STATUS_OK;

	json_put(content, "inputs", record_inputs(session, studio));
	for (size_t i = 0; i < count; i++) {
		struct json *candidate = record_candidate(studio, candidates[i], err);

		if (candidate == NULL) {
			status = STATUS_INVALID;
			break;
		}
		json_add(list, candidate);
	}
	json_put(content, "candidates", list);
	if (status == STATUS_OK) {
		const struct journal_event event =
			record_event(session, "RECOMMENDED", NULL, studio->standing.client.code, content);

		json_write(content, &text);
		recommendation->client_id = studio->standing.client.id;
		recommendation->as_of = session_today(session);
		hash_bytes(text_string(&text), text.length, recommendation->content_hash);
		recommendation->content = memory_copy_text(text_string(&text));
		status = store_add_recommendation(session_store(session), recommendation, &event, &result, err);
	}
	text_clear(&text);
	json_free(content);
	return status;
}

enum status recommend_record(struct session *session, const struct studio *studio, struct error *err)
{
	const struct candidate *const list[CANDIDATES] = {
		&studio->candidates[0], &studio->candidates[1], &studio->candidates[2]};
	struct recommendation recommendation = {0};
	enum status status;

	if (studio->frontier->corner_count == 0)
		return error_set(err, STATUS_INFEASIBLE, "%s", text_string(&studio->conflict[LANGUAGE_ENGLISH]));
	status = record(session, studio, list, CANDIDATES, &recommendation, err);
	recommendation_clear(&recommendation);
	return status;
}

enum status recommend_record_current(struct session *session, const struct studio *studio, struct error *err)
{
	const struct candidate *const list[] = {&studio->current};
	struct recommendation recommendation = {0};
	enum status status;

	if (studio->frontier->corner_count == 0)
		return error_set(err, STATUS_INFEASIBLE, "%s", text_string(&studio->conflict[LANGUAGE_ENGLISH]));
	status = record(session, studio, list, 1, &recommendation, err);
	recommendation_clear(&recommendation);
	return status;
}

/* Weights of a letter in a recorded recommendation, over the rows of the market. */
static enum status read_weights(const struct studio *studio, const struct recommendation *recommendation, char letter,
                                double *weights, struct error *err)
{
	const struct json *candidates, *found = NULL;
	struct json *content;
	enum status status = json_parse(recommendation->content, strlen(recommendation->content), &content, err);

	if (status != STATUS_OK)
		return status;
	candidates = json_member(content, "candidates");
	for (size_t i = 0; i < json_count(candidates); i++) {
		const char *text;

		if (json_get_text(json_member(json_item(candidates, i), "letter"), &text) && text[0] == letter)
			found = json_member(json_item(candidates, i), "weights_ppb");
	}
	memset(weights, 0, studio->market->count * sizeof *weights);
	if (found == NULL)
		status = error_set(err, STATUS_NOT_FOUND, "the recommendation has no plan %c", letter);
	for (size_t i = 0; status == STATUS_OK && i < studio->market->count; i++) {
		int64_t ppb;

		if (json_get_integer(json_member(found, studio->market->rows[i].instrument.symbol), &ppb))
			weights[i] = (double)ppb / (double)PPB;
	}
	json_free(content);
	return status;
}

static enum status make_plan(struct session *session, const struct studio *studio, const struct candidate *candidate,
                             const struct recommendation *recommendation, const char *by, struct plan *plan,
                             struct error *err)
{
	const size_t count = studio->market->count;
	int64_t *ppb = memory_new_array(count, sizeof *ppb);

	*plan = (struct plan){
		.client_id = studio->standing.client.id,
		.recommendation_id = recommendation->id,
		.accepted = session_today(session),
		.letter = candidate->letter,
		.expected_return = candidate->risk.expected_return,
		.volatility = candidate->risk.volatility,
	};
	(void)snprintf(plan->by, sizeof plan->by, "%s", by);
	if (!weights_to_ppb(candidate->weights, count, ppb)) {
		free(ppb);
		return error_set(err, STATUS_INVALID, "the weights of plan %c do not sum to one", candidate->letter);
	}
	plan->targets = memory_new_array(count, sizeof *plan->targets);
	for (size_t i = 0; i < count; i++) {
		const bool is_cash = instrument_is_cash(&studio->market->rows[i].instrument);
		struct target *target = &plan->targets[plan->target_count];

		if (ppb[i] == 0 && !is_cash)
			continue;
		target->instrument_id = studio->market->rows[i].instrument.id;
		target->weight_ppb = ppb[i];
		band_edges(&studio->standing.mandate.band, ppb[i], &target->lower_ppb, &target->upper_ppb);
		if (is_cash) {
			target->lower_ppb = 0;
			target->upper_ppb = ppb[i] + cash_slack_ppb < PPB ? ppb[i] + cash_slack_ppb : PPB;
		}
		plan->target_count++;
	}
	free(ppb);
	return plan_check(plan, err);
}

/* The gate is asked once more on the day, then plan and record go in together. */
static enum status accept(struct session *session, const struct studio *studio, struct candidate *candidate,
                          const struct recommendation *recommendation, const char *by, struct plan *plan,
                          struct error *err)
{
	struct plan made = {0};
	struct json *details;
	enum status status;

	if (by == NULL || by[0] == '\0')
		return error_set(err, STATUS_INVALID, "who accepts must be named (--by NAME)");
	if (!candidate->is_permitted)
		return error_set(err, STATUS_REFUSED, "%s: plan %c cannot be accepted: %s", candidate->gate_code,
		                 candidate->letter, candidate->gate_text[LANGUAGE_ENGLISH]);
	status = make_plan(session, studio, candidate, recommendation, by, &made, err);
	if (status != STATUS_OK) {
		plan_clear(&made);
		return status;
	}
	details = json_new_object();
	json_put_text(details, "letter", (char[]){candidate->letter, '\0'});
	json_put_text(details, "recommendation", recommendation->content_hash);
	json_put_text(details, "gate", "S00");
	json_put(details, "weights_ppb", record_weights(studio, candidate, NULL));
	json_put(details, "risk", record_risk(candidate));
	json_put(details, "versions", record_versions(session, studio->market));
	{
		const struct journal_event event =
			record_event(session, "PLAN_ACCEPTED", by, studio->standing.client.code, details);

		status = store_add_plan(session_store(session), &made, &event, err);
	}
	json_free(details);
	if (status == STATUS_OK)
		*plan = made;
	else
		plan_clear(&made);
	return status;
}

/* The day's recommendation, recorded now when there is none yet. */
static enum status todays_recommendation(struct session *session, const struct studio *studio,
                                         struct recommendation *recommendation, struct error *err)
{
	enum status status;

	status = store_latest_recommendation(session_store(session), studio->standing.client.id, session_today(session),
	                                     recommendation, err);
	if (status == STATUS_OK && date_compare(recommendation->as_of, session_today(session)) == 0)
		return STATUS_OK;
	recommendation_clear(recommendation);
	*recommendation = (struct recommendation){0};
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	status = recommend_record(session, studio, err);
	if (status != STATUS_OK)
		return status;
	return store_latest_recommendation(session_store(session), studio->standing.client.id, session_today(session),
	                                   recommendation, err);
}

enum status recommend_accept(struct session *session, const char *client, char letter, const char *by,
                             struct plan *plan, struct error *err)
{
	struct recommendation recommendation = {0};
	struct candidate chosen = {0};
	struct studio studio;
	enum status status;

	if (letter < 'A' || letter > 'C')
		return error_set(err, STATUS_INVALID, "there are plans A, B and C; not %c", letter);
	status = studio_open(session, client, &studio, err);
	if (status != STATUS_OK)
		return status;
	status = store_begin(session_store(session), err); /* recommendation and plan, or neither */
	if (status != STATUS_OK)
		goto done;
	status = todays_recommendation(session, &studio, &recommendation, err);
	if (status == STATUS_OK) {
		candidate_init(&chosen, letter, studio.market->count);
		status = read_weights(&studio, &recommendation, letter, chosen.weights, err);
		if (status == STATUS_NOT_FOUND) { /* what was recorded last is a plan from the studio, without letters */
			recommendation_clear(&recommendation);
			recommendation = (struct recommendation){0};
			status = recommend_record(session, &studio, err);
			if (status == STATUS_OK)
				status = store_latest_recommendation(session_store(session), studio.standing.client.id,
				                                     session_today(session), &recommendation, err);
			if (status == STATUS_OK)
				status = read_weights(&studio, &recommendation, letter, chosen.weights, err);
		}
	}
	if (status == STATUS_OK)
		status = candidate_judge(session, &studio, &chosen, err);
	if (status == STATUS_OK)
		status = accept(session, &studio, &chosen, &recommendation, by, plan, err);
	if (status == STATUS_OK)
		status = store_commit(session_store(session), err);
	else
		store_rollback(session_store(session));
done:
	candidate_clear(&chosen);
	recommendation_clear(&recommendation);
	studio_close(&studio);
	return status;
}

enum status recommend_accept_current(struct session *session, const struct studio *studio, const char *by,
                                     struct plan *plan, struct error *err)
{
	const struct candidate *const list[] = {&studio->current};
	struct recommendation recommendation = {0};
	struct candidate current = studio->current; /* a view: nothing of it is freed here */
	enum status status = store_begin(session_store(session), err);

	if (status != STATUS_OK)
		return status;
	status = record(session, studio, list, 1, &recommendation, err);
	if (status == STATUS_OK)
		status = accept(session, studio, &current, &recommendation, by, plan, err);
	if (status == STATUS_OK)
		status = store_commit(session_store(session), err);
	else
		store_rollback(session_store(session));
	recommendation_clear(&recommendation);
	return status;
}
