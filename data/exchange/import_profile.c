/* A profile is its file, read with a table of keys; what it says is looked up when it is asked. */
#include "data/exchange/import_profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/cells.h"
#include "data/exchange/columns.h"
#include "data/exchange/encoding.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

/* Every column any kind has, and the cost of a whole lot. */
#define EVERY_COLUMN(X) \
	X("symbol") X("name") X("asset_class") X("currency") X("risk_level") X("isin") X("kind") X("lot") X("minimum") \
	X("buy_fee_bp") X("sell_fee_bp") X("expense_bp") X("region") X("sector") X("date") X("close") X("adjusted_close") \
	X("client") X("birth_year") X("household") X("category") X("income") X("expenses") X("assets") X("liabilities") \
	X("liquidity_days") X("account") X("quantity") X("unit_cost") X("acquired") X("type") X("price") X("fee") \
	X("reference") X("amount") X("debit") X("cost") X("base") X("quote") X("rate")
#define SEVERAL(column) {.name = column, .type = CONFIG_TEXTS},
#define ONE(column) {.name = column, .type = CONFIG_TEXT},
static const struct config_option columns[] = {EVERY_COLUMN(SEVERAL) {0}};
static const struct config_option constants[] = {EVERY_COLUMN(ONE) {0}};

enum { COLUMNS = sizeof columns / sizeof columns[0] - 1 };

struct import_profile {
	struct config *config;      /* owned */
	enum exchange_kind kind;
	bool has_kind;
	enum foreign_format format;
	char delimiter;
	const struct config *columns;                /* borrowed from config; NULL: none              */
	const char *constants[COLUMNS];              /* what stands in each; NULL: nothing            */
};

static const struct config_option types[] = {
	{.name = "deposit", .type = CONFIG_TEXTS}, {.name = "withdraw", .type = CONFIG_TEXTS},
	{.name = "buy", .type = CONFIG_TEXTS}, {.name = "sell", .type = CONFIG_TEXTS},
	{.name = "dividend", .type = CONFIG_TEXTS}, {.name = "interest", .type = CONFIG_TEXTS},
	{.name = "fee", .type = CONFIG_TEXTS}, {.name = "split", .type = CONFIG_TEXTS},
	{.name = "transfer_in", .type = CONFIG_TEXTS}, {.name = "transfer_out", .type = CONFIG_TEXTS},
	{.name = "return_of_capital", .type = CONFIG_TEXTS},
	{.name = "deposit_or_withdraw", .type = CONFIG_TEXTS}, {.name = "buy_or_sell", .type = CONFIG_TEXTS},
	{.name = "interest_or_fee", .type = CONFIG_TEXTS}, {.name = "transfer", .type = CONFIG_TEXTS},
	{.name = "cancel", .type = CONFIG_TEXTS}, {.name = "skip", .type = CONFIG_TEXTS}, {0},
};

static const struct config_option options[] = {
	{.name = "title", .type = CONFIG_TEXT}, {.name = "title_zh", .type = CONFIG_TEXT},
	{.name = "kind", .type = CONFIG_TEXT}, {.name = "format", .type = CONFIG_TEXT},
	{.name = "encoding", .type = CONFIG_TEXT}, {.name = "delimiter", .type = CONFIG_TEXT},
	{.name = "decimal_mark", .type = CONFIG_TEXT}, {.name = "thousands_mark", .type = CONFIG_TEXT},
	{.name = "amount", .type = CONFIG_TEXT}, {.name = "dates", .type = CONFIG_TEXTS},
	{.name = "signs", .type = CONFIG_TEXTS}, {.name = "debits", .type = CONFIG_TEXTS},
	{.name = "missing", .type = CONFIG_TEXTS}, {.name = "unpriced", .type = CONFIG_TEXTS},
	{.name = "trailer", .type = CONFIG_TEXTS}, {.name = "fees", .type = CONFIG_TEXTS},
	{.name = "only", .type = CONFIG_TEXTS}, {.name = "leave_out", .type = CONFIG_TEXTS},
	{.name = "symbols", .type = CONFIG_TEXTS}, {.name = "accounts", .type = CONFIG_TEXTS},
	{.name = "columns", .type = CONFIG_SECTION, .options = columns},
	{.name = "constants", .type = CONFIG_SECTION, .options = constants},
	{.name = "types", .type = CONFIG_SECTION, .options = types}, {0},
};

