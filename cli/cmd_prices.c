/* ballast prices quality, held, accept, reject, correct, diff, history; ballast rates held, accept, reject, correct */
#include <stdint.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/market/past.h"
#include "advice/market/price_quality.h"
#include "advice/market/rate_quality.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/money.h"
#include "report/document.h"

static int quality(struct call *call)
{
	return call_look(call, quality_section);
}

/* What differs between prices and rates that were held back. */
struct held_verbs {
	const char *key;           /* of the number, in what programs read                                  */
	enum status (*list)(struct session *session, bool only_waiting, struct arena *arena, struct section **section,
	                    size_t *waiting, struct error *err);
	enum status (*settle)(struct session *session, int64_t id, enum quality_answer answer, int64_t figure, const char *by,
	                      const char *why, size_t *followed, struct error *err);
	enum status (*parse)(const char *text, int64_t *figure, struct error *err);
};

static const struct held_verbs of_prices = {
	"price", quality_held_section, quality_settle, decimal_parse,
};

static const struct held_verbs of_rates = {
	"number", quality_held_rates_section, quality_settle_rate, rate_parse,
};

static const struct held_verbs *verbs_of(const struct call *call)
{
	return strcmp(call->command->name, "rates") == 0 ? &of_rates : &of_prices;
}

static int held(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	size_t waiting = 0;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = verbs_of(call)->list(call->session, !call_has(call, "all"), call->arena, &section, &waiting, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return call_show(call, section, call_attention(call, waiting > 0));
}

static int settle(struct call *call, enum quality_answer answer)
{
	const struct held_verbs *verbs = verbs_of(call);
	struct error err = {0};
	struct section *section;
	struct facts *facts;
	int64_t number, figure = 0;
	size_t followed = 0;
	enum status status;
	int code;

	if (decimal_parse(call->words[0], &number, NULL) != STATUS_OK || number <= 0 || number % MICROS != 0)
		return call_misused(call, verbs == &of_rates ?
		                    _("\"%s\" is not the number of a rate held back; \"ballast rates held\" lists them.") :
		                    _("\"%s\" is not the number of a price held back; \"ballast prices held\" lists them."),
		                    call->words[0]);
	if (answer == QUALITY_CORRECT && verbs->parse(call->words[1], &figure, &err) != STATUS_OK)
		return call_misused(call, "%s", detail_kept(call->arena, err.message));
	if (!call_open(call, false, &code))
		return code;
	status = verbs->settle(call->session, number / MICROS, answer, figure, call_option(call, "by"), call_option(call, "why"),
	                       &followed, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	section = section_new(call->arena, NULL, NULL);
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, verbs->key, _("number"), cell_integer(number / MICROS));
	facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
	facts_add(facts, "followed", _("taken after it"), cell_integer((int64_t)followed));
	return call_show(call, section, EXIT_DONE);
}

static int accept(struct call *call)
{
	return settle(call, QUALITY_ACCEPT);
}

static int reject(struct call *call)
{
	return settle(call, QUALITY_REJECT);
}

static int correct(struct call *call)
{
	return settle(call, QUALITY_CORRECT);
}

static int diff(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	size_t count = 0;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = quality_differences_section(call->session, call->words[0], call->words[1],
	                                     call->word_count > 2 ? call->words[2] : NULL, call->arena, &section, &count, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return call_show(call, section, call_attention(call, count > 0));
}

static int history(struct call *call)
{
	struct error err = {0};
	struct section *section;
	struct date day = {0};
	enum status status;
	size_t count = 0;
	int code;

	if (call->word_count > 1 && date_parse(call->words[1], &day, &err) != STATUS_OK)
		return call_misused(call, "%s", detail_kept(call->arena, err.message));
	if (!call_open(call, true, &code))
		return code;
	status = past_section(call->session, call->words[0], call->word_count > 1 ? &day : NULL, call->arena, &section, &count,
	                      &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

#define WHO_AND_WHY \
	{.name = "by", .argument = N_("NAME"), .is_required = true, .help = N_("who does this")}, \
	{.name = "why", .argument = N_("WORDS"), .is_required = true, .help = N_("the reason, kept in the journal")}

#define HELD_OPTIONS \
	(const struct command_option[]){ \
		{.name = "all", .help = N_("also those that are settled")}, \
		{.name = "exit-code", .help = N_("exit with 10 when somebody must act")}, \
		{0}, \
	}

const struct command cmd_prices_quality = {
	.name = "prices", .verb = "quality", .is_default_verb = true, .usage = "[SYMBOL]", .most = 1, .run = quality,
	.summary = N_("How good each series of prices is, out of 100, and what it lost its points for"),
};

const struct command cmd_prices_held = {
	.name = "prices", .verb = "held", .usage = "[--all] [--exit-code]", .run = held,
	.summary = N_("Prices that were held back and wait for a person"),
	.options = HELD_OPTIONS,
};

const struct command cmd_rates_held = {
	.name = "rates", .verb = "held", .is_default_verb = true, .usage = "[--all] [--exit-code]", .run = held,
	.summary = N_("Exchange rates that were held back and wait for a person"),
	.options = HELD_OPTIONS,
};

const struct command cmd_rates_accept = {
	.name = "rates", .verb = "accept", .usage = "NUMBER --by NAME --why WORDS", .least = 1, .most = 1, .run = accept,
	.summary = N_("Takes an exchange rate that was held back as it came"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
};

const struct command cmd_rates_reject = {
	.name = "rates", .verb = "reject", .usage = "NUMBER --by NAME --why WORDS", .least = 1, .most = 1, .run = reject,
	.summary = N_("Leaves an exchange rate that was held back out for good"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
};

const struct command cmd_rates_correct = {
	.name = "rates", .verb = "correct", .usage = "NUMBER RATE --by NAME --why WORDS", .least = 2, .most = 2, .run = correct,
	.summary = N_("Takes another exchange rate in the place of one that was held back"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
	.examples = (const char *const[]){"3 7.1234 --by 'Li Qiang' --why 'of a hundred units'", NULL},
};

const struct command cmd_prices_accept = {
	.name = "prices", .verb = "accept", .usage = "PRICE --by NAME --why WORDS", .least = 1, .most = 1, .run = accept,
	.summary = N_("Takes a price that was held back as it came"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
};

const struct command cmd_prices_reject = {
	.name = "prices", .verb = "reject", .usage = "PRICE --by NAME --why WORDS", .least = 1, .most = 1, .run = reject,
	.summary = N_("Leaves a price that was held back out for good"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
};

const struct command cmd_prices_correct = {
	.name = "prices", .verb = "correct", .usage = "PRICE CLOSE --by NAME --why WORDS", .least = 2, .most = 2, .run = correct,
	.summary = N_("Takes another close in the place of one that was held back"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
};

const struct command cmd_prices_diff = {
	.name = "prices", .verb = "diff", .usage = "SOURCE SOURCE [SYMBOL] [--exit-code]", .least = 2, .most = 3, .run = diff,
	.summary = N_("Where two sources said different closes of one day"),
	.options = (const struct command_option[]){
		{.name = "exit-code", .help = N_("exit with 10 when somebody must act")},
		{0},
	},
	.examples = (const char *const[]){"'feed tiingo' 'import prices.csv'", NULL},
};

const struct command cmd_prices_history = {
	.name = "prices", .verb = "history", .usage = "SYMBOL|BASE/QUOTE [DATE]", .least = 1, .most = 2, .run = history,
	.summary = N_("What was replaced, by whom and when; of one day also where its price came from"),
	.examples = (const char *const[]){"510300 2026-11-20", "EUR/USD", NULL},
};
