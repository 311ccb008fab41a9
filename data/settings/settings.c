/* Places and settings. */
#include "data/settings/settings.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

static void take(const char *name, char *value, size_t size)
{
	const char *found = getenv(name);

	value[0] = '\0';
	if (found != NULL && strlen(found) < size)
		memcpy(value, found, strlen(found) + 1);
}

/* As gettext has it: the first of LANGUAGE goes before the locale's own language, but never over a plain C locale. */
static void take_language(char *value, size_t size)
{
	static const char *const locales[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	char wished[64];

	value[0] = '\0';
	for (size_t i = 0; i < sizeof locales / sizeof locales[0] && value[0] == '\0'; i++)
		take(locales[i], value, size);
	take("LANGUAGE", wished, sizeof wished);
	wished[strcspn(wished, ":")] = '\0';
	if (wished[0] != '\0' && value[0] != '\0' && strcmp(value, "C") != 0 && strcmp(value, "POSIX") != 0)
		(void)snprintf(value, size, "%s", wished);
}

void environment_read(struct environment *environment)
{
	char no_color[8], terminal[64];

	take("HOME", environment->home, sizeof environment->home);
	take("XDG_CONFIG_HOME", environment->config_home, sizeof environment->config_home);
	take("XDG_DATA_HOME", environment->data_home, sizeof environment->data_home);
	take("XDG_STATE_HOME", environment->state_home, sizeof environment->state_home);
	take("BALLAST_BOOK", environment->book, sizeof environment->book);
	take("BALLAST_DATADIR", environment->shipped, sizeof environment->shipped);
	take("BALLAST_LOCALEDIR", environment->locale, sizeof environment->locale);
	take_language(environment->language, sizeof environment->language);
	take("USER", environment->user, sizeof environment->user);
	if (environment->user[0] == '\0')
		take("LOGNAME", environment->user, sizeof environment->user);
	take("NO_COLOR", no_color, sizeof no_color);
	environment->no_color = no_color[0] != '\0' || (getenv("NO_COLOR") != NULL && strlen(getenv("NO_COLOR")) >= sizeof no_color);
	take("TERM", terminal, sizeof terminal);
	environment->is_dumb = terminal[0] == '\0' || strcmp(terminal, "dumb") == 0;
}

static enum status put(char path[PLACE_SIZE], struct error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum status put(char path[PLACE_SIZE], struct error *err, const char *format, ...)
{
	char made[4 * PLACE_SIZE];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(made, sizeof made, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= PLACE_SIZE)
		return error_set(err, STATUS_INVALID, "the path %.100s... is longer than %d bytes", made, PLACE_SIZE - 1);
	memcpy(path, made, (size_t)length + 1);
	return STATUS_OK;
}

enum status place_join(const char *folder, const char *name, char path[PLACE_SIZE], struct error *err)
{
	return put(path, err, "%s/%s", folder, name);
}

/* The XDG folder when it is absolute, else the one below home. */
static enum status find(const char *xdg, const char *variable, const char *home, const char *below,
                        char path[PLACE_SIZE], struct error *err)
{
	if (xdg[0] == '/')
		return put(path, err, "%s/ballast", xdg);
	if (home[0] == '/')
		return put(path, err, "%s/%s/ballast", home, below);
	return error_set(err, STATUS_NOT_FOUND, "neither HOME nor %s names a folder", variable);
}

enum status places_find(const struct environment *environment, const char *book, const char *installed,
                        struct places *places, struct error *err)
{
	struct places found;
	enum status status;

	status = find(environment->config_home, "XDG_CONFIG_HOME", environment->home, ".config", found.config, err);
	if (status == STATUS_OK)
		status = find(environment->data_home, "XDG_DATA_HOME", environment->home, ".local/share", found.data, err);
	if (status == STATUS_OK)
		status = find(environment->state_home, "XDG_STATE_HOME", environment->home, ".local/state", found.state, err);
	if (status == STATUS_OK)
		status = put(found.shipped, err, "%s", environment->shipped[0] != '\0' ? environment->shipped : installed);
	if (status != STATUS_OK)
		return status;
	if (book != NULL && book[0] != '\0')
		status = put(found.book, err, "%s", book);
	else if (environment->book[0] != '\0')
		status = put(found.book, err, "%s", environment->book);
	else
		status = put(found.book, err, "%s/book.db", found.data);
	if (status == STATUS_OK)
		*places = found;
	return status;
}

const struct setting settings_table[] = {
	{.name = "language", .type = SETTING_CHOICE, .fallback = "auto", .choices = "auto|en|zh_CN",
	 .doc = "language of screens and reports; auto follows the locale"},
	{.name = "theme", .type = SETTING_TEXT, .fallback = "dark", .doc = "name of a theme file, without .theme"},
	{.name = "mouse", .type = SETTING_BOOL, .fallback = "no", .doc = "take clicks and the wheel; off leaves selection to the terminal"},
	{.name = "accessible", .type = SETTING_BOOL, .fallback = "no",
	 .doc = "for screen readers: no frames, no bars, charts as words"},
	{.name = "clipboard", .type = SETTING_BOOL, .fallback = "no",
	 .doc = "rows may be copied to the terminal's clipboard, which other programs read"},
	{.name = "hide_amounts", .type = SETTING_BOOL, .fallback = "no", .doc = "start with amounts masked"},
	{.name = "rise_colour", .type = SETTING_CHOICE, .fallback = "green", .choices = "green|red",
	 .doc = "colour of a rise: red is the custom in China"},
	{.name = "backups", .type = SETTING_BOOL, .fallback = "yes",
	 .doc = "copy the book before what changes much of it; no: only when asked"},
	{.name = "backups_last", .type = SETTING_NUMBER, .fallback = "10", .lowest = 1, .highest = 999,
	 .doc = "automatic copies that stay: the newest ones"},
	{.name = "backups_daily", .type = SETTING_NUMBER, .fallback = "7", .lowest = 0, .highest = 999,
	 .doc = "and the newest of each of so many days"},
	{.name = "backups_weekly", .type = SETTING_NUMBER, .fallback = "5", .lowest = 0, .highest = 999,
	 .doc = "and the newest of each of so many weeks"},
	{.name = "backups_monthly", .type = SETTING_NUMBER, .fallback = "12", .lowest = 0, .highest = 999,
	 .doc = "and the newest of each of so many months"},
	{.name = "author", .type = SETTING_TEXT, .fallback = "", .doc = "name put under decisions; empty: the login name"},
	{0},
};

struct settings {
	char **values; /* owned, in the order of the table; NULL: the fallback */
};

static size_t index_of(const char *name)
{
	size_t i = 0;

	while (settings_table[i].name != NULL && strcmp(settings_table[i].name, name) != 0)
		i++;
	assert(settings_table[i].name != NULL);
	return i;
}

static size_t settings_count(void)
{
	return sizeof settings_table / sizeof settings_table[0] - 1;
}

static bool is_choice(const char *choices, const char *value)
{
	const size_t length = strlen(value);

	for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
		at += *at == '|';
		if (length > 0 && strncmp(at, value, length) == 0 && (at[length] == '|' || at[length] == '\0'))
			return true;
	}
	return false;
}

/* The table as the file's. */
static struct config_option *file_options(void)
{
	static const enum config_type types[] = {
		[SETTING_TEXT] = CONFIG_TEXT, [SETTING_CHOICE] = CONFIG_TEXT, [SETTING_BOOL] = CONFIG_BOOL,
		[SETTING_NUMBER] = CONFIG_INTEGER,
	};
	struct config_option *options = memory_new_array(settings_count() + 1, sizeof *options);

	for (size_t i = 0; i < settings_count(); i++)
		options[i] = (struct config_option){
			.name = settings_table[i].name, .type = types[settings_table[i].type],
			.lowest = settings_table[i].lowest, .highest = settings_table[i].highest,
		};
	return options;
}

/* A setting of the file as text, NULL when it is not set there; within the range it was read with, a number is short. */
static const char *value_of(const struct config *config, const struct setting *setting, char digits[16])
{
	int64_t number;

	if (setting->type != SETTING_NUMBER)
		return config_text(config, setting->name);
	if (!config_integer(config, setting->name, &number))
		return NULL;
	(void)snprintf(digits, 16, "%d", (int)number);
	return digits;
}

enum status settings_load(const char *path, struct settings **settings, struct error *err)
{
	struct config_option *options = file_options();
	struct config *config = NULL;
	struct settings *loaded;
	struct error own = {0};
	enum status status = config_read(path, options, &config, &own);

	free(options);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return error_set(err, status, "%s", own.message);
	loaded = memory_new(sizeof *loaded);
	loaded->values = memory_new_array(settings_count(), sizeof *loaded->values);
	status = STATUS_OK;
	for (size_t i = 0; config != NULL && i < settings_count() && status == STATUS_OK; i++) {
		const struct setting *setting = &settings_table[i];
		char digits[16];
		const char *value = value_of(config, setting, digits);

		if (value == NULL)
			continue;
		if (setting->type == SETTING_CHOICE && !is_choice(setting->choices, value))
			status = error_set(err, STATUS_INVALID, "%s: %s is \"%.40s\"; it is one of %s", path, setting->name, value,
			                   setting->choices);
		loaded->values[i] = memory_copy_text(value);
	}
	config_free(config);
	if (status == STATUS_OK)
		*settings = loaded;
	else
		settings_free(loaded);
	return status;
}

void settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	for (size_t i = 0; i < settings_count(); i++)
		free(settings->values[i]);
	free(settings->values);
	free(settings);
}

const char *settings_text(const struct settings *settings, const char *name)
{
	const size_t i = index_of(name);

	return settings != NULL && settings->values[i] != NULL ? settings->values[i] : settings_table[i].fallback;
}

bool settings_bool(const struct settings *settings, const char *name)
{
	const char *value = settings_text(settings, name);

	return text_equal_fold(value, "yes") || text_equal_fold(value, "true") || text_equal_fold(value, "on");
}

int settings_number(const struct settings *settings, const char *name)
{
	return (int)strtol(settings_text(settings, name), NULL, 10);
}