void import_profile_free(struct import_profile *profile)
{
	if (profile == NULL)
		return;
	config_free(profile->config);
	free(profile);
}

/* A key that holds one of a few words. False: it holds another, and err says so. */
static bool read_choice(const struct config *config, const char *name, const char *key, const char *const *choices,
                        size_t count, size_t *index, struct error *err)
{
	const char *text = config_text(config, key);

	for (size_t i = 0; text != NULL && i < count; i++) {
		if (strcmp(text, choices[i]) == 0) {
			*index = i;
			return true;
		}
	}
	if (text == NULL)
		return true;
	(void)error_set(err, STATUS_INVALID, "%s: %s = \"%.40s\"; it is one of %s, %s%s%s%s%s", name, key, text, choices[0],
	                choices[1], count > 2 ? ", " : "", count > 2 ? choices[2] : "", count > 3 ? ", " : "",
	                count > 3 ? choices[3] : "");
	return false;
}

static enum status check_marks(const struct import_profile *profile, const char *name, struct error *err)
{
	const char *decimal = import_profile_decimal(profile), *group = import_profile_group(profile);

	if (decimal[0] == '\0' || strlen(decimal) > 4 || strlen(group) > 4 || strpbrk(decimal, "0123456789-+") != NULL ||
	    strpbrk(group, "0123456789-+") != NULL)
		return error_set(err, STATUS_INVALID, "%s: a decimal_mark is needed, and neither mark is a digit or a sign", name);
	if (strcmp(decimal, group) == 0)
		return error_set(err, STATUS_INVALID, "%s: decimal_mark and thousands_mark are both \"%s\"", name, decimal);
	return STATUS_OK;
}

static enum status check_filters(const struct import_profile *profile, const char *name, struct error *err)
{
	static const char *const filters[] = {"only", "leave_out"};

	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
		for (size_t j = 0; j < config_count(profile->config, filters[i]); j++) {
			char column[CELL_SIZE];
			const char *text = config_text_at(profile->config, filters[i], j), *value;

			if (!import_profile_filter(text, column, sizeof column, &value))
				return error_set(err, STATUS_INVALID, "%s: %s holds \"%.60s\"; write 'Status = Cancelled'", name, filters[i],
				                 text);
		}
	}
	return STATUS_OK;
}

static enum status check_lists(const struct import_profile *profile, const char *name, struct error *err)
{
	static const char *const maps[] = {"symbols", "accounts"};

	for (const struct config_option *option = options; option->name != NULL; option++)
		if (option->type == CONFIG_TEXTS && config_count(profile->config, option->name) > PROFILE_LIST &&
		    strcmp(option->name, "symbols") != 0 && strcmp(option->name, "accounts") != 0)
			return error_set(err, STATUS_INVALID, "%s: %s has more than %d texts", name, option->name, PROFILE_LIST);
	for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
		for (size_t j = 0; j < config_count(profile->config, maps[i]); j++) {
			const char *text = config_text_at(profile->config, maps[i], j), *to = strstr(text, " => ");

			if (to == NULL || (i == 1 && strchr(to, '/') == NULL))
				return error_set(err, STATUS_INVALID, "%s: %s holds \"%.60s\"; write '%s'", name, maps[i], text,
				                 i == 1 ? "12345678 => CLIENT/ACCOUNT" : "600519 => 600519.SH");
		}
	}
	return check_filters(profile, name, err);
}

