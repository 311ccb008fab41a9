/* The configuration library, wrapped: strict types, unknown keys named, nothing expanded. */
#include "data/settings/config.h"

#include <assert.h>
#include <confuse.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/settings/config_twice.h"
#include "data/settings/regular_file.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { SEEN_ONCE = 1 << 24 }; /* our own mark in the library's flags, far above those it uses */

/*
 * The library's scanner is one for the whole process: two threads in it at once have it read the terminal instead of the
 * file. A job beside the desk opens a session, and with it rules and assumptions, whenever it likes.
 */
static pthread_mutex_t scanner = PTHREAD_MUTEX_INITIALIZER;

/* The library's callbacks carry no pointer of ours, so what they need stands here while config_parse runs. */
static _Thread_local struct {
	const char *name;
	const struct config_option *options;
	struct error *err;
	bool has_failed, has_free_keys;
} reading;

/* A struct config is the library's section under another name; these two functions are the only casts. */
static cfg_t *inner(const struct config *config)
{
	union { const struct config *ours; cfg_t *theirs; } door = {.ours = config};

	return door.theirs;
}

static struct config *outer(cfg_t *section)
{
	return (struct config *)section;
}

/* The option of a section by its name, however deep; NULL when there is none. */
static const struct config_option *section_option(const struct config_option *options, const char *name)
{
	for (const struct config_option *option = options; option != NULL && option->name != NULL; option++) {
		const struct config_option *deep;

		if (option->options != NULL && strcmp(option->name, name) == 0)
			return option;
		deep = section_option(option->options, name);
		if (deep != NULL)
			return deep;
	}
	return NULL;
}

/* The table of a section by its name; the root's when it is none. */
static const struct config_option *table_of(const cfg_t *section)
{
	const struct config_option *option = section_option(reading.options, section->name);

	return option != NULL ? option->options : reading.options;
}

/* The library calls a free key unknown, and then takes it. */
static bool has_free_keys(const cfg_t *section)
{
	for (const struct config_option *option = reading.options; option != NULL && option->name != NULL; option++)
		if (strcmp(option->name, section->name) == 0)
			return option->type == CONFIG_PAIRS;
	for (const struct config_option *option = reading.options; option != NULL && option->name != NULL; option++)
		for (const struct config_option *deep = option->options; deep != NULL && deep->name != NULL; deep++)
			if (strcmp(deep->name, section->name) == 0)
				return deep->type == CONFIG_PAIRS;
	return reading.has_free_keys;
}

static void fail(const cfg_t *section, const char *sentence)
{
	char shown[300];

	if (reading.has_failed) /* the first is the cause; the library adds consequences */
		return;
	reading.has_failed = true;
	text_clean(sentence, shown, sizeof shown);
	if (section->title != NULL)
		(void)error_set(reading.err, STATUS_INVALID, "%s:%d: %s \"%.60s\": %s", reading.name, section->line,
		                section->name, section->title, shown);
	else
		(void)error_set(reading.err, STATUS_INVALID, "%s:%d: %s", reading.name, section->line, shown);
}

