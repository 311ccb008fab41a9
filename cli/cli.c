/* The dispatcher: finds the command, reads its options, makes clock, places and output, runs it. */
#include "cli/cli.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

const struct command_option common_options[] = {
	{.name = "book", .argument = N_("FILE"), .help = N_("the book; otherwise $BALLAST_BOOK, otherwise the one in your data folder")},
	{.name = "as-of", .argument = N_("YYYY-MM-DD"), .help = N_("the day everything is seen from; otherwise today")},
	{.name = "format", .argument = N_("FORMAT"), .choices = "text|json|csv|markdown|html",
	 .help = N_("how the answer is written; otherwise text")},
	{.name = "lang", .argument = N_("LANGUAGE"), .choices = "en|zh_CN", .help = N_("language of the words; otherwise the locale's")},
	{.name = "wait", .argument = N_("SECONDS"), .help = N_("how long to wait for another run to end")},
	{.name = "idle-fd", .argument = "N"}, /* for tests and measurements of the desk: not in the help */
	{.name = "accessible", .help = N_("the desk for screen readers: no frames, charts as words")},
	{.name = "no-color", .help = N_("no colours, as with NO_COLOR")},
	{.name = "quiet", .help = N_("no progress and no notes; errors are still told")},
	{.name = "help", .help = N_("this text")},
	{.name = "version", .help = N_("the version of the program")},
	{0},
};

const struct command *const commands[] = {
	&cmd_init,
	&cmd_sandbox,
	&cmd_import,
	&cmd_export,
	&cmd_reconcile,
	&cmd_refresh,
	&cmd_feeds_list,
	&cmd_feeds_check,
	&cmd_feeds_test,
	&cmd_feeds_diff,
	&cmd_feeds_record,
	&cmd_feeds_replay,
	&cmd_feeds_new,
	&cmd_clients,
	&cmd_show,
	&cmd_risk,
	&cmd_performance,
	&cmd_profile,
	&cmd_recommend,
	&cmd_accept,
	&cmd_mandate,
	&cmd_goals,
	&cmd_rebalance,
	&cmd_approvals,
	&cmd_approve,
	&cmd_reject,
	&cmd_orders,
	&cmd_fills,
	&cmd_report,
	&cmd_monitor,
	&cmd_market,
	&cmd_prices_quality,
	&cmd_prices_held,
	&cmd_prices_accept,
	&cmd_prices_reject,
	&cmd_prices_correct,
	&cmd_prices_diff,
	&cmd_prices_history,
	&cmd_rates_held,
	&cmd_rates_accept,
	&cmd_rates_reject,
	&cmd_rates_correct,
	&cmd_calendars,
	&cmd_actions_list,
	&cmd_actions_add,
	&cmd_actions_import,
	&cmd_actions_withdraw,
	&cmd_actions_elect,
	&cmd_actions_due,
	&cmd_actions_apply,
	&cmd_actions_undo,
	&cmd_terms_list,
	&cmd_terms_import,
	&cmd_terms_export,
	&cmd_terms_add,
	&cmd_terms_end,
	&cmd_terms_withdraw,
	&cmd_oversight,
	&cmd_alerts_list,
	&cmd_alerts_take,
	&cmd_alerts_note,
	&cmd_alerts_settle,
	&cmd_alerts_reopen,
	&cmd_journal_list,
	&cmd_journal_verify,
	&cmd_journal_export,
	&cmd_check,
	&cmd_backup,
	&cmd_restore,
	&cmd_lab_moments,
	&cmd_lab_optimize,
	&cmd_lab_frontier,
	&cmd_lab_risk,
	&cmd_lab_performance,
	&cmd_lab_irr,
	&cmd_lab_simulate,
	&cmd_version,
	NULL,
};

enum { OPTIONS = 96, FIRST_VALUE = 256, CANDIDATES_OF_WORDS = 64 };

/* Options of a command and the common ones as getopt wants them. */
struct option_list {
	const struct command_option *rows[OPTIONS];
	struct option options[OPTIONS + 1];
	const char *names[OPTIONS];
	size_t count;
};

static void list_add(struct option_list *list, const struct command_option *rows)
{
	for (; rows != NULL && rows->name != NULL && list->count < OPTIONS; rows++) {
		list->rows[list->count] = rows;
		list->names[list->count] = rows->name;
		list->options[list->count] = (struct option){
			.name = rows->name,
			.has_arg = rows->argument != NULL ? required_argument : no_argument,
			.val = FIRST_VALUE + (int)list->count,
		};
		list->count++;
	}
}

