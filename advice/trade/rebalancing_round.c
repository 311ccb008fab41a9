/* A rebalance of many clients. */
#include "advice/trade/rebalancing_round.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/trade/rebalancing.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"

void rebalancing_round_clear(struct rebalancing_round *round)
{
	for (size_t i = 0; i < round->dealt; i++)
		free(round->codes[i]);
	free(round->codes);
	for (size_t i = 0; i < round->refusal_count; i++)
		text_clear(&round->refusals[i]);
	for (size_t i = 0; i < round->limit_count; i++)
		text_clear(&round->limits[i]);
	*round = (struct rebalancing_round){0};
}

static void refuse(struct rebalancing_round *round, const char *code, const char *why)
{
	round->refused++;
	if (round->refusal_count == ROUND_SENTENCES)
		return;
	text_addf(&round->refusals[round->refusal_count], "%s: ", code);
	detail_add(&round->refusals[round->refusal_count++], language_current(), why);
}

/* "C0001: T07 the largest order ...": the first check that is as bad as the worst. */
static void add_finding(const char *code, const struct rebalancing *rebalancing, struct text *text)
{
	for (size_t i = 0; i < rebalancing->check_count; i++) {
		const struct check *check = &rebalancing->checks[i];

		if (check->severity != rebalancing->worst)
			continue;
		text_addf(text, "%s: %s %s", code, check->code, text_string(&check->finding[language_current()]));
		return;
	}
}

static void forbid(struct rebalancing_round *round, const char *code, const struct rebalancing *rebalancing)
{
	round->refused++;
	if (round->refusal_count < ROUND_SENTENCES)
		add_finding(code, rebalancing, &round->refusals[round->refusal_count++]);
}

static enum status count_trades(const struct session *session, const char *code, const struct rebalancing *rebalancing,
				struct rebalancing_round *round, struct error *err)
{
	const bool is_limit = rebalancing->worst == CHECK_LIMIT;

	if (strcmp(rebalancing->before->client.currency, session_currency(session)) != 0)
		round->other_currency++;
	else if (!checked_add(round->cost, rebalancing->proposal.cost, &round->cost))
		return error_set(err, STATUS_INVALID, "the fees of all these trades together do not fit");
	round->trades += rebalancing->proposal.line_count;
	round->codes[round->dealt++] = memory_copy_text(code);
	round->over_limit += is_limit;
	if (is_limit && round->limit_count < ROUND_SENTENCES)
		add_finding(code, rebalancing, &round->limits[round->limit_count++]);
	return STATUS_OK;
}

static enum status take_client(struct session *session, const char *code, const char *maker,
			       struct rebalancing_round *round, struct error *err)
{
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing = {0};
	struct error why = {0};
	enum status status = rebalancing_work(session, code, &options, &rebalancing, &why);
	const bool is_worked = status == STATUS_OK;

	round->clients++;
	if (is_worked && rebalancing.proposal.line_count == 0)
		round->quiet++;
	else if (is_worked && rebalancing.worst == CHECK_FORBIDDEN)
		forbid(round, code, &rebalancing);
	else if (is_worked && maker != NULL)
		status = rebalancing_submit(session, &rebalancing, maker, &why);
	if (status == STATUS_OK && rebalancing.proposal.line_count > 0 && rebalancing.worst < CHECK_FORBIDDEN)
		status = count_trades(session, code, &rebalancing, round, &why);
	if (is_worked)
		rebalancing_clear(&rebalancing);
	if (status_ends_all(status))
		return error_set(err, status, "%s", why.message);
	if (status != STATUS_OK)
		refuse(round, code, why.message);
	return STATUS_OK;
}

static enum status walk(struct session *session, const char *const *codes, size_t count, const char *maker,
			bool (*go_on)(void *context, size_t done, size_t total), void *context,
			struct rebalancing_round *round, struct error *err)
{
	enum status status = STATUS_OK;

	round->codes = memory_new_array(count + 1, sizeof *round->codes);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		if (go_on != NULL && !go_on(context, i, count))
			return error_set(err, STATUS_REFUSED, "stopped after %zu of %zu clients", i, count);
		status = take_client(session, codes[i], maker, round, err);
	}
	return status;
}

enum status rebalancing_round_work(struct session *session, const char *const *codes, size_t count,
				   bool (*go_on)(void *context, size_t done, size_t total), void *context,
				   struct rebalancing_round *round, struct error *err)
{
	struct rebalancing_round *made = memory_new(sizeof *made);
	const enum status status = walk(session, codes, count, NULL, go_on, context, made, err);

	if (status == STATUS_OK)
		*round = *made;
	else
		rebalancing_round_clear(made);
	free(made);
	return status;
}

enum status rebalancing_round_submit(struct session *session, const char *const *codes, size_t count, const char *maker,
				     bool (*go_on)(void *context, size_t done, size_t total), void *context,
				     struct rebalancing_round *round, struct error *err)
{
	*round = (struct rebalancing_round){0};
	return walk(session, codes, count, maker, go_on, context, round, err);
}