static void on_error(cfg_t *section, const char *format, va_list arguments)
{
	static const char unknown[] = "no such option '";
	char sentence[300], more[400];

	vsnprintf(sentence, sizeof sentence, format, arguments);
	if (strncmp(sentence, unknown, strlen(unknown)) == 0) {
		if (has_free_keys(section))
			return;
		const struct config_option *options = table_of(section);
		const char *names[64], *nearest;
		char key[48];
		size_t count = 0;

		for (; options != NULL && options[count].name != NULL && count < 64; count++)
			names[count] = options[count].name;
		snprintf(key, sizeof key, "%.*s", (int)strcspn(sentence + strlen(unknown), "'"), sentence + strlen(unknown));
		nearest = text_nearest(key, names, count);
		snprintf(more, sizeof more, "there is no key \"%s\"%s%s%s", key, nearest != NULL ? "; did you mean \"" : "",
		         nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
		fail(section, more);
		return;
	}
	fail(section, sentence);
}

static bool read_number(const char *text, double *value)
{
	char *end;

	/* No blanks, hexadecimals, infinities: strtod alone would take them. */
	if (text[0] == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
		return false;
	*value = strtod(text, &end);
	return *end == '\0' && isfinite(*value);
}

static bool read_bool(const char *text, bool *value)
{
	static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (text_equal_fold(text, words[i])) {
			*value = i % 2 == 1;
			return true;
		}
	}
	return false;
}

/* Says what is wrong with a value; false when nothing is. */
static bool is_wrong(const struct config_option *option, const char *text, char *sentence, size_t size)
{
	double number = 0.0;
	bool truth;

	if (option->type == CONFIG_BOOL && !read_bool(text, &truth))
		return snprintf(sentence, size, "%s is \"%.60s\"; it must be yes or no", option->name, text) > 0;
	if (option->type != CONFIG_INTEGER && option->type != CONFIG_NUMBER && option->type != CONFIG_NUMBERS)
		return false;
	if (!read_number(text, &number))
		return snprintf(sentence, size, "%s is \"%.60s\"; it must be a number", option->name, text) > 0;
	if (option->type == CONFIG_INTEGER && (number != floor(number) || fabs(number) > 9e15))
		return snprintf(sentence, size, "%s is %.60s; it must be a whole number", option->name, text) > 0;
	if (option->lowest != option->highest && (number < option->lowest || number > option->highest))
		return snprintf(sentence, size, "%s is %.60s; it must lie in %.15g to %.15g", option->name, text,
		                option->lowest, option->highest) > 0;
	return false;
}

/* -1: it was there before, which is told. */
static int only_once(const cfg_t *section, cfg_opt_t *given)
{
	char sentence[300];

	if ((given->flags & SEEN_ONCE) == 0) {
		given->flags |= SEEN_ONCE;
		return 0;
	}
	snprintf(sentence, sizeof sentence, "%s is given twice", given->name);
	fail(section, sentence);
	return -1;
}

/* The library would keep the keys of the first of two sections, and drop their values. */
static int on_section(cfg_t *section, cfg_opt_t *given)
{
	return only_once(section, given);
}

static int on_value(cfg_t *section, cfg_opt_t *given)
{
	const struct config_option *option = table_of(section);
	char sentence[300];

	while (option->name != NULL && strcmp(option->name, given->name) != 0)
		option++;
	if (option->name == NULL)
		return 0;
	if ((given->flags & CFGF_LIST) == 0 && only_once(section, given) != 0)
		return -1;
	if (!is_wrong(option, given->values[given->nvalues - 1]->string, sentence, sizeof sentence))
		return 0;
	fail(section, sentence);
	return -1;
}

/* Freeing a file takes the scanner down with it, under the hands of whoever is reading. */
static void free_file(cfg_t *root)
{
	(void)pthread_mutex_lock(&scanner);
	(void)cfg_free(root);
	(void)pthread_mutex_unlock(&scanner);
}

/* Our rows as the library's. Its arrays are copied by cfg_init, so what is built here is dropped after it. */
static cfg_opt_t *library_options(const struct config_option *options, struct arena *arena)
{
	size_t count = 0;
	cfg_opt_t *made;

	while (options != NULL && options[count].name != NULL)
		count++;
	made = arena_take(arena, (count + 1) * sizeof *made);
	for (size_t i = 0; i < count; i++) {
		made[i] = (cfg_opt_t){.name = options[i].name, .type = CFGT_STR, .flags = CFGF_NODEFAULT, .validcb = on_value};
		switch (options[i].type) {
		case CONFIG_TEXTS:
		case CONFIG_NUMBERS:
			made[i].flags |= CFGF_LIST;
			break;
		case CONFIG_SECTION:
		case CONFIG_SECTIONS:
		case CONFIG_PAIRS:
			made[i].type = CFGT_SEC;
			made[i].validcb = options[i].type == CONFIG_SECTIONS ? NULL : on_section;
			made[i].subopts = library_options(options[i].options, arena);
			if (options[i].type == CONFIG_SECTIONS)
				made[i].flags = CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES;
			else if (options[i].type == CONFIG_PAIRS)
				made[i].flags |= CFGF_KEYSTRVAL;
			break;
		default:
			break;
		}
	}
	made[count] = (cfg_opt_t)CFG_END();
	return made;
}

/* Bytes of the comment that begins at text, 0 when none does. */
static size_t comment_length(const char *text)
{
	const char *end;

	if (text[0] == '#' || (text[0] == '/' && text[1] == '/'))
		return strcspn(text, "\n");
	if (text[0] != '/' || text[1] != '*')
		return 0;
	end = strstr(text + 2, "*/");
	return end != NULL ? (size_t)(end - text) + 2 : strlen(text);
}

/*
 * Readies a text for the library: comments become blanks, since it counts their lines twice; what it would do and we
 * do not want, reading variables of the environment, is refused; and so is a section that is never closed, which the
 * library takes for whole: half a file would pass for a file.
 */
static enum status prepare(const char *name, char *text, struct error *err)
{
	char quote = '\0';
	size_t line = 1, opened = 1, depth = 0;

	for (char *at = text; *at != '\0'; at++) {
		if (quote == '\0') {
			for (size_t left = comment_length(at); left > 0; left--, at++) {
				line += *at == '\n';
				*at = *at == '\n' ? '\n' : ' ';
			}
			if (*at == '\0')
				break;
		}
		if (*at == '$' && at[1] == '{' && quote != '\'')
			return error_set(err, STATUS_INVALID, "%s:%zu: variables of the environment are not read here; "
			                 "put the text in single quotes", name, line);
		if (quote != '\0' && *at == '\\' && at[1] != '\0')
			at++;
		else if (quote != '\0')
			quote = *at == quote ? '\0' : quote;
		else if (*at == '\'' || *at == '"')
			quote = *at;
		else if (*at == '{' && depth++ == 0)
			opened = line;
		else if (*at == '}' && depth > 0)
			depth--;
		line += *at == '\n';
	}
	if (quote == '\0' && depth > 0)
		return error_set(err, STATUS_INVALID, "%s:%zu: the brace that opens here is never closed", name, opened);
	return STATUS_OK;
}

/* The library takes the last of two free keys and says nothing. */
static void check_free_keys(const char *name, const char *text, const struct config_option *options, bool is_pairs,
                            struct error *err)
{
	struct config_key key;
	char raw[80], shown[80];

	if (!config_given_twice(text, options, is_pairs, &key))
		return;
	snprintf(raw, sizeof raw, "%.*s", (int)(key.length < 60 ? key.length : 60), key.text);
	text_clean(raw, shown, sizeof shown);
	(void)error_set(err, STATUS_INVALID, "%s:%zu: %s is given twice", name, key.line, shown);
}

static enum status parse(const char *name, const char *bytes, size_t length, const struct config_option *options,
                         cfg_flag_t flags, struct config **config, struct error *err)
{
	struct arena *arena;
	struct error own = {0};
	char *copy;
	cfg_t *root;
	int answer;

	if (length > CONFIG_BYTES)
		return error_set(err, STATUS_INVALID, "%s has more than %d bytes", name, CONFIG_BYTES);
	if (length > 0 && (memchr(bytes, '\0', length) != NULL || !text_is_utf8(bytes, length)))
		return error_set(err, STATUS_INVALID, "%s is not UTF-8 text", name);
	copy = memory_new(length + 2);
	memcpy(copy, bytes, length);
	copy[length] = '\n'; /* a last line without its end is a line */
	if (prepare(name, copy, err) != STATUS_OK) {
		free(copy);
		return STATUS_INVALID;
	}
	arena = arena_new();
	(void)pthread_mutex_lock(&scanner);
	root = cfg_init(library_options(options, arena), flags); /* scans defaults */
	arena_free(arena);
	if (root == NULL) {
		(void)pthread_mutex_unlock(&scanner);
		free(copy);
		return error_set(err, STATUS_NO_MEMORY, "%s could not be read: no memory", name);
	}
	(void)cfg_set_error_function(root, on_error);
	reading.name = name;
	reading.options = options;
	reading.has_free_keys = (flags & CFGF_KEYSTRVAL) != 0;
	reading.err = &own;
	reading.has_failed = false;
	answer = cfg_parse_buf(root, copy);
	(void)pthread_mutex_unlock(&scanner);
	reading.options = NULL;
	reading.err = NULL;
	if (answer == CFG_SUCCESS && !reading.has_failed)
		check_free_keys(name, copy, options, (flags & CFGF_KEYSTRVAL) != 0, &own);
	free(copy);
	if (answer == CFG_SUCCESS && !reading.has_failed && own.status == STATUS_OK) {
		*config = outer(root);
		return STATUS_OK;
	}
	/* the library refuses a key without a name in silence */
	if (own.message[0] == '\0')
		(void)error_set(&own, STATUS_INVALID, "%s:%d: the file is malformed: a key has no name", name, root->line);
	free_file(root);
	return error_set(err, STATUS_INVALID, "%s", own.message);
}

enum status config_parse(const char *name, const char *bytes, size_t length, const struct config_option *options,
                         struct config **config, struct error *err)
{
	return parse(name, bytes, length, options, CFGF_NONE, config, err);
}

static enum status read_file(const char *path, const struct config_option *options, cfg_flag_t flags,
                             struct config **config, struct error *err)
{
	struct text bytes = {0};
	enum status status = regular_file_read(path, CONFIG_BYTES, FILE_ANY, &bytes, err);

	if (status == STATUS_OK)
		status = parse(path, text_string(&bytes), bytes.length, options, flags, config, err);
	text_clear(&bytes);
	return status;
}

enum status config_read(const char *path, const struct config_option *options, struct config **config,
                        struct error *err)
{
	return read_file(path, options, CFGF_NONE, config, err);
}

enum status config_read_pairs(const char *path, struct config **config, struct error *err)
{
	static const struct config_option none[] = {{0}};

	return read_file(path, none, CFGF_KEYSTRVAL, config, err);
}

void config_free(struct config *config)
{
	if (config != NULL)
		free_file(inner(config));
}

static cfg_opt_t *option_of(const struct config *config, const char *key)
{
	cfg_opt_t *option = cfg_getopt(inner(config), key);

	assert(option != NULL); /* the key stands in the table the file was read with */
	return option;
}

size_t config_count(const struct config *config, const char *key)
{
	cfg_opt_t *option;

	if (key == NULL)
		return cfg_num(inner(config));
	option = option_of(config, key);
	if (option->type == CFGT_SEC && (option->flags & CFGF_KEYSTRVAL) != 0)
		return cfg_opt_size(option) == 0 ? 0 : cfg_num(cfg_opt_getnsec(option, 0));
	return cfg_opt_size(option);
}

bool config_has(const struct config *config, const char *key)
{
	return cfg_opt_size(option_of(config, key)) > 0;
}

const char *config_text_at(const struct config *config, const char *key, size_t index)
{
	return cfg_opt_getnstr(option_of(config, key), (unsigned)index);
}

const char *config_text(const struct config *config, const char *key)
{
	return config_has(config, key) ? config_text_at(config, key, 0) : NULL;
}

double config_number_at(const struct config *config, const char *key, size_t index)
{
	double value = 0.0;

	(void)read_number(config_text_at(config, key, index), &value); /* checked while it was read */
	return value;
}

bool config_number(const struct config *config, const char *key, double *value)
{
	if (!config_has(config, key))
		return false;
	*value = config_number_at(config, key, 0);
	return true;
}

bool config_integer(const struct config *config, const char *key, int64_t *value)
{
	if (!config_has(config, key))
		return false;
	*value = (int64_t)config_number_at(config, key, 0);
	return true;
}

bool config_bool(const struct config *config, const char *key, bool fallback)
{
	bool value = fallback;

	if (config_has(config, key))
		(void)read_bool(config_text(config, key), &value); /* checked while it was read */
	return value;
}

const struct config *config_section(const struct config *config, const char *key, size_t index)
{
	return outer(cfg_opt_getnsec(option_of(config, key), (unsigned)index));
}

int config_line(const struct config *section)
{
	return inner(section)->line;
}

const char *config_title(const struct config *section)
{
	return cfg_title(inner(section));
}

static cfg_opt_t *pair_at(const struct config *config, const char *key, size_t index)
{
	cfg_t *section = key == NULL ? inner(config) : cfg_opt_getnsec(option_of(config, key), 0);

	return cfg_getnopt(section, (unsigned)index);
}

const char *config_pair_key(const struct config *config, const char *key, size_t index)
{
	return cfg_opt_name(pair_at(config, key, index));
}

const char *config_pair_value(const struct config *config, const char *key, size_t index)
{
	return cfg_opt_getstr(pair_at(config, key, index));
}
