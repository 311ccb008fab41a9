/* The feeds there are: found in folders, and asked what they say. */
#include "data/feed/feed.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/secrets.h"
#include "data/feed/template.h"
#include "data/settings/config.h"
#include "data/settings/regular_file.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

enum { FILES_MOST = 256, ORDER_MOST = 8 };

/* Who is asked for one symbol, and by what name. */
struct instrument_order {
	const char *file, *symbol;       /* texts belong to the arena */
	const char *feeds[ORDER_MOST];
	size_t feed_count;
	const char *names[ORDER_MOST][2]; /* a feed, and what it calls the symbol */
	size_t name_count;
};

struct feeds {
	struct feed **list; /* owned, with its feeds */
	size_t count, capacity;
	struct instrument_order *orders; /* owned */
	size_t order_count, order_capacity;
	struct arena *texts; /* owned: the files, each once for all its feeds */
};

static const char *const outcomes[] = {
	[FEED_OK] = "ok", [FEED_RATE_LIMIT] = "rate_limit", [FEED_QUOTA] = "quota", [FEED_AUTH] = "auth",
	[FEED_NOT_FOUND] = "not_found", [FEED_BLOCKED] = "blocked", [FEED_TRANSIENT] = "transient",
	[FEED_PERMANENT] = "permanent", [FEED_MALFORMED] = "malformed",
};

const char *feed_outcome_name(enum feed_outcome outcome)
{
	return outcomes[outcome];
}

static const struct config_option instrument_options[] = {
	{.name = "feeds", .type = CONFIG_TEXTS}, {.name = "symbols", .type = CONFIG_PAIRS}, {0},
};

static const struct config_option file_options[] = {
	{.name = "feed", .type = CONFIG_SECTIONS, .options = declaration_options},
	{.name = "instrument", .type = CONFIG_SECTIONS, .options = instrument_options}, {0},
};

/* A later feed of the same id takes the place of the earlier. */
static void keep(struct feeds *feeds, struct feed *feed)
{
	for (size_t i = 0; i < feeds->count; i++) {
		if (strcmp(feeds->list[i]->id, feed->id) == 0) {
			declaration_free(feeds->list[i]);
			feeds->list[i] = feed;
			return;
		}
	}
	feeds->list = memory_grow(feeds->list, &feeds->capacity, feeds->count + 1, sizeof(struct feed *));
	feeds->list[feeds->count++] = feed;
}

static const struct instrument_order *find_order(const struct feeds *feeds, const char *symbol)
{
	for (size_t i = feeds->order_count; i > 0; i--) /* a later section takes the place of the earlier */
		if (strcmp(feeds->orders[i - 1].symbol, symbol) == 0)
			return &feeds->orders[i - 1];
	return NULL;
}

static enum status add_order(const char *file, const struct config *section, struct feeds *feeds, struct error *err)
{
	const size_t feed_count = config_count(section, "feeds"), name_count = config_count(section, "symbols");
	const char *symbol = config_title(section);
	struct instrument_order *order;

	if (symbol[0] == '\0' || strlen(symbol) >= SYMBOL_SIZE || feed_count > ORDER_MOST || name_count > ORDER_MOST)
		return error_set(err, STATUS_INVALID, "%s: instrument \"%.40s\": a symbol has 1 to %d bytes, and at most %d feeds", file,
		                 symbol, SYMBOL_SIZE - 1, ORDER_MOST);
	feeds->orders = memory_grow(feeds->orders, &feeds->order_capacity, feeds->order_count + 1, sizeof *feeds->orders);
	order = &feeds->orders[feeds->order_count++];
	*order = (struct instrument_order){.file = arena_text(feeds->texts, file), .symbol = arena_text(feeds->texts, symbol)};
	for (size_t i = 0; i < feed_count; i++)
		order->feeds[order->feed_count++] = arena_text(feeds->texts, config_text_at(section, "feeds", i));
	for (size_t i = 0; i < name_count; i++) {
		const char *name = config_pair_value(section, "symbols", i);

		if (name == NULL || name[0] == '\0' || strlen(name) >= SYMBOL_SIZE || !text_is_clean(name))
			return error_set(err, STATUS_INVALID, "%s: instrument \"%.40s\": a symbol of symbols has 1 to %d bytes", file,
			                 symbol, SYMBOL_SIZE - 1);
		order->names[order->name_count][0] = arena_text(feeds->texts, config_pair_key(section, "symbols", i));
		order->names[order->name_count++][1] = arena_text(feeds->texts, name);
	}
	return STATUS_OK;
}

static enum status check_name(const struct instrument_order *order, const char *id, const struct feeds *feeds,
                              struct error *err)
{
	const char **ids, *near;

	if (feeds_find(feeds, id) != NULL)
		return STATUS_OK;
	ids = memory_new_array(feeds->count, sizeof *ids);
	for (size_t i = 0; i < feeds->count; i++)
		ids[i] = feeds->list[i]->id;
	near = text_nearest(id, ids, feeds->count);
	free(ids);
	return error_set(err, STATUS_INVALID, "%s: instrument \"%s\": there is no feed \"%.40s\"%s%s%s", order->file,
	                 order->symbol, id, near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	                 near != NULL ? "\"?" : "");
}

