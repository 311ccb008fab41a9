/* Stress scenarios out of a file. */
#include <stdlib.h>
#include <string.h>

#include "data/settings/config.h"
#include "data/settings/config_place.h"
#include "data/settings/loaders.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

static enum status take_shock(const struct config_place *place, struct scenario_shock *shock, struct error *err)
{
	const char *class = config_text(place->section, "class");
	enum status status;

	if (class == NULL || !asset_class_parse(class, &shock->asset_class))
		return config_refuse(place, err, "class is \"%.40s\"; it is one of cash, bond, equity, gold, alternative",
		              class != NULL ? class : "");
	if (!config_number(place->section, "return", &shock->shock))
		return config_refuse(place, err, "return is missing; a fall by a third is -0.33");
	status = config_take_text(place, "region", false, shock->region, sizeof shock->region, err);
	if (status == STATUS_OK)
		status = config_take_text(place, "sector", false, shock->sector, sizeof shock->sector, err);
	if (status == STATUS_OK)
		status = config_take_text(place, "source", true, shock->source[0], sizeof shock->source[0], err);
	memcpy(shock->source[1], shock->source[0], sizeof shock->source[0]);
	if (status == STATUS_OK)
		status = config_take_text(place, "source_zh", false, shock->source[1], sizeof shock->source[1], err);
	return status;
}

/* Both days or neither. */
static enum status take_period(const struct config_place *place, struct scenario *scenario, struct error *err)
{
	enum status status;

	if (!config_has(place->section, "from") && !config_has(place->section, "to"))
		return STATUS_OK;
	status = config_take_date(place, "from", &scenario->from, err);
	if (status == STATUS_OK)
		status = config_take_date(place, "to", &scenario->to, err);
	if (status != STATUS_OK)
		return status;
	if (date_compare(scenario->from, scenario->to) >= 0)
		return config_refuse(place, err, "from is not before to");
	scenario->is_historical = true;
	return STATUS_OK;
}

static enum status take_scenario(const struct config_place *place, struct scenario *scenario, struct error *err)
{
	const size_t count = config_count(place->section, "shock");
	const char *title = config_title(place->section);
	struct error own;
	size_t hidden = 0;
	enum status status;

	if (title[0] == '\0' || strlen(title) >= sizeof scenario->name || strchr(title, ' ') != NULL || !text_is_clean(title))
		return config_refuse(place, err, "a scenario's name is one word of at most %zu bytes", sizeof scenario->name - 1);
	memcpy(scenario->name, title, strlen(title) + 1);
	status = config_take_text(place, "title", true, scenario->title[0], sizeof scenario->title[0], err);
	memcpy(scenario->title[1], scenario->title[0], sizeof scenario->title[0]);
	if (status == STATUS_OK)
		status = config_take_text(place, "title_zh", false, scenario->title[1], sizeof scenario->title[1], err);
	if (status == STATUS_OK)
		status = take_period(place, scenario, err);
	if (status == STATUS_OK && (count == 0 || count > SCENARIO_SHOCKS))
		status = config_refuse(place, err, "scenario \"%s\" has %zu shocks; from 1 to %d can be used", scenario->name, count,
		                SCENARIO_SHOCKS);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct config_place inner = {place->path, config_section(place->section, "shock", i)};

		status = take_shock(&inner, &scenario->shocks[scenario->shock_count], err);
		scenario->shock_count++;
	}
	if (status == STATUS_OK && scenario_check(scenario, &hidden, &own) != STATUS_OK) {
		const struct config_place inner = {place->path, config_section(place->section, "shock", hidden)};

		status = config_refuse(&inner, err, "scenario \"%s\": %.160s", scenario->name, own.message);
	}
	return status;
}

static enum status take_head(const struct config_place *place, struct scenarios *scenarios, struct error *err)
{
	enum status status = config_take_text(place, "name", true, scenarios->name, sizeof scenarios->name, err);

	if (status == STATUS_OK)
		status = config_take_text(place, "set_by", true, scenarios->set_by, sizeof scenarios->set_by, err);
	if (status == STATUS_OK)
		status = config_take_date(place, "dated", &scenarios->dated, err);
	return status;
}

enum status scenarios_load(const char *path, struct scenarios *scenarios, struct error *err)
{
	static const struct config_option shock_options[] = {
		{.name = "class", .type = CONFIG_TEXT}, {.name = "region", .type = CONFIG_TEXT},
		{.name = "sector", .type = CONFIG_TEXT},
		{.name = "return", .type = CONFIG_NUMBER, .lowest = -1, .highest = 10},
		{.name = "source", .type = CONFIG_TEXT}, {.name = "source_zh", .type = CONFIG_TEXT}, {0},
	};
	static const struct config_option scenario_options[] = {
		{.name = "title", .type = CONFIG_TEXT}, {.name = "title_zh", .type = CONFIG_TEXT},
		{.name = "from", .type = CONFIG_TEXT}, {.name = "to", .type = CONFIG_TEXT},
		{.name = "shock", .type = CONFIG_SECTIONS, .options = shock_options}, {0},
	};
	static const struct config_option options[] = {
		{.name = "name", .type = CONFIG_TEXT}, {.name = "set_by", .type = CONFIG_TEXT},
		{.name = "dated", .type = CONFIG_TEXT},
		{.name = "scenario", .type = CONFIG_SECTIONS, .options = scenario_options}, {0},
	};
	struct scenarios *loaded = memory_new(sizeof *loaded);
	struct config *config = NULL;
	enum status status = config_read(path, options, &config, err);
	const struct config_place place = {path, config};

	if (status == STATUS_OK)
		status = take_head(&place, loaded, err);
	if (status == STATUS_OK && (config_count(config, "scenario") == 0 || config_count(config, "scenario") > SCENARIOS))
		status = config_refuse(&place, err, "there are %zu scenarios; from 1 to %d can be used", config_count(config, "scenario"),
		                SCENARIOS);
	for (size_t i = 0; status == STATUS_OK && i < config_count(config, "scenario"); i++) {
		const struct config_place inner = {path, config_section(config, "scenario", i)};

		status = take_scenario(&inner, &loaded->list[loaded->count++], err);
	}
	if (status == STATUS_OK)
		*scenarios = *loaded;
	config_free(config);
	free(loaded);
	return status;
}
