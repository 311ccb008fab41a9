/* ballast prices quality, held, accept, reject, correct, diff, history; ballast rates held, accept, reject, correct */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/market/past.h"
#include "advice/market/price_quality.h"
#include "advice/market/quality_answer.h"
#include "advice/market/rate_quality.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static int quality(struct call *call)
{
	return call_look(call, quality_section);
}

/* What differs between prices and rates that were held back. */
struct held_verbs {
	enum quality_kind kind;
	const char *key;           /* of the number, in what programs read                                  */
	enum status (*list)(struct session *session, bool only_waiting, struct arena *arena, struct section **section,
	                    size_t *waiting, struct error *err);
	enum status (*parse)(const char *text, int64_t *figure, struct error *err);
};

static const struct held_verbs of_prices = {QUALITY_PRICES, "price", quality_held_section, decimal_parse};
static const struct held_verbs of_rates = {QUALITY_RATES, "number", quality_held_rates_section, rate_parse};

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

static const char *how_many(struct call *call, enum quality_answer answer, size_t count)
{
	const bool is_rates = verbs_of(call)->kind == QUALITY_RATES;

	if (answer == QUALITY_REJECT && is_rates)
		return arena_format(call->arena, _n("%zu exchange rate is left out for good.",
		                    "%zu exchange rates are left out for good.", count), count);
	if (answer == QUALITY_REJECT)
		return arena_format(call->arena, _n("%zu price is left out for good.", "%zu prices are left out for good.", count),
		                    count);
	if (is_rates)
		return arena_format(call->arena, _n("%zu exchange rate is taken as it came.",
		                    "%zu exchange rates are taken as they came.", count), count);
	return arena_format(call->arena, _n("%zu price is taken as it came.", "%zu prices are taken as they came.", count), count);
}

static int show_settled(struct call *call, enum quality_answer answer, const struct quality_choice *choice,
                        const struct quality_settled *settled)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts;

	if (call_has(call, "dry-run"))
		section_paragraph(section, NULL, _("Tried only: nothing is kept."));
	if (choice->count != 1)
		section_paragraph(section, NULL, how_many(call, answer, settled->chosen));
	facts = section_facts(section, NULL, NULL);
	if (choice->count == 1)
		facts_add(facts, verbs_of(call)->key, _("number"), cell_integer(choice->numbers[0]));
	facts_add(facts, "settled", _("figures settled"), cell_integer((int64_t)settled->chosen));
	facts_add(facts, "by", _("by"), cell_text(call_option(call, "by")));
	facts_add(facts, "followed", _("taken after it"), cell_integer((int64_t)settled->followed));
	return call_show(call, section, EXIT_DONE);
}

/* The numbers that were given, or what options say of those that are meant. The numbers are in the call's arena. */
static bool read_choice(struct call *call, size_t count, struct quality_choice *choice)
{
	int64_t *numbers = arena_take(call->arena, (count + 1) * sizeof *numbers);
	const char *const word = call_numbers(call, count, numbers);

	*choice = (struct quality_choice){.kind = verbs_of(call)->kind, .numbers = numbers, .count = count,
	                                  .symbol = call_option(call, verbs_of(call)->kind == QUALITY_RATES ? "pair" : "symbol"), .source = call_option(call, "source"),
	                                  .fault = call_option(call, "fault")};
	if (word != NULL)
		(void)call_misused(call, choice->kind == QUALITY_RATES ?
		                   _("\"%s\" is not the number of a rate held back; \"ballast rates held\" lists them.") :
		                   _("\"%s\" is not the number of a price held back; \"ballast prices held\" lists them."), word);
	else if (count == 0 && choice->symbol == NULL && choice->source == NULL && choice->fault == NULL)
		(void)call_misused(call, "%s", _("Which are meant? Give their numbers, or say what they have in common."));
	else if (count > 0 && (choice->symbol != NULL || choice->source != NULL || choice->fault != NULL))
		(void)call_misused(call, "%s", _("Give numbers, or say what those that are meant have in common; not both."));
	else
		return true;
	return false;
}