static enum status fill(struct import_profile *profile, const char *name, struct error *err)
{
	static const char *const formats[] = {"csv", "ofx", "qif", "prices"};
	static const char *const amounts[] = {"net", "gross"};
	const char *kind = config_text(profile->config, "kind"), *delimiter = config_text(profile->config, "delimiter");
	size_t format = 0, amount = 0;
	enum status status;

	if (kind != NULL && !exchange_kind_parse(kind, &profile->kind))
		return error_set(err, STATUS_INVALID, "%s: kind = \"%.40s\"; it is one of instruments, prices, clients, holdings, "
		                 "transactions, rates", name, kind);
	profile->has_kind = kind != NULL;
	if (profile->has_kind && profile->kind == EXCHANGE_ANSWERS)
		return error_set(err, STATUS_INVALID, "%s: a questionnaire has a form of its own and needs no profile", name);
	if (!read_choice(profile->config, name, "format", formats, 4, &format, err) ||
	    !read_choice(profile->config, name, "amount", amounts, 2, &amount, err))
		return STATUS_INVALID;
	profile->format = (enum foreign_format)format;
	profile->delimiter = ',';
	if (delimiter != NULL && strcmp(delimiter, "tab") == 0)
		profile->delimiter = '\t';
	else if (delimiter != NULL && strlen(delimiter) == 1 && strchr(",;|\t", delimiter[0]) != NULL)
		profile->delimiter = delimiter[0];
	else if (delimiter != NULL)
		return error_set(err, STATUS_INVALID, "%s: delimiter = \"%.20s\"; it is one of , ; | tab", name, delimiter);
	if (profile->format == FOREIGN_CSV && !profile->has_kind)
		return error_set(err, STATUS_INVALID, "%s: kind is missing: what the rows of the file are", name);
	if (profile->format == FOREIGN_CSV && config_section(profile->config, "columns", 0) == NULL)
		return error_set(err, STATUS_INVALID, "%s: the section columns is missing: which column holds what", name);
	if (import_profile_encoding(profile) != NULL && !encoding_is_known(import_profile_encoding(profile)))
		return error_set(err, STATUS_INVALID, "%s: encoding = \"%.40s\"; it is one of utf-8, gbk, gb18030, latin1, "
		                 "windows-1252, big5", name, import_profile_encoding(profile));
	status = check_marks(profile, name, err);
	return status == STATUS_OK ? check_lists(profile, name, err) : status;
}

static void take_constants(struct import_profile *profile)
{
	const struct config *found = config_section(profile->config, "constants", 0);

	for (size_t i = 0; found != NULL && i < COLUMNS; i++)
		profile->constants[i] = config_text(found, constants[i].name);
}

static enum status finish(struct config *config, const char *name, struct import_profile **profile, struct error *err)
{
	struct import_profile *made = memory_new(sizeof *made);
	enum status status;

	made->config = config;
	made->columns = config_section(config, "columns", 0);
	take_constants(made);
	status = fill(made, name, err);
	if (status == STATUS_OK)
		*profile = made;
	else
		import_profile_free(made);
	return status;
}

enum status import_profile_read(const char *path, struct import_profile **profile, struct error *err)
{
	struct config *config = NULL;
	const enum status status = config_read(path, options, &config, err);

	return status == STATUS_OK ? finish(config, path, profile, err) : status;
}

enum status import_profile_parse(const char *name, const char *bytes, size_t length, struct import_profile **profile,
                                 struct error *err)
{
	struct config *config = NULL;
	const enum status status = config_parse(name, bytes, length, options, &config, err);

	return status == STATUS_OK ? finish(config, name, profile, err) : status;
}

static const char *text_or(const struct import_profile *profile, const char *key, const char *fallback)
{
	const char *text = config_text(profile->config, key);

	return text != NULL ? text : fallback;
}

const char *import_profile_title(const struct import_profile *profile, bool is_chinese)
{
	const char *title = text_or(profile, "title", "");

	return is_chinese ? text_or(profile, "title_zh", title) : title;
}

