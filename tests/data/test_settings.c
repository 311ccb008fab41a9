/* Configuration files read strictly, where files live, and the shipped rules and assumptions. */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/settings/config.h"
#include "data/settings/loaders.h"
#include "data/settings/regular_file.h"
#include "data/settings/settings.h"
#include "engine/base/text.h"

static char folder[] = "/tmp/ballast-settings-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int drop_folder(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static const char *file_with(const char *text)
{
	static char path[200];
	FILE *file;

	snprintf(path, sizeof path, "%s/f.conf", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	fclose(file);
	return path;
}

static const char *shipped(const char *name)
{
	static char path[1024];
	const char *top = getenv("BALLAST_DATADIR");

	snprintf(path, sizeof path, "%s/%s", top != NULL ? top : "share", name);
	return path;
}

static const struct config_option inner_options[] = {
	{.name = "value", .type = CONFIG_NUMBERS}, {.name = "note", .type = CONFIG_TEXT}, {0},
};
static const struct config_option options[] = {
	{.name = "name", .type = CONFIG_TEXT}, {.name = "count", .type = CONFIG_INTEGER, .lowest = 1, .highest = 9},
	{.name = "share", .type = CONFIG_NUMBER}, {.name = "is_on", .type = CONFIG_BOOL}, {.name = "words", .type = CONFIG_TEXTS},
	{.name = "part", .type = CONFIG_SECTIONS, .options = inner_options}, {.name = "headers", .type = CONFIG_PAIRS}, {0},
};

static void reads_every_type(void **state)
{
	static const char text[] =
		"# comment with ${HOME} and 'quote\nname = 'a ${HOME} \"b\" #c'\ncount = 7 // ${X}\nshare = 2.5e-3\nis_on = on\n"
		"words = {'json /Note exists => quota', \"two\\n\", three}\n/* ${Y} */ part 'x y' { value = {1, -2.5} }\n"
		"part z { note = '' }\nheaders { X-Api-Key = 'a{b}' Accept = 'text/*' }";
	struct config *config = NULL;
	struct error err = {0};
	int64_t count = 0;
	double share = 0;

	(void)state;
	if (config_parse("t.conf", text, strlen(text), options, &config, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_string_equal(config_text(config, "name"), "a ${HOME} \"b\" #c");
	assert_true(config_integer(config, "count", &count));
	assert_int_equal(count, 7);
	assert_true(config_number(config, "share", &share));
	assert_true(share == 0.0025);
	assert_true(config_bool(config, "is_on", false));
	assert_int_equal(config_count(config, "words"), 3);
	assert_string_equal(config_text_at(config, "words", 0), "json /Note exists => quota");
	assert_int_equal(config_count(config, "part"), 2);
	assert_string_equal(config_title(config_section(config, "part", 0)), "x y");
	assert_true(config_number_at(config_section(config, "part", 0), "value", 1) == -2.5);
	assert_false(config_has(config_section(config, "part", 1), "value"));
	assert_string_equal(config_text(config_section(config, "part", 1), "note"), "");
	assert_int_equal(config_count(config, "headers"), 2);
	assert_string_equal(config_pair_key(config, "headers", 0), "X-Api-Key");
	assert_string_equal(config_pair_value(config, "headers", 0), "a{b}");
	config_free(config);
}

static void what_is_absent_is_absent(void **state)
{
	struct config *config = NULL;
	int64_t count = 42;

	(void)state;
	assert_int_equal(config_parse("t.conf", "", 0, options, &config, NULL), STATUS_OK);
	assert_null(config_text(config, "name"));
	assert_false(config_integer(config, "count", &count));
	assert_int_equal(count, 42);
	assert_true(config_bool(config, "is_on", true));
	assert_int_equal(config_count(config, "words"), 0);
	assert_int_equal(config_count(config, "part"), 0);
	assert_int_equal(config_count(config, "headers"), 0);
	config_free(config);
}

static void says_where_a_file_is_wrong(void **state)
{
	static const struct { const char *text, *sentence; } refusals[] = {
		{"nmae = x\n", "t.conf:1: there is no key \"nmae\"; did you mean \"name\"?"},
		{"\n\nwhatever_is_this = x\n", "t.conf:3: there is no key \"whatever_is_this\""},
		{"part 'p' {\n  valeu = {1}\n}\n", "t.conf:2: part \"p\": there is no key \"valeu\"; did you mean \"value\"?"},
		{"count = many\n", "t.conf:1: count is \"many\"; it must be a number"},
		{"count = 2.5\n", "t.conf:1: count is 2.5; it must be a whole number"},
		{"count = 10\n", "t.conf:1: count is 10; it must lie in 1 to 9"},
		{"share = nan\n", "t.conf:1: share is \"nan\"; it must be a number"},
		{"share = 0x10\n", "t.conf:1: share is \"0x10\"; it must be a number"},
		{"share = 1e999\n", "t.conf:1: share is \"1e999\"; it must be a number"},
		{"share = '2,5'\n", "t.conf:1: share is \"2,5\"; it must be a number"},
		{"is_on = maybe\n", "t.conf:1: is_on is \"maybe\"; it must be yes or no"},
		{"name = a\nname = b\n", "t.conf:2: name is given twice"},
		{"headers { A = a }\nheaders { B = b }\n", "t.conf:2: headers is given twice"},
		{"headers { A = a A = b }\n", "t.conf:1: A is given twice"},
		{"headers {\n\tA = 'x\ny'\n\tB = b # A = c\n\tC = \"A = c\"\n\t'A' = d\n\tB = b }\n", "t.conf:6: A is given twice"},
		{"part 'p' { value = {1, x} }\n", "t.conf:1: part \"p\": value is \"x\"; it must be a number"},
		{"part 'p' { }\npart 'p' { }\n", "t.conf:2: found duplicate title 'p'"},
		{"name = x\n'' = 2\n", "t.conf:2: the file is malformed: a key has no name"},
		{"name = ${HOME}\n", "t.conf:1: variables of the environment are not read here; put the text in single quotes"},
		{"#\nname = \"a ${HOME}\"\n", "t.conf:2: variables of the environment are not read here; put the text in single quotes"},
		{"name = \xFF\n", "t.conf is not UTF-8 text"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		struct config *config = NULL;
		struct error err = {0};

		if (config_parse("t.conf", refusals[i].text, strlen(refusals[i].text), options, &config, &err) != STATUS_INVALID)
			fail_msg("taken: %s", refusals[i].text);
		assert_null(config);
		assert_string_equal(err.message, refusals[i].sentence);
	}
}

/* What looks like a key a second time and is none: a value, a text, a list, another section. */
static void a_key_of_another_section_is_not_given_twice(void **state)
{
	static const char text[] = "name = headers\npart 'a' { note = A value = {1} }\npart 'A' { note = 'A = 1 A = 2' }\n"
	                           "headers { A = 'A = {' B = A note = \"\\\"A = x\" }\nwords = {A, headers, A}\nwords = {A}\n";
	struct config *config = NULL;
	struct error err = {0};

	(void)state;
	if (config_parse("t.conf", text, strlen(text), options, &config, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_int_equal(config_count(config, "headers"), 3);
	config_free(config);
}

static void a_file_of_pairs_names_the_key_given_twice(void **state)
{
	const char *path = file_with("gain = green\n# loss = blue\nloss = red\ngain =\nblue\nloss = blue\n");
	struct config *config = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(config_read_pairs(path, &config, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, ":4: gain is given twice")); /* before loss on line 6 */
	assert_null(config);
}

static void refuses_broken_syntax(void **state)
{
	static const char *const texts[] = {
		"name", "name =", "= x", "part 'p' {", "}", "name = 'open", "words = {1, 2", "part { }", "headers { a }", "name x",
		"words = {{1}}", "part 'p' { part 'q' { } }", "include('/etc/passwd')", "name = {a}", "/* open", "name += b", "\\",
		"headers { a = {b} }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct config *config = NULL;
		struct error err = {0};

		if (config_parse("t.conf", texts[i], strlen(texts[i]), options, &config, &err) == STATUS_OK)
			config_free(config); /* the library may see sense in it; a crash it may not */
		else
			assert_non_null(strstr(err.message, "t.conf"));
	}
}

/* Mutations of a good file: any answer will do, a crash will not. The generator is Marsaglia's xorshift32. */
static void survives_mutated_files(void **state)
{
	static const char seed[] = "name = 'a b'\ncount = 7\nwords = {'x', \"y\"}\npart 'p' { value = {1, 2} }\nheaders { A = 'b' }\n";
	uint32_t random = 88675123u;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		char bytes[sizeof seed];
		struct config *config = NULL;

		memcpy(bytes, seed, sizeof seed);
		for (int i = 0; i < 1 + round % 4; i++) {
			random ^= random << 13;
			random ^= random >> 17;
			random ^= random << 5;
			bytes[random % (sizeof seed - 1)] = "'\"{}=\n\\$#/*,+() \xC3"[random >> 16 & 15];
		}
		if (config_parse("m.conf", bytes, sizeof seed - 1 - random % 9, options, &config, NULL) == STATUS_OK)
			config_free(config);
	}
}

static void reads_only_regular_files_of_fair_size(void **state)
{
	struct text bytes = {0};
	struct error err = {0};
	char path[200], link[200];

	(void)state;
	assert_int_equal(regular_file_read("/dev/zero", 100, FILE_ANY, &bytes, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "not a regular file"));
	assert_int_equal(regular_file_read(folder, 100, FILE_ANY, &bytes, &err), STATUS_INVALID);
	snprintf(path, sizeof path, "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(regular_file_read(path, 100, FILE_ANY, &bytes, &err), STATUS_INVALID);
	snprintf(path, sizeof path, "%s", file_with("0123456789"));
	assert_int_equal(regular_file_read(path, 9, FILE_ANY, &bytes, &err), STATUS_INVALID);
	assert_int_equal(bytes.length, 0);
	assert_int_equal(regular_file_read(path, 10, FILE_ANY, &bytes, &err), STATUS_OK);
	assert_string_equal(text_string(&bytes), "0123456789");
	assert_int_equal(regular_file_read("/nonexistent/x", 10, FILE_ANY, &bytes, &err), STATUS_NOT_FOUND);
	chmod(path, 0640);
	assert_int_equal(regular_file_read(path, 10, FILE_PRIVATE, &bytes, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "chmod 600"));
	chmod(path, 0600);
	assert_int_equal(regular_file_read(path, 10, FILE_PRIVATE, &bytes, &err), STATUS_OK);
	snprintf(link, sizeof link, "%s/link", folder);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(regular_file_read(link, 10, FILE_PRIVATE, &bytes, &err), STATUS_REFUSED);
	text_clear(&bytes);
}

static void finds_places_as_the_xdg_specification_says(void **state)
{
	struct environment environment = {.home = "/home/w"};
	struct places places;
	struct error err = {0};

	(void)state;
	assert_int_equal(places_find(&environment, NULL, "/usr/share/ballast", &places, &err), STATUS_OK);
	assert_string_equal(places.book, "/home/w/.local/share/ballast/book.db");
	assert_string_equal(places.config, "/home/w/.config/ballast");
	assert_string_equal(places.shipped, "/usr/share/ballast");
	strcpy(environment.data_home, "/data");
	strcpy(environment.config_home, "relative/ignored");
	strcpy(environment.shipped, "/src/share");
	assert_int_equal(places_find(&environment, "", "/usr/share/ballast", &places, &err), STATUS_OK);
	assert_string_equal(places.book, "/data/ballast/book.db");
	assert_string_equal(places.config, "/home/w/.config/ballast");
	assert_string_equal(places.shipped, "/src/share");
	strcpy(environment.book, "/b/mine.db");
	assert_int_equal(places_find(&environment, NULL, "x", &places, &err), STATUS_OK);
	assert_string_equal(places.book, "/b/mine.db");
	assert_int_equal(places_find(&environment, "here.db", "x", &places, &err), STATUS_OK);
	assert_string_equal(places.book, "here.db");
	environment.home[0] = '\0';
	assert_int_equal(places_find(&environment, "here.db", "x", &places, &err), STATUS_NOT_FOUND);
	assert_string_equal(err.message, "neither HOME nor XDG_CONFIG_HOME names a folder");
}

static void refuses_a_path_that_is_too_long(void **state)
{
	char name[PLACE_SIZE], path[PLACE_SIZE] = "untouched";
	struct error err = {0};

	(void)state;
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_int_equal(place_join("/a", name, path, &err), STATUS_INVALID);
	assert_string_equal(path, "untouched");
	assert_int_equal(place_join("/a", "b", path, &err), STATUS_OK);
	assert_string_equal(path, "/a/b");
}

static void settings_fall_back_and_are_checked(void **state)
{
	struct settings *settings = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(settings_load("/nonexistent/ballast.conf", &settings, &err), STATUS_OK);
	for (const struct setting *setting = settings_table; setting->name != NULL; setting++)
		assert_string_equal(settings_text(settings, setting->name), setting->fallback);
	settings_free(settings);
	assert_int_equal(settings_load(file_with("theme = light\nmouse = yes\nlanguage = zh_CN\n"), &settings, &err), STATUS_OK);
	assert_string_equal(settings_text(settings, "theme"), "light");
	assert_true(settings_bool(settings, "mouse"));
	assert_string_equal(settings_text(settings, "language"), "zh_CN");
	assert_false(settings_bool(settings, "hide_amounts"));
	settings_free(settings);
	settings = NULL;
	assert_int_equal(settings_load(file_with("language = zh\n"), &settings, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "language is \"zh\"; it is one of auto|en|zh_CN"));
	assert_int_equal(settings_load(file_with("backups_daily = 1000\n"), &settings, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "backups_daily"));
	assert_int_equal(settings_load(file_with("backups_last = 0\n"), &settings, &err), STATUS_INVALID);
	assert_int_equal(settings_load(file_with("backups_weekly = many\n"), &settings, &err), STATUS_INVALID);
	assert_int_equal(settings_load(file_with("backups_daily = 31\n"), &settings, &err), STATUS_OK);
	assert_int_equal(settings_number(settings, "backups_daily"), 31);
	assert_int_equal(settings_number(settings, "backups_monthly"), 12);
	settings_free(settings);
	settings = NULL;
	assert_int_equal(settings_load(file_with("\nthem = x\n"), &settings, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "f.conf:2: there is no key \"them\"; did you mean \"theme\"?"));
	assert_int_equal(settings_load(file_with("mouse = 2\n"), &settings, &err), STATUS_INVALID);
	assert_int_equal(settings_load("/dev/null", &settings, &err), STATUS_INVALID);
	assert_null(settings);
}

/* Every choice and truth of the table must itself be one the file could hold. */
static void fallbacks_are_settings_themselves(void **state)
{
	struct text text = {0};
	struct settings *settings = NULL;
	struct error err = {0};

	(void)state;
	for (const struct setting *setting = settings_table; setting->name != NULL; setting++)
		text_addf(&text, "%s = '%s'\n", setting->name, setting->fallback);
	if (settings_load(file_with(text_string(&text)), &settings, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	settings_free(settings);
	text_clear(&text);
}

static void the_shipped_rules_are_the_rules_with_their_sources(void **state)
{
	struct rules rules, expected;
	struct rule_sources sources;
	struct error err = {0};

	(void)state;
	memset(&rules, 0, sizeof rules);
	memset(&expected, 0, sizeof expected);
	if (rules_load(shipped("rules/cn.conf"), &rules, &sources, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	rules_default(&expected);
	assert_string_equal(rules.version, expected.version);
	assert_int_equal(rules.valid_from.days, expected.valid_from.days);
	assert_memory_equal(rules.class_edges, expected.class_edges, sizeof rules.class_edges);
	assert_memory_equal(rules.curve_volatility, expected.curve_volatility, sizeof rules.curve_volatility);
	assert_memory_equal(rules.loss_answers, expected.loss_answers, sizeof rules.loss_answers);
	assert_true(rules.loss_quantile == expected.loss_quantile);
	assert_int_equal(rules.retakes_a_year, expected.retakes_a_year);
	assert_memory_equal(rules.level_average, expected.level_average, sizeof rules.level_average);
	assert_true(rules.annual_turnover == expected.annual_turnover);
	assert_true(rules.single_fund_limit == expected.single_fund_limit);
	assert_true(rules.index_fund_limit == expected.index_fund_limit);
	assert_memory_equal(rules.class_limit, expected.class_limit, sizeof rules.class_limit);
	assert_true(rules.cash_minimum == expected.cash_minimum);
	assert_true(rules.minimum_position == expected.minimum_position);
	assert_memory_equal(rules.sale_fee_days, expected.sale_fee_days, sizeof rules.sale_fee_days);
	assert_memory_equal(rules.sale_fee, expected.sale_fee, sizeof rules.sale_fee);
	assert_memory_equal(rules.dividend_tax_months, expected.dividend_tax_months, sizeof rules.dividend_tax_months);
	assert_memory_equal(rules.dividend_tax, expected.dividend_tax, sizeof rules.dividend_tax);
	assert_true(rules.order_multiple == expected.order_multiple);
	assert_int_equal(sources.count, 38); /* every figure of struct rules */
	for (size_t i = 0; i < sources.count; i++)
		assert_true(strlen(sources.list[i].source) > 10);
}

#define HEAD "version = 'x-1'\njurisdiction = 'XX'\nvalid_from = '2026-01-01'\n"

static void lays_single_figures_over_the_rules(void **state)
{
	static const struct { const char *text, *piece; } refusals[] = {
		{"jurisdiction = 'XX'\nvalid_from = '2026-01-01'\n", "version is missing"},
		{"version = 'x'\njurisdiction = 'XX'\nvalid_from = 'soon'\n", "valid_from: \"soon\" is not a date"},
		{HEAD "figure 'single_fund_limits' { value = {0.1} source = 's' }", "did you mean \"single_fund_limit\"?"},
		{HEAD "figure 'single_fund_limit' { value = {0.1, 0.2} source = 's' }", "has 2 values; it needs 1"},
		{HEAD "figure 'single_fund_limit' { value = {0.1} }", "names no source"},
		{HEAD "figure 'single_fund_limit' { value = {1.5} source = 's' }", "single_fund_limit is 1.5; it must lie in 0 to 1"},
		{HEAD "figure 'validity_months' { value = {1.5} source = 's' }", "it must be a whole number"},
		{HEAD "figure 'class_edges' { value = {20, 40, 40, 80} source = 's' }", "does not rise"},
	};
	struct rules rules;
	struct error err = {0};

	(void)state;
	assert_int_equal(rules_load(file_with(HEAD "figure 'validity_months' { value = {6} source = 's' }"), &rules, NULL, &err), STATUS_OK);
	assert_int_equal(rules.validity_months, 6);
	assert_int_equal(rules.cooling_hours, 24);
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		assert_int_equal(rules_load(file_with(refusals[i].text), &rules, NULL, &err), STATUS_INVALID);
		if (strstr(err.message, refusals[i].piece) == NULL || strstr(err.message, "f.conf") == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, refusals[i].piece);
	}
	assert_int_equal(rules.validity_months, 6);
	assert_int_equal(rules_load("/nonexistent/r.conf", &rules, NULL, &err), STATUS_NOT_FOUND);
}

static void the_shipped_assumptions_are_sober_and_signed(void **state)
{
	struct assumptions *assumptions = calloc(1, sizeof *assumptions);
	const struct assumption *row;
	struct error err = {0};

	(void)state;
	if (assumptions_load(shipped("assumptions/2026-01.conf"), assumptions, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_string_equal(assumptions->set_by, "ballast house view");
	assert_int_equal(assumptions->dated.days, 20458); /* 2026-01-05 */
	for (int class = 0; class < ASSET_CLASSES; class++)
		assert_non_null(assumptions_find(assumptions, (enum asset_class)class, ""));
	row = assumptions_find(assumptions, ASSET_EQUITY, "CN");
	assert_string_equal(row->region, "CN");
	assert_ptr_equal(assumptions_find(assumptions, ASSET_EQUITY, "BR"), assumptions_find(assumptions, ASSET_EQUITY, ""));
	for (size_t i = 0; i < assumptions->count; i++) {
		/* No row promises more a unit of risk than history ever paid for long (a Sharpe ratio of 0.6), but cash. */
		if (assumptions->rows[i].asset_class != ASSET_CASH)
			assert_true(assumptions->rows[i].expected_return - assumptions->risk_free < 0.6 * assumptions->rows[i].volatility);
	}
	free(assumptions);
}

#define VIEW "name = 'n'\nset_by = 's'\ndated = '2026-01-01'\nrisk_free = 0.02\n"
#define ROW(title, class, correlation) "row '" title "' { class = " class " expected_return = 0.05 volatility = 0.1 correlation = {" correlation "} }\n"

static void refuses_assumptions_that_contradict_themselves(void **state)
{
	static const struct { const char *text, *piece; } refusals[] = {
		{VIEW, "has 0 rows"},
		{"name = 'n'\nset_by = 's'\ndated = '2026-01-01'\n" ROW("a", "bond", ""), "risk_free is missing"},
		{"name = 'n'\ndated = '2026-01-01'\nrisk_free = 0\n" ROW("a", "bond", ""), "set_by is missing"},
		{VIEW ROW("a", "stocks", ""), "class is \"stocks\""},
		{VIEW ROW("a", "bond", "") ROW("b", "bond", "0.1"), "repeats the class and region of row 1"},
		{VIEW ROW("a", "bond", "") ROW("b", "equity", ""), "has 0 correlations; it needs 1"},
		{VIEW ROW("a", "bond", "") ROW("b", "equity", "1.1"), "must lie in -1 to 1"},
		{VIEW "row 'a' { class = bond expected_return = 7 volatility = 0.1 }", "must lie in -1 to 1"},
		{VIEW "row 'a' { class = bond expected_return = 0.07 }", "needs expected_return and volatility"},
		/* rho12 = rho13 = 0.9 and rho23 = -0.9: the determinant 1 + 2 r12 r13 r23 - r12^2 - r13^2 - r23^2 is -2.888. */
		{VIEW ROW("a", "bond", "") ROW("b", "equity", "0.9") ROW("c", "gold", "0.9, -0.9"), "negative variance"},
	};
	struct assumptions *assumptions = calloc(1, sizeof *assumptions);
	struct error err = {0};

	(void)state;
	/* The edge: perfectly correlated rows are semidefinite. */
	assert_int_equal(assumptions_load(file_with(VIEW ROW("a", "bond", "") ROW("b", "equity", "1") ROW("c", "gold", "-1, -1")),
	                                  assumptions, &err), STATUS_OK);
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		if (assumptions_load(file_with(refusals[i].text), assumptions, &err) != STATUS_INVALID)
			fail_msg("taken: %s", refusals[i].text);
		if (strstr(err.message, refusals[i].piece) == NULL || strstr(err.message, "f.conf") == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, refusals[i].piece);
	}
	assert_int_equal(assumptions->count, 3);
	free(assumptions);
}

#define SET "name = 'n'\nset_by = 's'\ndated = '2026-01-01'\n"
#define SHOCK(keys) "scenario 'x' {\ntitle = 't'\nshock 'a' {\n" keys "\n}\n}\n"
#define GOOD "class = equity return = -0.3 source = 's'"

/* On 30 % shares at home, 20 % abroad, 20 % government bonds, 20 % credit and 10 % gold, by hand from the shocks as printed. */
static void the_shipped_scenarios_name_a_source_for_every_shock(void **state)
{
	static const struct { const char *region, *sector; enum asset_class asset_class; double weight; } mix[] = {
		{"CN", "broad", ASSET_EQUITY, 0.3}, {"US", "broad", ASSET_EQUITY, 0.2}, {"CN", "government", ASSET_BOND, 0.2},
		{"CN", "corporate", ASSET_BOND, 0.2}, {"", "", ASSET_GOLD, 0.1},
	};
	static const struct { const char *name; double result; } expected[] = {
		{"2008", -0.259}, {"2015", -0.146}, {"2020", -0.113}, {"2022", -0.120},
	};
	struct scenarios *scenarios = calloc(1, sizeof *scenarios);
	struct error err = {0};

	(void)state;
	if (scenarios_load(shipped("scenarios/2026-01.conf"), scenarios, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_int_equal(scenarios->dated.days, 20458); /* 2026-01-05 */
	assert_in_range(scenarios->count, 6, SCENARIOS);
	for (size_t i = 0; i < scenarios->count; i++) {
		const struct scenario *scenario = &scenarios->list[i];

		assert_string_not_equal(scenario->title[0], scenario->title[1]);
		for (int class = 0; class < ASSET_CLASSES; class++) { /* nothing is left uncovered by omission */
			const struct instrument instrument = {.asset_class = (enum asset_class)class, .region = "BR"};

			assert_non_null(scenario_shock_of(scenario, &instrument));
		}
		for (size_t j = 0; j < scenario->shock_count; j++) {
			assert_true(strlen(scenario->shocks[j].source[0]) >= 8);
			assert_string_not_equal(scenario->shocks[j].source[1], scenario->shocks[j].source[0]); /* in Chinese */
		}
	}
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		double sum = 0.0;

		assert_string_equal(scenarios->list[i].name, expected[i].name);
		assert_true(scenarios->list[i].is_historical);
		for (size_t j = 0; j < sizeof mix / sizeof mix[0]; j++) {
			struct instrument instrument = {.asset_class = mix[j].asset_class};

			snprintf(instrument.region, sizeof instrument.region, "%s", mix[j].region);
			snprintf(instrument.sector, sizeof instrument.sector, "%s", mix[j].sector);
			sum += mix[j].weight * scenario_shock_of(&scenarios->list[i], &instrument)->shock;
		}
		assert_float_equal(sum, expected[i].result, 1e-12);
	}
	free(scenarios);
}

static void refuses_scenarios_with_file_and_line(void **state)
{
	static const struct { const char *text, *piece; } refusals[] = {
		{SET, "f.conf:"},
		{SET, "there are 0 scenarios"},
		{"set_by = 's'\ndated = '2026-01-01'\n" SHOCK(GOOD), "name is missing"},
		{"name = 'n'\nset_by = 's'\ndated = 'soon'\n" SHOCK(GOOD), "dated: "},
		{SET SHOCK("class = stocks return = -0.3 source = 's'"), "f.conf:8: class is \"stocks\"; it is one of"},
		{SET SHOCK("class = equity return = -0.3"), "f.conf:8: source is missing"},
		{SET SHOCK("class = equity source = 's'"), "f.conf:8: return is missing"},
		{SET SHOCK("class = equity return = -1.01 source = 's'"), "f.conf:7: "},
		{SET SHOCK("class = equity return = -1.01 source = 's'"), "must lie in -1 to 10"},
		{SET SHOCK("class = equity return = nan source = 's'"), "must be a number"},
		{SET SHOCK("class = equity retrun = -0.3 source = 's'"), "did you mean \"return\""},
		{SET SHOCK("class = equity return = -0.3 return = -0.2 source = 's'"), "return is given twice"},
		{SET "scenario 'x' { title = 't' }\n", "scenario \"x\" has 0 shocks"},
		{SET "scenario 'x' {\nshock 'a' { " GOOD " }\n}\n", "f.conf:6: title is missing"},
		{SET "scenario 'two words' {\ntitle = 't'\nshock 'a' { " GOOD " }\n}\n", "is one word"},
		{SET "scenario 'x' {\ntitle = 't'\nfrom = '2020-01-01'\nshock 'a' { " GOOD " }\n}\n", "to is missing"},
		{SET "scenario 'x' {\ntitle = 't'\nfrom = '2020-02-01'\nto = '2020-01-01'\nshock 'a' { " GOOD " }\n}\n",
		 "from is not before to"},
		{SET "scenario 'x' {\ntitle = 't'\nshock 'a' { " GOOD " }\nshock 'b' { " GOOD " region = 'CN' }\n}\n",
		 "f.conf:7: scenario \"x\": shock 2 (equity CN) is never used"},
		{SET SHOCK(GOOD) SHOCK(GOOD), "f.conf:"},
		{SET "scenario 'x' {\ntitle = 'a\tb\001'\nshock 'a' { " GOOD " }\n}\n", "plain text"},
		{SET "scenario 'x' {\ntitle = 't'\nshock 'a' { " GOOD " }\n", "f.conf:4: the brace that opens here is never closed"},
		{"\"$" "{HOME}\" = 3", "f.conf:"},
	};
	struct scenarios *scenarios = calloc(1, sizeof *scenarios);
	struct error err = {0};

	(void)state;
	if (scenarios_load(file_with(SET SHOCK(GOOD)), scenarios, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_string_equal(scenarios->list[0].title[1], "t"); /* without a Chinese title the other stands for it */
	assert_false(scenarios->list[0].is_historical);
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		if (scenarios_load(file_with(refusals[i].text), scenarios, &err) != STATUS_INVALID)
			fail_msg("taken: %s", refusals[i].text);
		if (strstr(err.message, refusals[i].piece) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.message, refusals[i].piece);
	}
	assert_int_equal(scenarios->count, 1);
	assert_int_equal(scenarios_load("/nonexistent/s.conf", scenarios, &err), STATUS_NOT_FOUND);
	free(scenarios);
}

static void reads_themes_and_key_maps_as_pairs(void **state)
{
	struct pairs pairs = {0};
	struct error err = {0};

	(void)state;
	if (pairs_load(file_with("# theme\nloss = 'red default bold'\ngain = 'green'\ntable.head = 'default default reverse'\n"),
	               &pairs, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_int_equal(pairs.count, 3);
	assert_string_equal(pairs.list[0].key, "loss");
	assert_string_equal(pairs_find(&pairs, "loss"), "red default bold");
	assert_string_equal(pairs_find(&pairs, "table.head"), "default default reverse");
	assert_null(pairs_find(&pairs, "nobody"));
	pairs_clear(&pairs);
	assert_int_equal(pairs_load(file_with("loss red\n"), &pairs, &err), STATUS_INVALID);
	assert_int_equal(pairs.count, 0);
}

/* What a job beside the desk does: rules read while others read them. A good one and one with a fault, again and again. */
static void *read_again_and_again(void *context)
{
	const char *rules = context;
	size_t *failed = calloc(1, sizeof *failed);

	for (int i = 0; i < 100; i++) {
		static const char broken[] = "part 'x y' {\n\tvalue = {1, two}\n}\n";
		struct rules read;
		struct rule_sources sources;
		struct config *config;

		*failed += rules_load(rules, &read, &sources, NULL) != STATUS_OK;
		*failed += config_parse("b.conf", broken, sizeof broken - 1, options, &config, NULL) == STATUS_OK;
	}
	return failed;
}

static void is_read_by_several_threads(void **state)
{
	enum { THREADS = 4 };
	char path[PATH_MAX];
	pthread_t threads[THREADS];

	(void)state;
	(void)snprintf(path, sizeof path, "%s", shipped("rules/cn.conf"));
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_again_and_again, path), 0);
	for (int i = 0; i < THREADS; i++) {
		void *failed;

		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_int_equal(*(size_t *)failed, 0);
		free(failed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_type),
		cmocka_unit_test(what_is_absent_is_absent),
		cmocka_unit_test(says_where_a_file_is_wrong),
		cmocka_unit_test(a_key_of_another_section_is_not_given_twice),
		cmocka_unit_test(a_file_of_pairs_names_the_key_given_twice),
		cmocka_unit_test(refuses_broken_syntax),
		cmocka_unit_test(survives_mutated_files),
		cmocka_unit_test(reads_only_regular_files_of_fair_size),
		cmocka_unit_test(finds_places_as_the_xdg_specification_says),
		cmocka_unit_test(refuses_a_path_that_is_too_long),
		cmocka_unit_test(settings_fall_back_and_are_checked),
		cmocka_unit_test(fallbacks_are_settings_themselves),
		cmocka_unit_test(the_shipped_rules_are_the_rules_with_their_sources),
		cmocka_unit_test(lays_single_figures_over_the_rules),
		cmocka_unit_test(the_shipped_assumptions_are_sober_and_signed),
		cmocka_unit_test(refuses_assumptions_that_contradict_themselves),
		cmocka_unit_test(the_shipped_scenarios_name_a_source_for_every_shock),
		cmocka_unit_test(refuses_scenarios_with_file_and_line),
		cmocka_unit_test(reads_themes_and_key_maps_as_pairs),
		cmocka_unit_test(is_read_by_several_threads),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