/* True when word is one of the alternatives in "a|b|c"; the nearest one is kept for a suggestion. */
static bool is_choice(const char *choices, const char *word, struct text *nearest)
{
	const char *names[CANDIDATES_OF_WORDS];
	char *const copy = memory_copy_text(choices);
	const char *found;
	char *rest = copy;
	size_t count = 0;
	bool is_one = false;

	while (rest != NULL && count < CANDIDATES_OF_WORDS) {
		char *const name = strsep(&rest, "|");

		is_one = is_one || strcmp(name, word) == 0;
		names[count++] = name;
	}
	found = text_nearest(word, names, count);
	if (found != NULL)
		text_add(nearest, found);
	free(copy);
	return is_one;
}

static bool check_choice(const struct call *call, const char *choices, const char *what, const char *value)
{
	struct text nearest = {0};
	const bool is_one = is_choice(choices, value, &nearest);

	if (!is_one && nearest.length > 0)
		(void)call_misused(call, _("%s is \"%s\"; did you mean \"%s\"? It is one of %s."), what, value,
		                   text_string(&nearest), choices);
	else if (!is_one)
		(void)call_misused(call, _("%s is \"%s\"; it is one of %s."), what, value, choices);
	text_clear(&nearest);
	return is_one;
}

static bool take_option(struct call *call, const struct command_option *option, const char *value)
{
	char what[80];

	(void)snprintf(what, sizeof what, "--%s", option->name);
	if (option->choices != NULL && !check_choice(call, option->choices, what, value))
		return false;
	if (strcmp(option->name, "lang") == 0) {
		enum language language;

		if (language_parse(value, &language))
			language_use(language);
	}
	call->given = memory_grow(call->given, &call->given_capacity, call->given_count + 1, sizeof *call->given);
	call->given[call->given_count++] = (struct given){.option = option, .value = value};
	return true;
}

/* What getopt did not understand, in words. */
static void complain_option(const struct call *call, const struct option_list *list, int kind, const char *word)
{
	if (kind == ':') {
		(void)call_misused(call, _("%s needs a value."), word);
	} else if (optopt >= FIRST_VALUE) {
		(void)call_misused(call, _("%s takes no value."), word);
	} else {
		char name[128];
		const char *nearest;

		(void)snprintf(name, sizeof name, "%s", word + strspn(word, "-"));
		name[strcspn(name, "=")] = '\0';
		nearest = text_nearest(name, list->names, list->count);
		if (nearest != NULL)
			(void)call_misused(call, _("There is no option %s; did you mean --%s?"), word, nearest);
		else
			(void)call_misused(call, _("There is no option %s."), word);
	}
}

/* A row of the common options that is known to stand there. */
static const struct command_option *find_option(const char *name)
{
	const struct command_option *option = common_options;

	while (strcmp(option->name, name) != 0)
		option++;
	return option;
}

/*
 * Reads options of argv (argv[0] is passed over): all of them, or up to the first operand. *used is the index of the
 * first operand. False when one was not understood: the complaint is written.
 */
static bool read_options(struct call *call, int argc, char **argv, bool is_all, int *used)
{
	struct option_list list = {.count = 0};
	int value;

	if (call->command != NULL)
		list_add(&list, call->command->options);
	list_add(&list, common_options);
	optind = 0; /* starts anew, reading the order asked for */
	opterr = 0;
	for (;;) {
		optopt = 0;
		value = getopt_long(argc, argv, is_all ? ":h" : "+:h", list.options, NULL);
		if (value == -1)
			break;
		if (value == 'h') {
			if (!take_option(call, find_option("help"), NULL))
				return false;
		} else if (value < FIRST_VALUE) {
			complain_option(call, &list, value, argv[optind - 1]);
			return false;
		} else if (!take_option(call, list.rows[value - FIRST_VALUE], optarg)) {
			return false;
		}
	}
	*used = optind;
	return true;
}

static bool has_verbs(const char *name)
{
	for (const struct command *const *row = commands; *row != NULL; row++)
		if (strcmp((*row)->name, name) == 0)
			return (*row)->verb != NULL;
	return false;
}

static const struct command *find_command(const char *name, const char *verb)
{
	for (const struct command *const *row = commands; *row != NULL; row++) {
		if (strcmp((*row)->name, name) != 0)
			continue;
		if ((*row)->verb == NULL || (verb == NULL ? (*row)->is_default_verb : strcmp((*row)->verb, verb) == 0))
			return *row;
	}
	return NULL;
}

/* The word that was meant: of commands, or with a name given, of its verbs. */
static const char *nearest_word(const char *name, const char *word)
{
	const char *names[CANDIDATES_OF_WORDS];
	size_t count = 0;

	for (const struct command *const *row = commands; *row != NULL && count < CANDIDATES_OF_WORDS; row++) {
		if (name == NULL)
			names[count++] = (*row)->name;
		else if (strcmp((*row)->name, name) == 0)
			names[count++] = (*row)->verb;
	}
	return text_nearest(word, names, count);
}

