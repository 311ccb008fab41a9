/* Help texts, laid out from the rows of the table. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "cli/command.h"
#include "engine/base/text.h"
#include "report/layout.h"

/* Where descriptions begin; what a line that is broken is indented by; and the least that is left for words. */
enum { LEFT_COLUMNS = 26, DESCRIPTION = LEFT_COLUMNS + 4, HANG = 4, ROOM_LEAST = 20 };

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
			help_pair(text, "", options->choices);
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

/* Bytes of the line before the description that begins in its column; 0: there is none. */
static size_t description_of(const char *line, size_t length)
{
	size_t column = 0, at = 0;

	while (at < length && column < DESCRIPTION) {
		uint32_t character;
		const size_t size = text_decode(line + at, length - at, &character);

		column += (size_t)text_character_width(character);
		at += size;
	}
	return column == DESCRIPTION && at < length && line[at] != ' ' && line[at - 1] == ' ' && line[at - 2] == ' ' ? at : 0;
}

/* As line_break, and a list "a|b|c" that is too long is broken behind a bar. */
static size_t break_words(const char *words, size_t columns, size_t *next)
{
	const size_t bytes = line_break(words, columns, next);

	if (*next > bytes || words[*next] == '\0')
		return bytes;
	for (size_t i = bytes; i > 0; i--)
		if (words[i - 1] == '|')
			return *next = i;
	return bytes;
}

/* One line: what follows its first row stands below the description, or a little further in than the line begins. */
static void wrap_line(const char *line, size_t length, size_t columns, struct text *text)
{
	const size_t lead = strspn(line, " "), described = description_of(line, length);
	const bool has_room = described > 0 && columns >= DESCRIPTION + ROOM_LEAST;
	const size_t begin = has_room ? described : lead < length ? lead : length;
	size_t indent = has_room ? DESCRIPTION : lead, next;
	struct text rest = {0};

	text_add_bytes(text, line, begin);
	text_add_bytes(&rest, line + begin, length - begin);
	for (const char *words = text_string(&rest); *words != '\0'; words += next) {
		size_t bytes = break_words(words, columns - indent, &next);

		while (bytes > 0 && words[bytes - 1] == ' ')
			bytes--;
		if (words != text_string(&rest)) {
			text_add_character(text, '\n');
			text_add_repeated(text, " ", indent);
		}
		text_add_bytes(text, words, bytes);
		if (!has_room)
			indent = lead + (lead > 0 ? HANG : 0);
	}
	text_clear(&rest);
}

void help_wrap(const char *draft, size_t columns, struct text *text)
{
	const char *const examples = _("Examples:");
	bool is_example = false;

	for (const char *end; *draft != '\0'; draft = end + (*end != '\0')) {
		size_t length;

		end = draft + strcspn(draft, "\n");
		length = (size_t)(end - draft);
		is_example = is_example || (length == strlen(examples) && strncmp(draft, examples, length) == 0);
		if (is_example) /* to be copied */
			text_add_bytes(text, draft, length);
		else
			wrap_line(draft, length, columns, text);
		if (*end != '\0')
			text_add_character(text, '\n');
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
