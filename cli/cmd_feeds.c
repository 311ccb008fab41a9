/* ballast refresh, feeds list, check, test, record, replay, new, diff */
#include <stdio.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/feeds/refresh.h"
#include "advice/market/price_quality.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "cli/interrupt.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "report/renderer.h"

static void progress(void *context, size_t done, size_t total)
{
	struct call *const call = context;

	output_progress(&call->output, done, total);
}

static void problem(void *context, const char *feed, const char *symbol, const char *message)
{
	struct call *const call = context;

	output_progress_end(&call->output);
	message = detail_kept(call->arena, message);
	if (symbol != NULL && symbol[0] != '\0')
		output_complain("%s: %s: %s", feed, symbol, message);
	else
		output_complain("%s: %s", feed, message);
}

static int finish(struct call *call, const struct refresh_result *result)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "feeds", _("feeds"), cell_integer((int64_t)result->feeds));
	facts_add(facts, "requests", _("requests"), cell_integer((int64_t)result->requests));
	facts_add(facts, "failed", _("failed"), cell_integer((int64_t)result->failed));
	facts_add(facts, "added", _("added"), cell_integer((int64_t)result->added));
	facts_add(facts, "changed", _("changed"), cell_integer((int64_t)result->changed));
	facts_add(facts, "same", _("known already"), cell_integer((int64_t)result->same));
	facts_add(facts, "actions", _("dividends and splits"), cell_integer((int64_t)result->actions));
	facts_add(facts, "held_back", _("newly held back"), cell_integer((int64_t)result->held_back));
	facts_add(facts, "waiting", _("waiting for a person"), cell_integer((int64_t)result->waiting));
	facts_add(facts, "refused", _("rows of refused answers"), cell_integer((int64_t)result->refused));
	return call_show(call, section, result->failed > 0 || result->held_back > 0 || result->refused > 0 ? EXIT_INCOMPLETE
	                                                                                                   : EXIT_DONE);
}

static int refresh(struct call *call)
{
	struct refresh_result result = {0};
	struct error err = {0};
	enum status status;
	int code, waited = 0;

	if (!call_open(call, false, &code))
		return code;
	interrupt_ask();
	do {
		status = refresh_prices(call->session, call_option(call, "feed"), progress, problem, interrupt_cancelled, call,
		                        &result, &err);
	} while (call_waits(call, status, &waited));
	output_progress_end(&call->output);
	return status == STATUS_OK ? finish(call, &result) : call_failed(call, status, &err);
}

static enum status all_feeds(struct session *session, const char *word, struct arena *arena, struct section **section,
                             struct error *err)
{
	(void)word;
	return feeds_section(session, arena, section, err);
}

static int list(struct call *call)
{
	return call_look(call, all_feeds);
}

static void finding(void *context, const char *message)
{
	char words[1024];
	size_t *const count = context;

	(*count)++;
	output_complain("%s", detail_words(message, words, sizeof words));
}

static int check(struct call *call)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	size_t feeds = 0, problems = 0;
	struct error err = {0};
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = feeds_check(call->session, call->word_count > 0 ? call->words[0] : NULL, &feeds, finding, &problems, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	if (problems > 0)
		return EXIT_REFUSED;
	facts_add(section_facts(section, NULL, NULL), "feeds", _("feeds without a fault"), cell_integer((int64_t)feeds));
	return call_show(call, section, EXIT_DONE);
}