static int no_such_command(const struct call *call, const char *word)
{
	const char *const nearest = nearest_word(NULL, word);

	if (nearest != NULL)
		return call_misused(call, _("There is no command \"%s\"; did you mean \"%s\"?"), word, nearest);
	return call_misused(call, _("There is no command \"%s\"."), word);
}

static int no_such_verb(const struct call *call, const char *name, const char *word)
{
	const char *const nearest = word != NULL ? nearest_word(name, word) : NULL;

	if (word == NULL)
		return call_misused(call, _("\"%s\" needs one word more; \"ballast %s --help\" lists them."), name, name);
	if (nearest != NULL)
		return call_misused(call, _("\"%s\" has no \"%s\"; did you mean \"%s\"?"), name, word, nearest);
	return call_misused(call, _("\"%s\" has no \"%s\"; \"ballast %s --help\" lists what it has."), name, word, name);
}

static int show(struct text *text)
{
	struct error err = {0};
	char words[sizeof err.message];
	const struct sink sink = output_sink();
	enum status status = sink.write(sink.state, text_string(text), text->length, &err);

	if (status == STATUS_OK)
		status = output_flush(&err);
	text_clear(text);
	if (status == STATUS_OK)
		return EXIT_DONE;
	output_complain("%s", detail_words(err.message, words, sizeof words));
	return EXIT_FAILED;
}

/* Required options are there, and the operands are as many as they should be. */
static bool check_words(const struct call *call)
{
	const struct command *const command = call->command;

	if (call->word_count < command->least) {
		(void)call_misused(call, _("Something is missing after \"%s\"."), command->verb != NULL ? command->verb : command->name);
		return false;
	}
	if (call->word_count > command->most) {
		(void)call_misused(call, _("\"%s\" is one word too many."), call->words[command->most]);
		return false;
	}
	if (command->operand_choices != NULL && call->word_count > 0 &&
	    !check_choice(call, command->operand_choices, command->name, call->words[0]))
		return false;
	for (const struct command_option *option = command->options; option != NULL && option->name != NULL; option++) {
		const char *const value = call_option(call, option->name);

		if (option->is_required && (value == NULL || value[strspn(value, " \t")] == '\0')) {
			(void)call_misused(call, _("--%s is needed."), option->name);
			return false;
		}
	}
	return true;
}

/* Language: --lang, else the setting, else the locale. */
static void choose_language(const struct call *call)
{
	enum language language;

	if (call_has(call, "lang"))
		return;
	if (call->settings != NULL && language_parse(settings_text(call->settings, "language"), &language))
		language_use(language);
}

static void find_actor(struct call *call)
{
	const char *name = settings_text(call->settings, "author");
	const struct passwd *entry;

	if (name[0] == '\0')
		name = call->environment.user;
	if (name[0] == '\0' && (entry = getpwuid(geteuid())) != NULL)
		name = entry->pw_name;
	(void)snprintf(call->actor, sizeof call->actor, "%s", name[0] != '\0' ? name : "unknown");
}

/* The clock: the day asked for at midnight, or now. False when it is no day. */
static bool set_clock(struct call *call)
{
	const char *const day = call_option(call, "as-of");
	const time_t now = time(NULL);
	char text[DATE_TEXT_SIZE];
	struct tm parts;

	if (day != NULL) {
		if (date_parse(day, &call->session_options.today, NULL) != STATUS_OK) {
			(void)call_misused(call, _("--as-of is \"%s\"; it must be a day such as 2026-11-20."), day);
			return false;
		}
		(void)snprintf(call->time, sizeof call->time, "%sT00:00:00Z", date_format(call->session_options.today, text));
	} else {
		if (localtime_r(&now, &parts) == NULL ||
		    !date_from_civil(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, &call->session_options.today)) {
			output_complain("%s", _("The clock of this machine shows no usable day; give one with --as-of."));
			return false;
		}
		(void)gmtime_r(&now, &parts);
		(void)strftime(call->time, sizeof call->time, "%Y-%m-%dT%H:%M:%SZ", &parts);
	}
	call->session_options.time = call->time;
	return true;
}

/* Places, settings, clock, actor: what a command about a book stands on. */
static bool prepare(struct call *call, const struct cli_setup *setup, int *code)
{
	struct error err = {0};
	char path[PLACE_SIZE];
	enum status status;

	*code = EXIT_FAILED;
	status = places_find(&setup->environment, call_option(call, "book"), setup->installed, &call->places, &err);
	if (status == STATUS_OK)
		status = place_join(call->places.config, "ballast.conf", path, &err);
	if (status == STATUS_OK)
		status = settings_load(path, &call->settings, &err);
	if (status != STATUS_OK) {
		output_complain(_("The settings cannot be used: %s."), detail_kept(call->arena, err.message));
		return false;
	}
	choose_language(call);
	find_actor(call);
	*code = EXIT_USAGE;
	if (!set_clock(call))
		return false;
	call->session_options.book = call->places.book;
	call->session_options.data_directory = call->places.shipped;
	call->session_options.config_directory = call->places.config;
	call->session_options.actor = call->actor;
	return true;
}

