/* What was given, the book, and how a call ends. */
#include "cli/call.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "advice/base/detail.h"
#include "advice/base/handout.h"
#include "advice/base/imported.h"
#include "advice/base/language.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

void call_clear(struct call *call)
{
	output_progress_end(&call->output);
	session_close(call->session);
	settings_free(call->settings);
	arena_free(call->arena);
	free(call->given);
}

static const struct given *find(const struct call *call, const char *name, size_t index)
{
	for (size_t i = 0; i < call->given_count; i++)
		if (strcmp(call->given[i].option->name, name) == 0 && index-- == 0)
			return &call->given[i];
	return NULL;
}

const char *call_option_at(const struct call *call, const char *name, size_t index)
{
	const struct given *const given = find(call, name, index);

	return given != NULL ? given->value : NULL;
}

const char *call_option(const struct call *call, const char *name)
{
	const char *last = NULL;

	for (size_t i = 0; i < call->given_count; i++)
		if (strcmp(call->given[i].option->name, name) == 0)
			last = call->given[i].value != NULL ? call->given[i].value : "";
	return last;
}

bool call_has(const struct call *call, const char *name)
{
	return find(call, name, 0) != NULL;
}

bool call_integer(const struct call *call, const char *name, int64_t lowest, int64_t highest, int64_t *value)
{
	const char *const text = call_option(call, name);
	int64_t micros;

	if (text == NULL)
		return true;
	if (decimal_parse(text, &micros, NULL) != STATUS_OK || strchr(text, '.') != NULL || micros / MICROS < lowest ||
	    micros / MICROS > highest) {
		(void)call_misused(call, _("--%s is \"%s\"; it must be a whole number from %lld to %lld."), name, text,
		                   (long long)lowest, (long long)highest);
		return false;
	}
	*value = micros / MICROS;
	return true;
}

bool call_number(const struct call *call, const char *name, double *value)
{
	const char *const text = call_option(call, name);
	char *end;
	double read;

	if (text == NULL)
		return true;
	read = strtod(text, &end); /* LC_NUMERIC is "C" */
	if (end == text || *end != '\0' || !isfinite(read) || strspn(text, "+-.0123456789eE") != strlen(text)) {
		(void)call_misused(call, _("--%s is \"%s\"; it must be a number such as 0.05."), name, text);
		return false;
	}
	*value = read;
	return true;
}

bool call_amount(const struct call *call, const char *name, int64_t *micros)
{
	const char *const text = call_option(call, name);

	if (text == NULL)
		return true;
	if (decimal_parse(text, micros, NULL) != STATUS_OK) {
		(void)call_misused(call, _("--%s is \"%s\"; it must be an amount such as 50000 or -1234.50."), name, text);
		return false;
	}
	return true;
}

const char *call_numbers(const struct call *call, size_t count, int64_t *numbers)
{
	for (size_t i = 0; i < count; i++) {
		int64_t micros;

		if (decimal_parse(call->words[i], &micros, NULL) != STATUS_OK || micros <= 0 || micros % MICROS != 0)
			return call->words[i];
		numbers[i] = micros / MICROS;
	}
	return NULL;
}

bool call_day(const struct call *call, const char *text, struct date *day)
{
	struct error err = {0};
	char words[sizeof err.message];

	if (text == NULL || date_parse(text, day, &err) == STATUS_OK)
		return true;
	(void)call_misused(call, "%s", detail_words(err.message, words, sizeof words));
	return false;
}

/* What leads; the detail follows. */
static const char *const leads[] = {
	[STATUS_OK] = N_("Done:"),
	[STATUS_INVALID] = N_("Not accepted:"),
	[STATUS_NOT_FOUND] = N_("Not found:"),
	[STATUS_INFEASIBLE] = N_("Cannot be satisfied:"),
	[STATUS_NOT_CONVERGED] = N_("No answer within the tolerance:"),
	[STATUS_NO_MEMORY] = N_("Too large for this machine:"),
	[STATUS_IO] = N_("Reading or writing failed:"),
	[STATUS_CORRUPT] = N_("Damaged, or not what it should be:"),
	[STATUS_NEWER] = N_("Made by a newer version of this program:"),
	[STATUS_BUSY] = N_("In use by another process:"),
	[STATUS_REFUSED] = N_("Refused, and nothing was changed:"),
};

static void complain(enum status status, const struct error *err)
{
	char detail[sizeof err->message];

	/* Translators: what went wrong, with its colon, and the particulars. */
	output_complain(_("%s %s"), _(leads[status]), detail_words(err->message, detail, sizeof detail));
}

int call_failed(const struct call *call, enum status status, const struct error *err)
{
	if (interrupt_number() != 0)
		return EXIT_SIGNAL + interrupt_number();
	complain(status, err);
	switch (status) {
	case STATUS_INVALID:
	case STATUS_INFEASIBLE:
	case STATUS_REFUSED:
		return EXIT_REFUSED;
	case STATUS_CORRUPT:
	case STATUS_NEWER:
		return EXIT_BOOK;
	case STATUS_BUSY:
		return call->session != NULL && call->command->takes_job_lock ? EXIT_JOB_LOCKED : EXIT_BOOK;
	default:
		return EXIT_FAILED;
	}
}