bool import_profile_kind(const struct import_profile *profile, enum exchange_kind *kind)
{
	if (profile->has_kind)
		*kind = profile->kind;
	return profile->has_kind;
}

enum foreign_format import_profile_format(const struct import_profile *profile)
{
	return profile->format;
}

const char *import_profile_encoding(const struct import_profile *profile)
{
	return config_text(profile->config, "encoding");
}

char import_profile_delimiter(const struct import_profile *profile)
{
	return profile->delimiter;
}

const char *import_profile_decimal(const struct import_profile *profile)
{
	return text_or(profile, "decimal_mark", ".");
}

const char *import_profile_group(const struct import_profile *profile)
{
	/* every program that writes QIF groups its digits */
	const char *usual = profile->format != FOREIGN_QIF ? "" : strcmp(import_profile_decimal(profile), ",") == 0 ? "." : ",";

	return text_or(profile, "thousands_mark", usual);
}

bool import_profile_is_gross(const struct import_profile *profile)
{
	return strcmp(text_or(profile, "amount", "net"), "gross") == 0;
}

void import_profile_list(const struct import_profile *profile, const char *key, struct text_choices *choices)
{
	const size_t count = config_count(profile->config, key);

	choices->count = count < PROFILE_LIST ? count : PROFILE_LIST; /* longer ones were refused */
	for (size_t i = 0; i < choices->count; i++)
		choices->list[i] = config_text_at(profile->config, key, i);
}

/* The place of a column of ours in the tables; COLUMNS: there is none of the name. */
static size_t place_of(const char *column)
{
	size_t i = 0;

	while (i < COLUMNS && strcmp(columns[i].name, column) != 0)
		i++;
	return i;
}

const char *import_profile_column(const struct import_profile *profile, const char *column, size_t at)
{
	if (profile->columns == NULL || place_of(column) == COLUMNS || at >= config_count(profile->columns, column))
		return NULL;
	return config_text_at(profile->columns, column, at);
}

const char *import_profile_constant(const struct import_profile *profile, const char *column)
{
	const size_t place = place_of(column);

	return place < COLUMNS ? profile->constants[place] : NULL;
}

bool import_profile_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *since = text;

	while (*text != '\0') { /* a star takes as little as it can, and more when what follows does not fit */
		const char one[2] = {*pattern}, other[2] = {*text};

		if (*pattern == '*') {
			star = pattern++;
			since = text;
		} else if (*pattern != '\0' && text_equal_fold(one, other)) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++since;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

const char *import_profile_type(const struct import_profile *profile, const char *word)
{
	const struct config *section = config_section(profile->config, "types", 0);
	const char *found = NULL;
	size_t longest = 0;

	for (const struct config_option *option = types; section != NULL && option->name != NULL; option++) {
		for (size_t i = 0; i < config_count(section, option->name); i++) {
			const char *pattern = config_text_at(section, option->name, i);

			if (text_equal_fold(pattern, word))
				return option->name;
			if (strlen(pattern) > longest && import_profile_matches(pattern, word)) {
				found = option->name;
				longest = strlen(pattern);
			}
		}
	}
	return found;
}

bool import_profile_filter(const char *text, char *column, size_t size, const char **value)
{
	const char *mark = strstr(text, " = ");

	if (mark == NULL || mark == text || mark[3] == '\0' || (size_t)(mark - text) >= size)
		return false;
	(void)snprintf(column, size, "%.*s", (int)(mark - text), text);
	*value = mark + 3;
	return true;
}

const char *import_profile_mapped(const struct import_profile *profile, const char *key, const char *from)
{
	const size_t length = strlen(from);

	for (size_t i = 0; i < config_count(profile->config, key); i++) {
		const char *text = config_text_at(profile->config, key, i);

		if (strncmp(text, from, length) == 0 && strncmp(text + length, " => ", 4) == 0)
			return text + length + 4;
	}
	return NULL;
}