static bool check_format(const struct call *call)
{
	const char *const format = call_option(call, "format");
	int64_t seconds;

	if (!call_integer(call, "wait", 0, WAIT_LONGEST, &seconds))
		return false;
	if (!call->command->is_raw || format == NULL || strcmp(format, "text") == 0 || strcmp(format, "csv") == 0)
		return true;
	(void)call_misused(call, _("\"%s\" writes one format of its own; leave --format away."), call->command->name);
	return false;
}

static int run(struct call *call, const struct cli_setup *setup)
{
	const char *const format = call_option(call, "format");
	int code;

	if (!check_words(call) || !check_format(call))
		return EXIT_USAGE;
	call->arena = arena_new();
	output_init(&call->output, renderer_find(format != NULL ? format : "text"), &setup->environment,
	            call_has(call, "no-color"));
	call->output.is_quiet = call_has(call, "quiet");
	if (!call->command->is_bookless && !prepare(call, setup, &code))
		return code;
	interrupt_watch();
	code = call->command->run(call);
	output_progress_end(&call->output);
	return interrupt_number() != 0 ? EXIT_SIGNAL + interrupt_number() : code;
}

/* No command: the desk, which needs a terminal on both sides. */
static int open_desk(struct call *call, const struct cli_setup *setup)
{
	struct text text = {0};
	int64_t idle_fd = -1;
	int code;

	if (!call_integer(call, "idle-fd", 0, INT32_MAX, &idle_fd))
		return EXIT_USAGE;
	if (setup->desk == NULL || isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
		struct text wrapped = {0};

		help_program(&text);
		help_wrap(text_string(&text), output_width(STDERR_FILENO), &wrapped);
		(void)fputs(text_string(&wrapped), stderr);
		text_clear(&wrapped);
		text_clear(&text);
		return EXIT_USAGE;
	}
	if (!prepare(call, setup, &code))
		return code;
	return setup->desk(&call->session_options, &call->places, call->settings, (int)idle_fd,
			   call_has(call, "accessible"));
}

static int answer_common(const struct call *call, const char *name)
{
	struct text text = {0}, wrapped = {0};

	if (call_has(call, "version"))
		text_addf(&text, "ballast %s\n", version_text());
	else if (call->command != NULL)
		help_command(call->command, &text);
	else if (name != NULL)
		help_group(name, &text);
	else
		help_program(&text);
	help_wrap(text_string(&text), output_width(STDOUT_FILENO), &wrapped);
	text_clear(&text);
	return show(&wrapped);
}

static bool asks_for_help(const struct call *call)
{
	return call_has(call, "help") || call_has(call, "version");
}

static int dispatch(struct call *call, int argc, char **argv, const struct cli_setup *setup)
{
	const char *name, *verb = NULL;
	int used;

	if (!read_options(call, argc, argv, false, &used))
		return EXIT_USAGE;
	argc -= used;
	argv += used;
	if (asks_for_help(call) && argc == 0)
		return answer_common(call, NULL);
	if (argc == 0)
		return open_desk(call, setup);
	name = argv[0];
	if (find_command(name, NULL) == NULL && !has_verbs(name))
		return no_such_command(call, name);
	if (has_verbs(name)) {
		/* Common options may stand between a command and its verb. */
		if (!read_options(call, argc, argv, false, &used))
			return EXIT_USAGE;
		if (used < argc) {
			verb = argv[used];
			argc -= used;
			argv += used;
		} else if (asks_for_help(call)) {
			return answer_common(call, name);
		} else {
			argc = 1;
		}
	}
	call->command = find_command(name, verb);
	if (call->command == NULL)
		return no_such_verb(call, name, verb);
	if (!read_options(call, argc, argv, true, &used))
		return EXIT_USAGE;
	if (asks_for_help(call))
		return answer_common(call, name);
	call->words = argv + used;
	call->word_count = (size_t)(argc - used);
	return run(call, setup);
}

int cli_run(int argc, char **argv, const struct cli_setup *setup)
{
	struct call call = {.environment = setup->environment};
	enum language language;
	int code;

	if (language_parse(setup->environment.language, &language))
		language_use(language);
	code = dispatch(&call, argc, argv, setup);
	call_clear(&call);
	return code;
}
