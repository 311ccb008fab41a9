/* Help texts, laid out from the rows of the table. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "cli/command.h"
#include "engine/base/text.h"

enum { LEFT_COLUMNS = 26, RIGHT_COLUMNS = 84 };

/* "journal verify", as it is typed. */
static void add_name(struct text *text, const struct command *command)
{
	text_addf(text, "ballast %s", command->name);
	if (command->verb != NULL)
		text_addf(text, " %s", command->verb);
}

static void add_synopsis(struct text *text, const struct command *command)
{
	add_name(text, command);
	if (command->usage[0] != '\0')
		text_addf(text, " %s", command->usage);
}

/* "  left            right"; a left part that is too long gets a line of its own. */
void help_pair(struct text *text, const char *left, const char *right)
{
	text_add(text, "  ");
	if (text_width(left) > LEFT_COLUMNS) {
		text_addf(text, "%s\n  ", left);
		left = "";
	}
	text_add_padded(text, left, LEFT_COLUMNS, TEXT_LEFT);
	text_addf(text, "  %s\n", right);
}

void help_heading(struct text *text, const char *title)
{
	text_addf(text, "\n%s\n", title);
}

/* What only a command with a book has a use for. */
static bool is_about_a_book(const char *name)
{
	return strcmp(name, "book") == 0 || strcmp(name, "as-of") == 0 || strcmp(name, "wait") == 0;
}

/* "a|b|c" over as many lines as it takes, broken behind a bar. */
static void add_choices(struct text *text, const char *choices)
{
	while (strlen(choices) > RIGHT_COLUMNS) {
		char line[RIGHT_COLUMNS + 1];
		size_t length = RIGHT_COLUMNS;

		while (length > 1 && choices[length - 1] != '|')
			length--;
		(void)snprintf(line, sizeof line, "%.*s", (int)length, choices);
		help_pair(text, "", line);
		choices += length;
	}
	help_pair(text, "", choices);
}

static void add_options(struct text *text, const struct command_option *options, bool is_bookless)
{
	struct text left = {0};

	for (; options != NULL && options->name != NULL; options++) {
		if (options->help == NULL || (is_bookless && is_about_a_book(options->name)))
			continue;
		if (options->heading != NULL)
			help_heading(text, _(options->heading));
		text_reset(&left);
		text_addf(&left, "--%s", options->name);
		if (options->argument != NULL)
			text_addf(&left, " %s", _(options->argument));
		help_pair(text, text_string(&left), _(options->help));
		if (options->choices != NULL)
			add_choices(text, options->choices);
	}
	text_clear(&left);
}

void help_program(struct text *text)
{
	struct text left = {0};

	text_addf(text, "%s\n  ballast [%s]\n  ballast %s\n\n", _("Usage:"), "--book FILE", _("COMMAND [OPTION...] [ARGUMENT...]"));
	text_addf(text, "%s\n\n", _("Without a command the desk opens, full-screen, on the book."));
	text_addf(text, "%s\n", _("Commands:"));
	for (const struct command *const *command = commands; *command != NULL; command++) {
		text_reset(&left);
		text_add(&left, (*command)->name);
		if ((*command)->verb != NULL)
			text_addf(&left, " %s", (*command)->verb);
		help_pair(text, text_string(&left), _((*command)->summary));
	}
	text_addf(text, "\n%s\n", _("Options of every command:"));
	add_options(text, common_options, false);
	text_addf(text, "\n%s\n", _("\"ballast COMMAND --help\" says more about one; the manual is ballast(1)."));
	text_clear(&left);
}

void help_command(const struct command *command, struct text *text)
{
	text_addf(text, "%s\n  ", _("Usage:"));
	add_synopsis(text, command);
	text_addf(text, _("\n\n%s.\n"), _(command->summary));
	if (command->options != NULL && command->options->name != NULL) {
		if (command->options->heading == NULL)
			text_addf(text, "\n%s\n", _("Options:"));
		add_options(text, command->options, false);
	}
	if (command->explain != NULL)
		command->explain(text);
	text_addf(text, "\n%s\n", _("Options of every command:"));
	add_options(text, common_options, command->is_bookless);
	if (command->examples != NULL) {
		text_addf(text, "\n%s\n", _("Examples:"));
		for (const char *const *example = command->examples; *example != NULL; example++) {
			text_add(text, "  ");
			add_name(text, command);
			text_addf(text, " %s\n", *example);
		}
	}
}

void help_group(const char *name, struct text *text)
{
	text_addf(text, "%s\n", _("Usage:"));
	for (const struct command *const *command = commands; *command != NULL; command++) {
		if (strcmp((*command)->name, name) != 0)
			continue;
		text_add(text, "  ");
		add_synopsis(text, *command);
		text_addf(text, "\n      %s\n", _((*command)->summary));
	}
}

void help_usage(const struct command *command)
{
	struct text text = {0};

	if (command == NULL) {
		(void)fprintf(stderr, "%s\n", _("\"ballast --help\" lists commands and options."));
		return;
	}
	add_synopsis(&text, command);
	(void)fprintf(stderr, _("It is used like this: %s\n"), text_string(&text));
	text_clear(&text);
}
