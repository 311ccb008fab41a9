/* Rules, assumptions, themes and key maps out of files. */
#include "data/settings/loaders.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/settings/config.h"
#include "data/settings/regular_file.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

/* Every figure of struct rules that a file may set, by its field's name. */
enum figure_kind { FIGURE_REAL, FIGURE_WHOLE };

#define REAL(field) {#field, FIGURE_REAL, offsetof(struct rules, field), sizeof ((struct rules *)0)->field / sizeof(double)}
#define WHOLE(field) {#field, FIGURE_WHOLE, offsetof(struct rules, field), 1}

static const struct figure {
	const char *name;
	enum figure_kind kind;
	size_t offset, count;
} figures[] = {
	REAL(class_edges), REAL(curve_score), REAL(curve_volatility), REAL(loss_answers), REAL(loss_quantile),
	REAL(loss_rate), REAL(sharpe), WHOLE(validity_months), WHOLE(retakes_a_day), WHOLE(retakes_a_year),
	WHOLE(enhanced_age), REAL(rise_limit), WHOLE(rise_days), REAL(level_volatility), REAL(level_average),
	REAL(complex_knowledge), WHOLE(cooling_hours), REAL(single_fund_limit), REAL(cash_minimum), REAL(minimum_position),
	REAL(index_fund_limit), REAL(class_limit),
	REAL(minimum_trade_weight), REAL(minimum_trade_value), REAL(minimum_trade_fee_multiple), REAL(tracking_drift),
	REAL(calendar_drift), WHOLE(calendar_months), WHOLE(stale_business_days), WHOLE(proposal_days),
	REAL(order_limit_soft), REAL(order_limit_hard), REAL(annual_turnover),
	REAL(sale_fee_days), REAL(sale_fee), REAL(dividend_tax_months), REAL(dividend_tax), REAL(order_multiple),
};

enum { FIGURES = sizeof figures / sizeof figures[0] };
_Static_assert((int)FIGURES <= (int)RULE_SOURCES, "every figure has room for its source");

static const struct figure *find_figure(const char *name, const char **nearest)
{
	const char *names[FIGURES];

	for (size_t i = 0; i < FIGURES; i++) {
		names[i] = figures[i].name;
		if (strcmp(name, names[i]) == 0)
			return &figures[i];
	}
	*nearest = strlen(name) < 48 ? text_nearest(name, names, FIGURES) : NULL;
	return NULL;
}

static enum status set_figure(const char *path, const struct config *section, struct rules *rules,
                              struct rule_sources *sources, struct error *err)
{
	const char *title = config_title(section), *source = config_text(section, "source"), *nearest = NULL;
	const struct figure *figure = find_figure(title, &nearest);

	if (figure == NULL)
		return error_set(err, STATUS_INVALID, "%s: there is no figure \"%.60s\"%s%s%s", path, title,
		                 nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
		                 nearest != NULL ? "\"?" : "");
	if (config_count(section, "value") != figure->count)
		return error_set(err, STATUS_INVALID, "%s: %s has %zu values; it needs %zu", path, title,
		                 config_count(section, "value"), figure->count);
	if (source == NULL || source[0] == '\0')
		return error_set(err, STATUS_INVALID, "%s: %s names no source", path, title);
	for (size_t i = 0; i < figure->count; i++) {
		const double value = config_number_at(section, "value", i);

		if (figure->kind == FIGURE_REAL) {
			((double *)(void *)((char *)rules + figure->offset))[i] = value;
			continue;
		}
		if (value != floor(value) || fabs(value) > 1e6)
			return error_set(err, STATUS_INVALID, "%s: %s is %g; it must be a whole number", path, title, value);
		*(int *)(void *)((char *)rules + figure->offset) = (int)value;
	}
	if (sources != NULL && sources->count < RULE_SOURCES) {
		struct rule_source *place = &sources->list[sources->count++];

		snprintf(place->figure, sizeof place->figure, "%s", figure->name);
		text_clean(source, place->source, sizeof place->source);
	}
	return STATUS_OK;
}

/* A text of the file into a field; one that is too long is refused. */
static enum status set_text(const char *path, const struct config *config, const char *key, bool is_required,
                            char *field, size_t size, struct error *err)
{
	const char *text = config_text(config, key);

	if (text == NULL || text[0] == '\0')
		return is_required ? error_set(err, STATUS_INVALID, "%s: %s is missing", path, key) : STATUS_OK;
	if (strlen(text) >= size || !text_is_clean(text))
		return error_set(err, STATUS_INVALID, "%s: %s must be plain text of at most %zu bytes", path, key, size - 1);
	memcpy(field, text, strlen(text) + 1);
	return STATUS_OK;
}

