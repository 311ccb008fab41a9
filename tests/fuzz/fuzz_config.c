/* Configuration files: every value that was accepted can be asked for, and every file that is refused is named. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/feed/declaration.h"
#include "data/settings/config.h"
#include "data/settings/loaders.h"
#include "data/settings/settings.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

/* A row of every type there is, on two levels. */
static const struct config_option inner[] = {
	{.name = "text", .type = CONFIG_TEXT}, {.name = "numbers", .type = CONFIG_NUMBERS, .lowest = -1.0, .highest = 1.0},
	{.name = "yes", .type = CONFIG_BOOL}, {0},
};
static const struct config_option every[] = {
	{.name = "title", .type = CONFIG_TEXT}, {.name = "count", .type = CONFIG_INTEGER, .lowest = 0.0, .highest = 99.0},
	{.name = "rate", .type = CONFIG_NUMBER}, {.name = "on", .type = CONFIG_BOOL}, {.name = "texts", .type = CONFIG_TEXTS},
	{.name = "numbers", .type = CONFIG_NUMBERS}, {.name = "one", .type = CONFIG_SECTION, .options = inner},
	{.name = "row", .type = CONFIG_SECTIONS, .options = inner}, {.name = "pairs", .type = CONFIG_PAIRS}, {0},
};
static const struct config_option feeds[] = {
	{.name = "feed", .type = CONFIG_SECTIONS, .options = declaration_options}, {0},
};

static void walk(const struct config *config, const struct config_option *options);

static void ask(const struct config *config, const struct config_option *option)
{
	const size_t count = config_count(config, option->name);
	int64_t whole;
	double number = 0.0;

	switch (option->type) {
	case CONFIG_TEXT:
	case CONFIG_TEXTS:
		for (size_t i = 0; i < count; i++) {
			const char *text = config_text_at(config, option->name, i);

			FUZZ_HOLDS(text != NULL && text_is_utf8(text, strlen(text)));
		}
		break;
	case CONFIG_INTEGER:
		FUZZ_HOLDS(config_integer(config, option->name, &whole) == (count > 0));
		break;
	case CONFIG_NUMBER:
	case CONFIG_NUMBERS:
		for (size_t i = 0; i < count; i++) {
			number = config_number_at(config, option->name, i);
			FUZZ_HOLDS(option->lowest == option->highest || (number >= option->lowest && number <= option->highest));
		}
		break;
	case CONFIG_BOOL:
		(void)config_bool(config, option->name, true);
		break;
	case CONFIG_SECTION:
	case CONFIG_SECTIONS:
		for (size_t i = 0; i < count; i++) {
			const struct config *section = config_section(config, option->name, i);

			FUZZ_HOLDS(option->type == CONFIG_SECTION || config_title(section) != NULL);
			FUZZ_HOLDS(config_line(section) >= 0);
			walk(section, option->options);
		}
		break;
	case CONFIG_PAIRS:
		for (size_t i = 0; i < count; i++)
			FUZZ_HOLDS(config_pair_key(config, option->name, i) != NULL && config_pair_value(config, option->name, i) != NULL);
		break;
	}
}

static void walk(const struct config *config, const struct config_option *options)
{
	for (; options->name != NULL; options++) {
		(void)config_has(config, options->name);
		ask(config, options);
	}
}

static void check_table(const struct config_option *options, const char *bytes, size_t size)
{
	struct config *config = NULL;
	struct error err = {0};

	if (config_parse("file", bytes, size, options, &config, &err) == STATUS_OK) {
		walk(config, options);
		config_free(config);
	} else {
		FUZZ_HOLDS(config == NULL && err.status == STATUS_INVALID && strncmp(err.message, "file", 4) == 0);
	}
}

/* Files that are only read by path: one in memory, overwritten for each input. */
static enum status check_file(char loader, const char *path, struct error *err)
{
	struct settings *settings = NULL;
	struct assumptions assumptions;
	struct scenarios scenarios;
	struct rule_sources sources = {.count = 0};
	struct rules rules;
	struct pairs pairs = {0};
	enum status status;

	switch (loader) {
	case 'r':
		status = rules_load(path, &rules, &sources, err);
		FUZZ_HOLDS(sources.count <= RULE_SOURCES);
		return status;
	case 'a':
		return assumptions_load(path, &assumptions, err);
	case 's':
		return scenarios_load(path, &scenarios, err);
	case 'k':
		status = pairs_load(path, &pairs, err);
		pairs_clear(&pairs);
		return status;
	default:
		status = settings_load(path, &settings, err);
		for (size_t i = 0; status == STATUS_OK && settings_table[i].name != NULL; i++)
			FUZZ_HOLDS(settings_text(settings, settings_table[i].name) != NULL);
		settings_free(settings);
		return status;
	}
}

static const char *file_in_memory(const uint8_t *bytes, size_t size)
{
	static int file = -1;
	static char path[64];

	if (file < 0) {
		file = memfd_create("input", MFD_CLOEXEC);
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	FUZZ_HOLDS(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, bytes, size, 0) == (ssize_t)size);
	return path;
}

/* The first byte says which file it is: e (every type), f (feeds), r (rules), a, s, k (keys), b (settings). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {0};

	if (size == 0)
		return 0;
	if (data[0] == 'f')
		check_table(feeds, (const char *)data + 1, size - 1);
	else if (data[0] == 0 || strchr("raskb", data[0]) == NULL)
		check_table(every, (const char *)data + 1, size - 1);
	else if (check_file((char)data[0], file_in_memory(data + 1, size - 1), &err) != STATUS_OK)
		FUZZ_HOLDS(err.status == STATUS_INVALID && err.message[0] != '\0');
	return 0;
}
