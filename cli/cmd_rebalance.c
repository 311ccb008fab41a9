/* ballast rebalance */
#include <stdlib.h>
#include <string.h>

#include "advice/base/handout.h"
#include "advice/base/language.h"
#include "advice/book/review.h"
#include "advice/book/upkeep.h"
#include "advice/trade/rebalancing.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* Whom it is about, and how it went. */
struct round {
	const char **clients;         /* owned array; codes borrowed from the words or from book      */
	size_t count, refused;
	struct review_book book;      /* owned; empty unless --all                                   */
	struct rebalancing_options options;
	int worst;                    /* exit code of the last refusal                               */
};

static const enum rebalancing_mode modes[] = {MODE_TO_TARGET, MODE_TO_EDGE, MODE_BUY_ONLY};

static bool read_options(const struct call *call, struct round *round)
{
	const char *const mode = call_option(call, "mode");

	round->options.even_if_in_band = call_has(call, "force");
	if (!call_amount(call, "cash", &round->options.cash_flow))
		return false;
	for (size_t i = 0; mode != NULL && i < sizeof modes / sizeof modes[0]; i++)
		if (strcmp(rebalancing_mode_name(modes[i]), mode) == 0)
			round->options.mode = modes[i];
	if (call_has(call, "buy-only")) {
		if (mode != NULL && round->options.mode != MODE_BUY_ONLY) {
			(void)call_misused(call, _("--buy-only and --mode %s contradict each other."), mode);
			return false;
		}
		round->options.mode = MODE_BUY_ONLY;
	}
	if (call_has(call, "all") ? call->word_count > 0 : call->word_count == 0) {
		(void)call_misused(call, _("Name clients, or give --all."));
		return false;
	}
	if (call_has(call, "cash") && call->word_count != 1) {
		(void)call_misused(call, _("--cash is the money of one client; name exactly one."));
		return false;
	}
	return true;
}

static enum status choose_clients(struct call *call, struct round *round, struct error *err)
{
	enum status status;

	round->count = call->word_count;
	if (call_has(call, "all")) {
		status = review_book(call->session, &round->book, err);
		if (status != STATUS_OK)
			return status;
		round->count = round->book.count;
	}
	round->clients = memory_new_array(round->count, sizeof *round->clients);
	for (size_t i = 0; i < round->count; i++)
		round->clients[i] = call_has(call, "all") ? round->book.rows[i].code : call->words[i];
	return STATUS_OK;
}

/*
 * Works one client out, records the proposal and shows it. A refusal is told and does not end the round; a disk that fails
 * does, so that the same command finishes later what was begun, in its order.
 */
static enum status work_one(struct call *call, struct round *round, const char *client, struct renderer *renderer,
                            struct arena *arena, struct error *err)
{
	const char *const by = call_option(call, "by");
	struct rebalancing rebalancing = {0};
	struct section *section;
	struct error refusal = {0};
	enum status status;

	status = rebalancing_work(call->session, client, &round->options, &rebalancing, &refusal);
	if (status == STATUS_OK && rebalancing.proposal.line_count > 0 && !call_has(call, "dry-run"))
		status = rebalancing_submit(call->session, &rebalancing, by != NULL ? by : session_actor(call->session),
		                            &refusal);
	if (status != STATUS_OK) {
		(void)error_prefix(&refusal, "%s", client);
		if (status_ends_all(status)) {
			rebalancing_clear(&rebalancing);
			return error_set(err, status, "%s", refusal.message);
		}
		round->worst = call_failed(call, status, &refusal);
		round->refused++;
		/* The trades that a check forbids are shown all the same: the checks say what is wrong with them. */
		if (rebalancing.check_count == 0) {
			rebalancing_clear(&rebalancing);
			return STATUS_OK;
		}
	}
	status = rebalancing_section(call->session, &rebalancing, arena, &section, err);
	if (status == STATUS_OK) {
		section->key = arena_text(arena, client);
		status = renderer_section(renderer, section, err);
	}
	rebalancing_clear(&rebalancing);
	return status;
}

static enum status work_all(struct call *call, struct round *round, struct text *answer, struct error *err)
{
	const struct sink sink = sink_to_text(answer);
	struct arena *arena = arena_new();
	struct renderer *renderer;
	enum status status;

	call->output.options.table = "trades";
	renderer = renderer_new(call->output.type, &sink, &call->output.options);
	status = renderer_begin(renderer, handout_head(call->session, "rebalance", call->arena), err);
	if (status == STATUS_OK)
		status = renderer_list_begin(renderer, "clients", "client", NULL, err);
	for (size_t i = 0; status == STATUS_OK && i < round->count; i++) {
		status = work_one(call, round, round->clients[i], renderer, arena, err);
		arena_reset(arena);
		if (round->count > 1)
			output_progress(&call->output, i + 1, round->count);
	}
	if (status == STATUS_OK)
		status = renderer_list_end(renderer, err);
	if (status == STATUS_OK)
		status = renderer_end(renderer, err);
	/* CSV of trades when there was nobody to have any. */
	if (status == STATUS_NOT_FOUND && round->refused == round->count)
		status = STATUS_OK;
	renderer_free(renderer);
	arena_free(arena);
	return status;
}

static int finish(struct call *call, const struct round *round, const struct text *answer)
{
	const struct sink sink = output_sink();
	struct error err = {0};
	enum status status;

	output_progress_end(&call->output);
	if (round->count > 0 && round->refused == round->count)
		return round->worst;
	status = sink.write(sink.state, text_string(answer), answer->length, &err);
	if (status == STATUS_OK)
		status = output_flush(&err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return round->refused > 0 ? EXIT_INCOMPLETE : EXIT_DONE;
}

static int run(struct call *call)
{
	struct round round = {.worst = EXIT_REFUSED};
	struct text answer = {0};
	struct error err = {0};
	enum status status;
	int code;

	if (!read_options(call, &round))
		return EXIT_USAGE;
	if (!call_open(call, call_has(call, "dry-run"), &code))
		return code;
	status = choose_clients(call, &round, &err);
	if (status == STATUS_OK && call_has(call, "all") && !call_has(call, "dry-run"))
		status = upkeep_keep(call->session, KEEP_EVERYONE, NULL, 0, &err);
	if (status == STATUS_OK)
		status = work_all(call, &round, &answer, &err);
	code = status == STATUS_OK ? finish(call, &round, &answer) : call_failed(call, status, &err);
	review_book_clear(&round.book);
	free(round.clients);
	text_clear(&answer);
	return code;
}

const struct command cmd_rebalance = {
	.name = "rebalance", .usage = "CLIENT... | --all [--cash AMOUNT] [--buy-only] [--mode MODE] [--force] [--dry-run]",
	.most = ANY_NUMBER, .run = run,
	.summary = N_("The trades that bring clients back to their plans, and why each of them"),
	.options = (const struct command_option[]){
		{.name = "all", .help = N_("every client of the book")},
		{.name = "cash", .argument = N_("AMOUNT"), .help = N_("money about to arrive; negative: to be paid out")},
		{.name = "buy-only", .help = N_("sells nothing")},
		{.name = "mode", .argument = N_("MODE"), .choices = "to-target|to-edge|buy-only",
		 .help = N_("how far back; otherwise to-target")},
		{.name = "force", .help = N_("although no rule asks for trades")},
		{.name = "dry-run", .help = N_("shows and records nothing")},
		{.name = "by", .argument = N_("NAME"), .help = N_("who proposes; otherwise you")},
		{0},
	},
	.examples = (const char *const[]){"C0001 --dry-run", "C0001 --cash 50000 --buy-only", "--all --format json", NULL},
};