static int test(struct call *call)
{
	struct error err = {0};
	struct section *section;
	bool is_answered = false;
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = feeds_test(call->session, call->words[0], call->words[1], call->arena, &section, &is_answered, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return call_show(call, section, is_answered ? EXIT_DONE : EXIT_INCOMPLETE);
}

static int record(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = feeds_record(call->session, call->words[0], call->words[1], call_option(call, "output"), call->arena,
	                      &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int replay(struct call *call)
{
	struct error err = {0};
	struct section *section;
	const enum status status = feeds_replay(call->words[0], call->arena, &section, &err);

	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int propose(struct call *call)
{
	const struct sink sink = output_sink();
	struct text declaration = {0};
	struct error err = {0};
	enum status status = feeds_propose(call_option(call, "from"), &declaration, &err);

	if (status == STATUS_OK)
		status = sink.write(sink.state, text_string(&declaration), declaration.length, &err);
	if (status == STATUS_OK)
		status = output_flush(&err);
	text_clear(&declaration);
	return status == STATUS_OK ? EXIT_DONE : call_failed(call, status, &err);
}

const struct command cmd_refresh = {
	.name = "refresh", .usage = "[--feed ID]", .takes_job_lock = true, .run = refresh,
	.summary = N_("Brings prices up to date through the configured feeds"),
	.options = (const struct command_option[]){
		{.name = "feed", .argument = N_("ID"), .help = N_("this feed only")},
		{0},
	},
};

const struct command cmd_feeds_list = {
	.name = "feeds", .verb = "list", .is_default_verb = true, .usage = "", .run = list,
	.summary = N_("Each feed with where it stands: last success, last failure"),
};

const struct command cmd_feeds_check = {
	.name = "feeds", .verb = "check", .usage = "[FILE]", .most = 1, .run = check,
	.summary = N_("Checks a file of declarations, or all that are configured"),
};

/* With a symbol the two are asked; without one what the book has of them is compared. */
static int diff(struct call *call)
{
	struct error err = {0};
	struct section *section;
	enum status status;
	size_t count = 0;
	int code;

	if (!call_open(call, call->word_count < 3, &code))
		return code;
	status = call->word_count > 2 ? feeds_compare(call->session, call->words[0], call->words[1], call->words[2], call->arena,
	                                              &section, &count, &err) :
	                                quality_differences_section(call->session, call->words[0], call->words[1], NULL,
	                                                            call->arena, &section, &count, &err);
	if (status != STATUS_OK)
		return call_failed(call, status, &err);
	return call_show(call, section, call_attention(call, count > 0));
}

const struct command cmd_feeds_diff = {
	.name = "feeds", .verb = "diff", .usage = "ID ID [SYMBOL] [--exit-code]", .least = 2, .most = 3, .run = diff,
	.summary = N_("Asks two feeds for one symbol and compares them day by day; without one, what the book has of them"),
	.options = (const struct command_option[]){
		{.name = "exit-code", .help = N_("exit with 10 when somebody must act")},
		{0},
	},
	.examples = (const char *const[]){"tiingo yahoo SPY", NULL},
};

const struct command cmd_feeds_test = {
	.name = "feeds", .verb = "test", .usage = "ID SYMBOL", .least = 2, .most = 2, .run = test,
	.summary = N_("Makes one request and shows it, secrets masked; nothing is stored"),
	.examples = (const char *const[]){"eastmoney 510300", NULL},
};

const struct command cmd_feeds_record = {
	.name = "feeds", .verb = "record", .usage = "ID SYMBOL --output FILE", .least = 2, .most = 2, .run = record,
	.summary = N_("Makes one request and keeps what passed in a file, secrets masked"),
	.options = (const struct command_option[]){
		{.name = "output", .argument = N_("FILE"), .is_required = true, .help = N_("the recording to write")},
		{0},
	},
	.examples = (const char *const[]){"tiingo VTI --output vti.json", NULL},
};

const struct command cmd_feeds_replay = {
	.name = "feeds", .verb = "replay", .usage = "FILE", .least = 1, .most = 1, .is_bookless = true, .run = replay,
	.summary = N_("Reads a recorded answer again, without book and network"),
	.examples = (const char *const[]){"vti.json", NULL},
};

const struct command cmd_feeds_new = {
	.name = "feeds", .verb = "new", .usage = "--from FILE", .is_bookless = true, .is_raw = true, .run = propose,
	.summary = N_("Proposes a declaration that reads a sample of an answer"),
	.options = (const struct command_option[]){
		{.name = "from", .argument = N_("FILE"), .is_required = true, .help = N_("the sample, as the provider sent it")},
		{0},
	},
	.examples = (const char *const[]){"--from answer.json", NULL},
};