/* Every feed that a section "instrument" names is one there is. */
static enum status check_orders(const struct feeds *feeds, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < feeds->order_count; i++) {
		const struct instrument_order *order = &feeds->orders[i];

		for (size_t j = 0; j < order->feed_count && status == STATUS_OK; j++)
			status = check_name(order, order->feeds[j], feeds, err);
		for (size_t j = 0; j < order->name_count && status == STATUS_OK; j++)
			status = check_name(order, order->names[j][0], feeds, err);
	}
	return status;
}

const char *feeds_order(const struct feeds *feeds, const char *symbol, size_t index)
{
	const struct instrument_order *order = find_order(feeds, symbol);

	return order != NULL && index < order->feed_count ? order->feeds[index] : NULL;
}

const char *feeds_symbol(const struct feeds *feeds, const char *symbol, const struct feed *feed)
{
	const struct instrument_order *order = find_order(feeds, symbol);

	for (size_t i = 0; order != NULL && i < order->name_count; i++)
		if (strcmp(order->names[i][0], feed->id) == 0)
			return order->names[i][1];
	return symbol;
}

static enum status add_text(const char *name, const char *bytes, size_t length, struct feeds *feeds, struct error *err)
{
	struct config *config = NULL;
	const char *text;
	enum status status = config_parse(name, bytes, length, file_options, &config, err);

	if (status != STATUS_OK)
		return status;
	text = arena_format(feeds->texts, "%.*s", (int)length, bytes); /* parsed: no zero, CONFIG_BYTES at most */
	for (size_t i = 0; i < config_count(config, "feed") && status == STATUS_OK; i++) {
		struct feed *feed = NULL;

		status = declaration_read(name, config_section(config, "feed", i), &feed, err);
		if (status == STATUS_OK) {
			feed->declaration = text;
			keep(feeds, feed);
		}
	}
	for (size_t i = 0; i < config_count(config, "instrument") && status == STATUS_OK; i++)
		status = add_order(name, config_section(config, "instrument", i), feeds, err);
	config_free(config);
	return status;
}

static enum status add_file(const char *path, struct feeds *feeds, struct error *err)
{
	struct text bytes = {0};
	enum status status = regular_file_read(path, CONFIG_BYTES, FILE_ANY, &bytes, err);

	if (status == STATUS_OK)
		status = add_text(path, text_string(&bytes), bytes.length, feeds, err);
	text_clear(&bytes);
	return status;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum status add_folder(const char *folder, struct feeds *feeds, struct error *err)
{
	DIR *open = folder != NULL ? opendir(folder) : NULL;
	struct arena *arena;
	const struct dirent *entry;
	char *names[FILES_MOST], path[PLACE_SIZE];
	size_t count = 0;
	enum status status = STATUS_OK;

	if (open == NULL)
		return STATUS_OK; /* a folder that is not there declares nothing */
	arena = arena_new();
	while ((entry = readdir(open)) != NULL && count < FILES_MOST) {
		const size_t length = strlen(entry->d_name);

		if (entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".conf") == 0)
			names[count++] = arena_text(arena, entry->d_name);
	}
	closedir(open);
	qsort(names, count, sizeof names[0], compare_names);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		status = place_join(folder, names[i], path, err);
		if (status == STATUS_OK)
			status = add_file(path, feeds, err);
	}
	arena_free(arena);
	return status;
}

static struct feeds *feeds_new(void)
{
	struct feeds *feeds = memory_new(sizeof *feeds);

	feeds->texts = arena_new();
	return feeds;
}

/* Hands out what was loaded, or takes it back. */
static enum status finish(struct feeds *loaded, enum status status, struct feeds **feeds)
{
	if (status == STATUS_OK)
		*feeds = loaded;
	else
		feeds_free(loaded);
	return status;
}

enum status feeds_load(const char *shipped, const char *own, struct feeds **feeds, struct error *err)
{
	struct feeds *loaded = feeds_new();
	enum status status = add_folder(shipped, loaded, err);

	if (status == STATUS_OK)
		status = add_folder(own, loaded, err);
	if (status == STATUS_OK)
		status = check_orders(loaded, err);
	return finish(loaded, status, feeds);
}

enum status feeds_read(const char *path, struct feeds **feeds, struct error *err)
{
	struct feeds *loaded = feeds_new();

	return finish(loaded, add_file(path, loaded, err), feeds);
}

enum status feeds_parse(const char *name, const char *bytes, size_t length, struct feeds **feeds, struct error *err)
{
	struct feeds *loaded = feeds_new();

	return finish(loaded, add_text(name, bytes, length, loaded, err), feeds);
}

