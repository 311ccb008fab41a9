/* ballast report weekly */
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/oversight/weekly.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { FORMATS = 8 };

/* "html,json" into words; false when one is no format, or comes twice. */
static bool read_formats(const struct call *call, char *list, const char *formats[FORMATS], size_t *count)
{
	const char *names[FORMATS];
	size_t known = 0;

	while (renderer_types[known] != NULL && known < FORMATS) {
		names[known] = renderer_types[known]->name;
		known++;
	}
	for (*count = 0; list != NULL; (*count)++) {
		char *const name = strsep(&list, ",");
		const struct renderer_type *const type = renderer_find(name);
		const char *const nearest = text_nearest(name, names, known);

		if (type == NULL && nearest != NULL) {
			(void)call_misused(call, _("There is no format \"%s\"; did you mean \"%s\"?"), name, nearest);
			return false;
		}
		if (type == NULL || *count == FORMATS) {
			(void)call_misused(call, _("There is no format \"%s\"."), name);
			return false;
		}
		for (size_t i = 0; i < *count; i++) {
			if (formats[i] == type->name) {
				(void)call_misused(call, _("The format \"%s\" is given twice."), name);
				return false;
			}
		}
		formats[*count] = type->name;
	}
	return true;
}

/* A command is stopped by a signal, not in here. */
static bool show_progress(void *context, size_t done, size_t total)
{
	output_progress(context, done, total);
	return true;
}

static enum status make(struct call *call, struct weekly_options *options, struct weekly_result *result,
                        struct error *err)
{
	struct sink sink = output_sink();
	enum status status;

	options->out = &sink;
	options->width = call->output.options.width;
	options->is_ascii = call->output.options.is_ascii;
	options->has_colour = call->output.options.has_colour;
	options->progress = show_progress;
	options->context = &call->output;
	status = weekly_report(call->session, options, result, err);
	output_progress_end(&call->output);
	if (status == STATUS_OK && options->directory == NULL)
		status = output_flush(err);
	return status;
}

static int finish(const struct call *call, const struct weekly_options *options, const struct weekly_result *result)
{
	if (options->directory != NULL)
		output_note(&call->output, _("The report is in %s."), options->directory);
	if (result->is_incomplete) {
		output_note(&call->output, "%s", _("It is incomplete: prices are old or missing; what is affected is marked."));
		return EXIT_INCOMPLETE;
	}
	return call_attention(call, result->wants_attention);
}

static int run(struct call *call)
{
	const char *const list = call_option(call, "formats"), *const format = call_option(call, "format");
	const char *formats[FORMATS];
	struct weekly_options options = {.formats = formats, .directory = call_option(call, "output")};
	struct weekly_result result = {0};
	struct error err = {0};
	int64_t seconds = 0;
	enum status status;
	char *copy;
	int code = EXIT_USAGE;

	if (list != NULL && format != NULL)
		return call_misused(call, _("Give --format or --formats, not both."));
	copy = memory_copy_text(list != NULL ? list : format != NULL ? format : "text");
	if (!read_formats(call, copy, formats, &options.format_count) || !call_integer(call, "wait", 0, WAIT_LONGEST, &seconds))
		goto done;
	if (options.directory == NULL && options.format_count > 1) {
		code = call_misused(call, _("Several formats need a folder: --output DIR."));
		goto done;
	}
	if (options.directory != NULL && options.directory[0] == '\0') {
		code = call_misused(call, _("--output names no folder."));
		goto done;
	}
	if (!call_open(call, false, &code))
		goto done;
	options.clients = (const char *const *)call->words;
	options.client_count = call->word_count;
	options.is_dry = call_has(call, "dry-run");
	options.wait_seconds = (int)seconds;
	status = make(call, &options, &result, &err);
	code = status == STATUS_OK ? finish(call, &options, &result) : call_failed(call, status, &err);
done:
	free(copy);
	return code;
}

const struct command cmd_report = {
	.name = "report", .verb = "weekly", .usage = "[CLIENT...] [--output DIR] [--formats LIST] [--exit-code]",
	.most = ANY_NUMBER, .takes_job_lock = true, .run = run,
	.summary = N_("The weekly rebalance report of the book, or of some clients"),
	.options = (const struct command_option[]){
		{.name = "output", .argument = N_("DIR"), .help = N_("a folder for the files; otherwise standard output")},
		{.name = "formats", .argument = N_("LIST"), .help = N_("several formats at once, as html,json,csv")},
		{.name = "exit-code", .help = N_("exit with 10 when something wants attention")},
		{.name = "dry-run", .help = N_("records no proposals and no alerts")},
		{0},
	},
	.examples = (const char *const[]){"--output ~/reports --formats html,json", "C0001 --format markdown", NULL},
};