/* The last of the operands of a correction is the figure. */
static int settle(struct call *call, enum quality_answer answer)
{
	struct quality_reply reply = {.answer = answer, .by = call_option(call, "by"), .why = call_option(call, "why")};
	const size_t count = answer == QUALITY_CORRECT ? 1 : call->word_count;
	struct quality_settled settled = {0};
	struct quality_choice choice;
	struct error err = {0};
	enum status status;
	int code;

	if (!read_choice(call, count, &choice))
		return EXIT_USAGE;
	if (answer == QUALITY_CORRECT && verbs_of(call)->parse(call->words[1], &reply.figure, &err) != STATUS_OK)
		return call_misused(call, "%s", detail_kept(call->arena, err.message));
	if (!call_open(call, false, &code))
		return code;
	status = quality_settle_chosen(call->session, &choice, 1, &reply, call_has(call, "dry-run"), &settled, &err);
	return status == STATUS_OK ? show_settled(call, answer, &choice, &settled) : call_failed(call, status, &err);
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

/* Which are meant, where no numbers are given. */
#define CHOICE_OPTIONS(series) \
	(const struct command_option[]){ \
		series, \
		{.name = "source", .argument = N_("SOURCE"), .help = N_("that this source brought")}, \
		{.name = "fault", .argument = N_("FAULT"), .choices = FAULTS, .help = N_("that are held for this reason")}, \
		WHO_AND_WHY, \
		{.name = "dry-run", .help = N_("says what would change and keeps nothing")}, \
		{0}, \
	}
#define FAULTS "not-positive|future|currency|twice|order|turned|unit|split|jump"
#define OF_SYMBOL {.name = "symbol", .argument = N_("SYMBOL"), .help = N_("of this instrument")}
#define OF_PAIR {.name = "pair", .argument = N_("BASE/QUOTE"), .help = N_("of this pair of currencies")}
#define SETTLE_USAGE(noun, series) noun "... | [" series "] [--source SOURCE] [--fault FAULT] --by NAME --why WORDS [--dry-run]"

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
	.name = "rates", .verb = "accept", .usage = SETTLE_USAGE("NUMBER", "--pair BASE/QUOTE"), .most = ANY_NUMBER, .run = accept,
	.summary = N_("Takes exchange rates that were held back as they came"),
	.options = CHOICE_OPTIONS(OF_PAIR),
};

const struct command cmd_rates_reject = {
	.name = "rates", .verb = "reject", .usage = SETTLE_USAGE("NUMBER", "--pair BASE/QUOTE"), .most = ANY_NUMBER, .run = reject,
	.summary = N_("Leaves exchange rates that were held back out for good"),
	.options = CHOICE_OPTIONS(OF_PAIR),
	.examples = (const char *const[]){"--pair USD/CNY --fault turned --by 'Li Qiang' --why 'CNY in dollars'", NULL},
};

const struct command cmd_rates_correct = {
	.name = "rates", .verb = "correct", .usage = "NUMBER RATE --by NAME --why WORDS", .least = 2, .most = 2, .run = correct,
	.summary = N_("Takes another exchange rate in the place of one that was held back"),
	.options = (const struct command_option[]){WHO_AND_WHY, {0}},
	.examples = (const char *const[]){"3 7.1234 --by 'Li Qiang' --why 'of a hundred units'", NULL},
};

const struct command cmd_prices_accept = {
	.name = "prices", .verb = "accept", .usage = SETTLE_USAGE("PRICE", "--symbol SYMBOL"), .most = ANY_NUMBER, .run = accept,
	.summary = N_("Takes prices that were held back as they came"),
	.options = CHOICE_OPTIONS(OF_SYMBOL),
	.examples = (const char *const[]){"--symbol 510300 --fault split --by 'Li Qiang' --why 'two for one'", NULL},
};

const struct command cmd_prices_reject = {
	.name = "prices", .verb = "reject", .usage = SETTLE_USAGE("PRICE", "--symbol SYMBOL"), .most = ANY_NUMBER, .run = reject,
	.summary = N_("Leaves prices that were held back out for good"),
	.options = CHOICE_OPTIONS(OF_SYMBOL),
	.examples = (const char *const[]){"--source 'import prices.csv' --fault unit --by 'Li Qiang' --why 'pence'", NULL},
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