void feeds_free(struct feeds *feeds)
{
	if (feeds == NULL)
		return;
	for (size_t i = 0; i < feeds->count; i++)
		declaration_free(feeds->list[i]);
	free(feeds->list);
	free(feeds->orders);
	arena_free(feeds->texts);
	free(feeds);
}

size_t feeds_count(const struct feeds *feeds)
{
	return feeds->count;
}

const struct feed *feeds_at(const struct feeds *feeds, size_t index)
{
	return feeds->list[index];
}

const struct feed *feeds_find(const struct feeds *feeds, const char *id)
{
	for (size_t i = 0; i < feeds->count; i++)
		if (strcmp(feeds->list[i]->id, id) == 0)
			return feeds->list[i];
	return NULL;
}

const char *feed_id(const struct feed *feed)
{
	return feed->id;
}

enum feed_kind feed_kind_of(const struct feed *feed)
{
	return feed->kind;
}

bool feed_is_enabled(const struct feed *feed)
{
	return feed->enabled == FEED_ON || (feed->enabled == FEED_ON_WITH_KEY && secrets_are_given(feed));
}

bool feed_is_local(const struct feed *feed)
{
	return strncmp(feed->url, "file:", 5) == 0;
}

/* Whether what is asked with has a place of that name. */
static bool asks_with(const struct feed *feed, const char *name)
{
	if (template_names(feed->url, name) || (feed->body != NULL && template_names(feed->body, name)))
		return true;
	for (size_t i = 0; i < feed->header_values.count; i++)
		if (template_names(feed->header_values.list[i], name))
			return true;
	return false;
}

enum feed_scope feed_scope(const struct feed *feed)
{
	static const char *const places[] = {"symbol", "base", "quote", "currency", "isin", "mic"};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (asks_with(feed, places[i]))
			return FEED_ONE_SYMBOL;
	return asks_with(feed, "from") ? FEED_ONE_SPAN : FEED_WHOLE;
}

const char *feed_price_kind(const struct feed *feed)
{
	return feed->price_kind;
}

const char *feed_url(const struct feed *feed)
{
	return feed->url;
}

const char *feed_note(const struct feed *feed)
{
	return feed->note;
}

const char *feed_declaration(const struct feed *feed)
{
	return feed->declaration;
}

const char *feed_terms(const struct feed *feed)
{
	return feed->terms;
}

const char *feed_currency(const struct feed *feed)
{
	for (size_t i = 0; i < feed->unit_count; i++)
		if (strcmp(feed->units[i].name, feed->currency) == 0)
			return feed->units[i].currency;
	return currency_is_valid(feed->currency) ? feed->currency : "";
}

const char *feed_base(const struct feed *feed)
{
	return feed->base != NULL ? feed->base : "";
}

/* True when the row's figure is what the condition asks for; one the provider does not give is not. */
static bool fulfils(const struct feed_condition *condition, const struct feed_row *row)
{
	const int64_t value = condition->field == FIELD_SPLIT ? row->split : row->dividend;
	const int64_t neutral = condition->field == FIELD_SPLIT ? 1000000 : 0;

	if (value == 0 || value == neutral)
		return false;
	switch (condition->sign) {
	case '>':
		return value > condition->value;
	case '<':
		return value < condition->value;
	case '=':
		return value == condition->value;
	default:
		return value != condition->value;
	}
}

bool feed_wants_history(const struct feed *feed, const struct feed_result *result)
{
	for (size_t i = 0; i < feed->condition_count; i++)
		for (size_t j = 0; j < result->count; j++)
			if (fulfils(&feed->conditions[i], &result->rows[j]))
				return true;
	return false;
}

double feed_max_jump(const struct feed *feed)
{
	return feed->max_jump;
}

const char *feed_limit(const struct feed *feed)
{
	return feed->limit;
}

bool feed_is_allowed(const struct feed *feed, const int64_t *times, size_t count, int64_t now, int64_t *wait)
{
	int64_t longest = 0;

	for (size_t i = 0; i < feed->window_count; i++) {
		const struct feed_window *window = &feed->windows[i];

		if (count >= (size_t)window->count) {
			/* The request that must have left the window before another may enter. */
			const int64_t left = times[count - (size_t)window->count] + window->seconds * 1000 - now;

			longest = left > longest ? left : longest;
		}
	}
	if (longest > 0)
		*wait = longest;
	return longest <= 0;
}

size_t feed_times_needed(const struct feed *feed)
{
	int64_t most = 0;

	for (size_t i = 0; i < feed->window_count; i++)
		most = feed->windows[i].count > most ? feed->windows[i].count : most;
	return (size_t)most;
}

int64_t feed_requests_within(const struct feed *feed, int64_t milliseconds)
{
	const struct feed_window *shortest = NULL;

	for (size_t i = 0; i < feed->window_count; i++)
		if (shortest == NULL || feed->windows[i].seconds < shortest->seconds)
			shortest = &feed->windows[i];
	return shortest != NULL ? shortest->count * milliseconds / (shortest->seconds * 1000) : 0;
}

int feed_at_once(const struct feed *feed)
{
	return feed->at_once;
}