static enum status set_date(const char *path, const struct config *config, const char *key, struct date *field,
                            struct error *err)
{
	const char *text = config_text(config, key);
	struct error own;

	if (text == NULL)
		return error_set(err, STATUS_INVALID, "%s: %s is missing", path, key);
	if (date_parse(text, field, &own) != STATUS_OK)
		return error_set(err, STATUS_INVALID, "%s: %s: %s", path, key, own.message);
	return STATUS_OK;
}

enum status rules_load(const char *path, struct rules *rules, struct rule_sources *sources, struct error *err)
{
	static const struct config_option figure_options[] = {
		{.name = "value", .type = CONFIG_NUMBERS}, {.name = "source", .type = CONFIG_TEXT}, {0},
	};
	static const struct config_option options[] = {
		{.name = "version", .type = CONFIG_TEXT}, {.name = "jurisdiction", .type = CONFIG_TEXT},
		{.name = "valid_from", .type = CONFIG_TEXT},
		{.name = "figure", .type = CONFIG_SECTIONS, .options = figure_options}, {0},
	};
	struct rule_sources *found = memory_new(sizeof *found);
	struct config *config = NULL;
	struct rules loaded;
	enum status status = config_read(path, options, &config, err);

	rules_default(&loaded);
	if (status == STATUS_OK)
		status = set_text(path, config, "version", true, loaded.version, sizeof loaded.version, err);
	if (status == STATUS_OK)
		status = set_text(path, config, "jurisdiction", true, loaded.jurisdiction, sizeof loaded.jurisdiction, err);
	if (status == STATUS_OK)
		status = set_date(path, config, "valid_from", &loaded.valid_from, err);
	for (size_t i = 0; status == STATUS_OK && i < config_count(config, "figure"); i++)
		status = set_figure(path, config_section(config, "figure", i), &loaded, found, err);
	if (status == STATUS_OK && rules_check(&loaded, err) != STATUS_OK)
		status = error_prefix(err, "%s", path);
	if (status == STATUS_OK) {
		*rules = loaded;
		if (sources != NULL)
			*sources = *found;
	}
	config_free(config);
	free(found);
	return status;
}

static enum status set_row(const char *path, const struct config *section, struct assumptions *assumptions,
                           struct error *err)
{
	const size_t at = assumptions->count;
	struct assumption *row = &assumptions->rows[at];
	const char *title = config_title(section), *name = config_text(section, "class");
	enum status status;

	if (name == NULL || !asset_class_parse(name, &row->asset_class))
		return error_set(err, STATUS_INVALID, "%s: row \"%.40s\": class is \"%.40s\"; it is one of cash, bond, equity, "
		                 "gold, alternative", path, title, name != NULL ? name : "");
	status = set_text(path, section, "region", false, row->region, sizeof row->region, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < at; i++)
		if (assumptions->rows[i].asset_class == row->asset_class &&
		    text_equal_fold(assumptions->rows[i].region, row->region))
			return error_set(err, STATUS_INVALID, "%s: row \"%.40s\" repeats the class and region of row %zu", path, title,
			                 i + 1);
	if (!config_number(section, "expected_return", &row->expected_return) ||
	    !config_number(section, "volatility", &row->volatility))
		return error_set(err, STATUS_INVALID, "%s: row \"%.40s\" needs expected_return and volatility", path, title);
	if (config_count(section, "correlation") != at)
		return error_set(err, STATUS_INVALID, "%s: row \"%.40s\" has %zu correlations; it needs %zu, one with each row above "
		                 "it", path, title, config_count(section, "correlation"), at);
	for (size_t i = 0; i < at; i++)
		assumptions->correlation[at][i] = assumptions->correlation[i][at] = config_number_at(section, "correlation", i);
	assumptions->correlation[at][at] = 1.0;
	assumptions->count++;
	return STATUS_OK;
}