int call_failed_on(const struct call *call, enum status status, struct error *err, const char *file)
{
	const char *const slash = strrchr(file, '/');
	const char *const name = slash == NULL ? file : slash + 1;
	const size_t length = strlen(name);
	const struct error told = *err;

	if (strstr(told.message, file) != NULL)
		return call_failed(call, status, err);
	if (strncmp(told.message, name, length) == 0 && told.message[length] == ':')
		(void)error_set(err, status, "%s%s", file, told.message + length);
	else
		(void)error_prefix(err, "%s", file);
	return call_failed(call, status, err);
}

bool call_open(struct call *call, bool is_read_only, int *code)
{
	struct error err = {0};
	enum status status;

	call->session_options.is_read_only = is_read_only;
	status = session_open(&call->session_options, &call->session, &err);
	if (status == STATUS_OK)
		return true;
	complain(status, &err);
	switch (status) {
	case STATUS_NOT_FOUND:
	case STATUS_CORRUPT:
	case STATUS_NEWER:
	case STATUS_BUSY:
	case STATUS_REFUSED: /* readable by others, or not a regular file */
		*code = EXIT_BOOK;
		break;
	default:
		*code = EXIT_FAILED;
	}
	return false;
}

bool call_waits(struct call *call, enum status status, int *waited_milliseconds)
{
	enum { STEP = 200 };
	const struct timespec step = {.tv_nsec = STEP * 1000000L};
	int64_t seconds = 0;

	if (status != STATUS_BUSY || !call_integer(call, "wait", 0, WAIT_LONGEST, &seconds) ||
	    *waited_milliseconds >= seconds * 1000)
		return false;
	(void)nanosleep(&step, NULL);
	*waited_milliseconds += STEP;
	return !interrupt_cancelled(NULL);
}

int call_show(struct call *call, const struct section *section, int code)
{
	struct error err = {0};
	char name[48];
	enum status status;

	(void)snprintf(name, sizeof name, "%s%s%s", call->command->name, call->command->verb != NULL ? "-" : "",
	               call->command->verb != NULL ? call->command->verb : "");
	status = output_sections(&call->output, handout_head(call->session, name, call->arena), &section, 1,
	                         &err);
	return status == STATUS_OK ? code : call_failed(call, status, &err);
}

int call_misused(const struct call *call, const char *format, ...)
{
	char sentence[1024];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	output_complain("%s", sentence);
	help_usage(call->command);
	return EXIT_USAGE;
}

int call_refused(const struct call *call, const char *sentence)
{
	(void)call;
	output_complain("%s", sentence);
	return EXIT_REFUSED;
}

int call_attention(const struct call *call, bool somebody_must_act)
{
	return somebody_must_act && call_has(call, "exit-code") ? EXIT_ATTENTION : EXIT_DONE;
}

int call_look(struct call *call, enum status (*look)(struct session *session, const char *word, struct arena *arena,
                                                     struct section **section, struct error *err))
{
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = look(call->session, call->word_count > 0 ? call->words[0] : NULL, call->arena, &section, &err);
	return status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
}

static int show_imported(struct call *call, const struct imported *imported)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts;

	if (call_has(call, "dry-run"))
		section_paragraph(section, NULL, _("Tried only: nothing is kept."));
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "rows", _("rows"), cell_integer((int64_t)imported->rows));
	facts_add(facts, "added", _("added"), cell_integer((int64_t)imported->added));
	facts_add(facts, "changed", _("changed"), cell_integer((int64_t)imported->changed));
	facts_add(facts, "same", _("known already"), cell_integer((int64_t)imported->same));
	return call_show(call, section, EXIT_DONE);
}

int call_import(struct call *call,
                enum status (*import)(struct session *session, const char *path, bool is_dry,
                                      void (*problem)(void *context, size_t line, const char *column, const char *message),
                                      void *context, struct imported *result, struct error *err))
{
	struct imported imported = {0};
	struct error err = {0};
	const char *file = call->words[0];
	enum status status;
	int code;

	if (!call_open(call, false, &code))
		return code;
	status = import(call->session, file, call_has(call, "dry-run"), output_problem, &file, &imported, &err);
	return status == STATUS_OK ? show_imported(call, &imported) : call_failed_on(call, status, &err, file);
}

int call_export(struct call *call, enum status (*export)(struct session *session, const char *word, struct sink *sink,
                                                         struct error *err))
{
	struct sink sink = output_sink();
	struct error err = {0};
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = export(call->session, call->word_count > 0 ? call->words[0] : NULL, &sink, &err);
	if (status == STATUS_OK)
		status = output_flush(&err);
	return status == STATUS_OK ? EXIT_DONE : call_failed(call, status, &err);
}