enum status assumptions_load(const char *path, struct assumptions *assumptions, struct error *err)
{
	static const struct config_option row_options[] = {
		{.name = "class", .type = CONFIG_TEXT}, {.name = "region", .type = CONFIG_TEXT},
		{.name = "expected_return", .type = CONFIG_NUMBER, .lowest = -1, .highest = 1},
		{.name = "volatility", .type = CONFIG_NUMBER, .lowest = 0, .highest = 2},
		{.name = "correlation", .type = CONFIG_NUMBERS, .lowest = -1, .highest = 1}, {0},
	};
	static const struct config_option options[] = {
		{.name = "name", .type = CONFIG_TEXT}, {.name = "set_by", .type = CONFIG_TEXT},
		{.name = "dated", .type = CONFIG_TEXT},
		{.name = "risk_free", .type = CONFIG_NUMBER, .lowest = -1, .highest = 1},
		{.name = "cash_rate", .type = CONFIG_NUMBER, .lowest = -1, .highest = 1},
		{.name = "inflation", .type = CONFIG_NUMBER, .lowest = 0, .highest = 0.5},
		{.name = "row", .type = CONFIG_SECTIONS, .options = row_options}, {0},
	};
	struct assumptions *loaded = memory_new(sizeof *loaded);
	struct config *config = NULL;
	enum status status = config_read(path, options, &config, err);

	if (status == STATUS_OK)
		status = set_text(path, config, "name", true, loaded->name, sizeof loaded->name, err);
	if (status == STATUS_OK)
		status = set_text(path, config, "set_by", true, loaded->set_by, sizeof loaded->set_by, err);
	if (status == STATUS_OK)
		status = set_date(path, config, "dated", &loaded->dated, err);
	if (status == STATUS_OK && !config_number(config, "risk_free", &loaded->risk_free))
		status = error_set(err, STATUS_INVALID, "%s: risk_free is missing", path);
	if (status == STATUS_OK && !config_number(config, "cash_rate", &loaded->cash_rate))
		loaded->cash_rate = loaded->risk_free; /* an older file does not tell the two apart */
	if (status == STATUS_OK && !config_number(config, "inflation", &loaded->inflation))
		loaded->inflation = 0.02; /* an older file is silent about it; central banks aim at two percent */
	if (status == STATUS_OK && (config_count(config, "row") == 0 || config_count(config, "row") > ASSUMPTIONS))
		status = error_set(err, STATUS_INVALID, "%s has %zu rows; from 1 to %d can be used", path,
		                   config_count(config, "row"), ASSUMPTIONS);
	for (size_t i = 0; status == STATUS_OK && i < config_count(config, "row"); i++)
		status = set_row(path, config_section(config, "row", i), loaded, err);
	if (status == STATUS_OK && assumptions_check(loaded, err) != STATUS_OK)
		status = error_prefix(err, "%s", path);
	if (status == STATUS_OK)
		*assumptions = *loaded;
	config_free(config);
	free(loaded);
	return status;
}

/* The library does not say where a key stood: the last line that begins with it. */
static unsigned line_of(const char *text, const char *key)
{
	const size_t length = strlen(key);
	unsigned found = 0;

	for (unsigned line = 1; *text != '\0'; line++) {
		const char *word = text + strspn(text, " \t");

		if (strncmp(word, key, length) == 0 && (word[length] == ' ' || word[length] == '\t' || word[length] == '='))
			found = line;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return found;
}

enum status pairs_load(const char *path, struct pairs *pairs, struct error *err)
{
	struct config *config = NULL;
	struct pairs loaded = {0};
	struct text text = {0};
	enum status status = config_read_pairs(path, &config, err);

	if (status != STATUS_OK)
		return status;
	(void)regular_file_read(path, CONFIG_BYTES, FILE_ANY, &text, NULL); /* gone meanwhile: no line is known */
	loaded.list = memory_new_array(config_count(config, NULL), sizeof *loaded.list);
	for (size_t i = 0; i < config_count(config, NULL) && status == STATUS_OK; i++) {
		const char *key = config_pair_key(config, NULL, i), *value = config_pair_value(config, NULL, i);
		struct pair *pair = &loaded.list[loaded.count++];

		if (strlen(key) >= sizeof pair->key || value == NULL || strlen(value) >= sizeof pair->value) {
			status = error_set(err, STATUS_INVALID, "%s: \"%.60s\" or its value is too long", path, key);
			continue;
		}
		memcpy(pair->key, key, strlen(key) + 1);
		memcpy(pair->value, value, strlen(value) + 1);
		pair->line = line_of(text_string(&text), key);
	}
	config_free(config);
	text_clear(&text);
	if (status == STATUS_OK)
		*pairs = loaded;
	else
		pairs_clear(&loaded);
	return status;
}

void pairs_clear(struct pairs *pairs)
{
	free(pairs->list);
	*pairs = (struct pairs){0};
}

const char *pairs_find(const struct pairs *pairs, const char *key)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (strcmp(pairs->list[i].key, key) == 0)
			return pairs->list[i].value;
	return NULL;
}
