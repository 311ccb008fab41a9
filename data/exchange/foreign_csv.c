/* CSV of a broker, by its profile: the table is found between preamble and trailer, its cells are brought into ours. */
#include "data/exchange/foreign_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/cells.h"
#include "data/exchange/columns.h"
#include "data/exchange/csv.h"
#include "data/exchange/foreign_filter.h"
#include "data/exchange/header_hint.h"
#include "data/exchange/import_profile.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { PREAMBLE_LINES = 200 };

/* Columns of theirs beside ours: the cost of a whole lot, and money that goes in a column of its own. */
enum { EXTRA_COST, EXTRA_DEBIT, EXTRAS };
static const char *const extras[EXTRAS] = {[EXTRA_COST] = "cost", [EXTRA_DEBIT] = "debit"};

enum cell_type { CELL_IS_TEXT, CELL_IS_NUMBER, CELL_IS_DAY };

/* One reading of one table. */
struct table_reading {
	const struct foreign_reading *reading;
	const struct csv_column *columns;
	size_t count;                         /* of our columns                                   */
	size_t places[COLUMNS_MOST];          /* of ours in the file; CSV_ABSENT                  */
	size_t spare[COLUMNS_MOST];           /* of the next name of the same that the file has   */
	const char *names[COLUMNS_MOST];      /* what the profile first calls them; NULL: nothing */
	const char *constants[COLUMNS_MOST];  /* what stands in them always; NULL: nothing does   */
	enum cell_type types[COLUMNS_MOST];
	const char *extra_names[EXTRAS];      /* of columns that are none of ours; NULL: nothing   */
	size_t extra_places[EXTRAS];
	size_t price_place;                   /* of a unit's price in a list of positions         */
	size_t fee_places[PROFILE_LIST];
	size_t width;                         /* fields of the header                             */
	struct text_choices dates, missing, trailer, fees, signs, debits, unpriced;
	struct number_marks marks;
	struct foreign_filters only, leave_out;
	bool is_ours;                         /* our own columns: of a statement only some are needed */
};

static enum cell_type type_of(const char *column)
{
	static const char *const numbers[] = {"lot", "minimum", "buy_fee_bp", "sell_fee_bp", "expense_bp", "close",
	                                      "adjusted_close", "birth_year", "income", "expenses", "assets", "liabilities",
	                                      "liquidity_days", "quantity", "unit_cost", "price", "fee", "amount", "rate"};

	if (strcmp(column, "date") == 0 || strcmp(column, "acquired") == 0)
		return CELL_IS_DAY;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (strcmp(column, numbers[i]) == 0)
			return CELL_IS_NUMBER;
	return CELL_IS_TEXT;
}

/* A field without blanks; one that says "nothing here" is empty. */
static const char *field_of(const struct table_reading *table, const struct csv_row *row, size_t place,
                            char text[CELL_SIZE])
{
	if (place == CSV_ABSENT || place >= row->count || !csv_trim(row->fields[place], text, CELL_SIZE))
		return place == CSV_ABSENT || place >= row->count ? "" : "…"; /* too long: no reader takes that */
	for (size_t i = 0; i < table->missing.count; i++)
		if (strcmp(text, table->missing.list[i]) == 0)
			return "";
	return csv_unguard(text);
}

/* The first in the header of the names the profile has for a column of ours, and the second, unless spare is NULL. */
static size_t find_ours(const struct table_reading *table, const struct csv_row *row, const char *column, size_t *spare)
{
	const struct import_profile *profile = table->reading->profile;
	size_t found[2] = {CSV_ABSENT, CSV_ABSENT};

	for (size_t at = 0, count = 0; count < 2 && import_profile_column(profile, column, at) != NULL; at++) {
		found[count] = foreign_column(row, import_profile_column(profile, column, at));
		count += found[count] != CSV_ABSENT;
	}
	if (spare != NULL)
		*spare = found[1];
	return found[0];
}

/* The price of a position is no column of our holdings, but a statement may be held against the book with it. */
static bool find_price(struct table_reading *table, const struct csv_row *row, const char **missing)
{
	const char *name = table->reading->foreign->kind == EXCHANGE_HOLDINGS ?
		import_profile_column(table->reading->profile, "price", 0) : NULL;

	table->price_place = name != NULL ? find_ours(table, row, "price", NULL) : CSV_ABSENT;
	if (!table->is_ours && name != NULL && table->price_place == CSV_ABSENT)
		*missing = name;
	return *missing == NULL;
}

/* A profile names the columns the file has; a statement in our own columns may leave out what it does not know. */
static bool is_needed(const struct table_reading *table, const char *name)
{
	return !table->is_ours || table->reading->foreign->kind != EXCHANGE_HOLDINGS || strcmp(name, "symbol") == 0 ||
	       strcmp(name, "quantity") == 0;
}

static bool is_header(struct table_reading *table, const struct csv_row *row, const char **missing)
{
	size_t found = 0;

	*missing = NULL;
	table->width = row->count;
	for (size_t i = 0; i < table->count + EXTRAS + table->fees.count; i++) {
		const bool is_fee = i >= table->count + EXTRAS, is_extra = !is_fee && i >= table->count;
		const size_t of_extra = i - table->count, of_fee = of_extra - EXTRAS;
		const char *name = is_fee ? table->fees.list[of_fee] : is_extra ? table->extra_names[of_extra] : table->names[i];
		size_t *place = is_fee ? &table->fee_places[of_fee] : is_extra ? &table->extra_places[of_extra] : &table->places[i];

		*place = is_fee ? foreign_column(row, name) : is_extra ? find_ours(table, row, extras[of_extra], NULL) :
			find_ours(table, row, table->columns[i].name, &table->spare[i]);
		found += *place != CSV_ABSENT;
		if (name != NULL && *place == CSV_ABSENT && is_needed(table, name))
			*missing = name;
	}
	if (*missing != NULL && found * 2 < table->count + table->fees.count && found < 3)
		*missing = NULL; /* not even nearly the header */
	else if (*missing == NULL)
		return found > 0 && foreign_filters_find(&table->only, row, missing) &&
		       foreign_filters_find(&table->leave_out, row, missing) && find_price(table, row, missing);
	return false;
}

/* True at the first field that begins with a word of the trailer. */
static bool is_trailer(const struct table_reading *table, const struct csv_row *row)
{
	const char *first = "";

	for (size_t i = 0; i < row->count && first[0] == '\0'; i++)
		first = row->fields[i] + strspn(row->fields[i], " \t");
	for (size_t i = 0; i < table->trailer.count; i++)
		if (strncmp(first, table->trailer.list[i], strlen(table->trailer.list[i])) == 0)
			return true;
	return false;
}

static bool is_blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->fields[i][strspn(row->fields[i], " \t")] != '\0')
			return false;
	return true;
}

static void fail(const struct table_reading *table, const struct csv_row *row, size_t place, const char *name,
                 const char *text, const char *wrong)
{
	problems_add(table->reading->problems, row->line, place == CSV_ABSENT ? 0 : place + 1, name, "\"%.60s\" %s", text,
	             wrong);
}

/* A field as our files would hold it. False: it is a problem. */
static bool translate(const struct table_reading *table, const struct csv_row *row, size_t place, const char *name,
                      enum cell_type type, char result[CELL_SIZE])
{
	char text[CELL_SIZE];
	const char *field = field_of(table, row, place, text), *wrong = NULL;

	if (field[0] == '\0' || type == CELL_IS_TEXT)
		(void)snprintf(result, CELL_SIZE, "%s", field);
	else if (type == CELL_IS_NUMBER)
		wrong = foreign_number(field, &table->marks, result, CELL_SIZE);
	else
		wrong = foreign_day(field, table->dates.list, table->dates.count, result);
	if (wrong != NULL)
		fail(table, row, place, name, field, wrong);
	return wrong == NULL;
}

/* The sum of the columns of fees, as one. */
static bool add_fees(const struct table_reading *table, const struct csv_row *row, char result[CELL_SIZE])
{
	int64_t sum = 0, one;
	char text[CELL_SIZE], total[DECIMAL_TEXT_SIZE];
	struct error err = {0};

	for (size_t i = 0; i < table->fees.count; i++) {
		if (!translate(table, row, table->fee_places[i], table->fees.list[i], CELL_IS_NUMBER, text))
			return false;
		if (text[0] == '\0')
			continue;
		if (decimal_parse(text, &one, &err) != STATUS_OK || !checked_add(sum, one < 0 ? -one : one, &sum)) {
			fail(table, row, table->fee_places[i], table->fees.list[i], text, "is too large or too fine");
			return false;
		}
	}
	if (table->fees.count > 0 && sum != 0)
		(void)snprintf(result, CELL_SIZE, "%s", decimal_format(sum, total));
	return true;
}

/* All cells of a row in our words. False: something was a problem. */
static bool translate_row(const struct table_reading *table, const struct csv_row *row,
                          char cells[COLUMNS_MOST][CELL_SIZE])
{
	bool is_good = true;

	for (size_t i = 0; i < table->count; i++) {
		const char *column = table->columns[i].name;

		cells[i][0] = '\0';
		if (!translate(table, row, table->places[i], column, table->types[i], cells[i]) ||
		    (cells[i][0] == '\0' && !translate(table, row, table->spare[i], column, table->types[i], cells[i])))
			is_good = false;
		if (cells[i][0] == '\0' && table->constants[i] != NULL)
			(void)snprintf(cells[i], CELL_SIZE, "%s", table->constants[i]);
	}
	return is_good;
}

/* What a row is about, in the book's words; of an instrument, which is new to it, by the profile alone. False: a problem. */
static bool name_symbol(const struct table_reading *table, const struct csv_row *row, char cells[][CELL_SIZE])
{
	const struct foreign_reading *reading = table->reading;
	const enum exchange_kind kind = reading->foreign->kind;
	char *cell = cells[kind == EXCHANGE_HOLDINGS ? HOLDING_SYMBOL : kind == EXCHANGE_PRICES ? PRICE_SYMBOL : INSTRUMENT_SYMBOL];
	const char *symbol = NULL;

	if (kind == EXCHANGE_INSTRUMENTS)
		symbol = import_profile_mapped(reading->profile, "symbols", cell);
	else if (kind == EXCHANGE_HOLDINGS || kind == EXCHANGE_PRICES)
		symbol = foreign_symbol(reading, row->line, cell);
	if (symbol != NULL && symbol != cell)
		(void)snprintf(cell, CELL_SIZE, "%s", symbol);
	return symbol != NULL || (kind != EXCHANGE_HOLDINGS && kind != EXCHANGE_PRICES);
}

/* The unit cost of a lot of which only the whole is told. */
static void divide_cost(const struct table_reading *table, const struct csv_row *row, char cells[][CELL_SIZE])
{
	char text[CELL_SIZE];
	int64_t cost, quantity, unit;

	if (table->extra_places[EXTRA_COST] == CSV_ABSENT || cells[HOLDING_COST][0] != '\0' ||
	    strcmp(cells[HOLDING_SYMBOL], CASH_SYMBOL) == 0 ||
	    !translate(table, row, table->extra_places[EXTRA_COST], "cost", CELL_IS_NUMBER, text) || text[0] == '\0')
		return;
	if (decimal_parse(text, &cost, NULL) != STATUS_OK || decimal_parse(cells[HOLDING_QUANTITY], &quantity, NULL) != STATUS_OK ||
	    quantity <= 0 || !decimal_multiply_divide(cost, MICROS, quantity, ROUND_HALF_EVEN, &unit))
		fail(table, row, table->extra_places[EXTRA_COST], "cost", text, "cannot be divided by the quantity");
	else
		(void)decimal_format(unit, cells[HOLDING_COST]);
}

/* The amount of a row that tells money that goes in a column of its own. False: a problem. */
static bool take_debit(const struct table_reading *table, const struct csv_row *row, char amount[CELL_SIZE])
{
	const size_t place = table->extra_places[EXTRA_DEBIT];
	const char *wrong = NULL;
	char text[CELL_SIZE], debit_text[DECIMAL_TEXT_SIZE];
	int64_t debit = 0, credit = 0;

	if (place == CSV_ABSENT)
		return true;
	if (!translate(table, row, place, "debit", CELL_IS_NUMBER, text))
		return false;
	if (text[0] == '\0')
		return true;
	if (decimal_parse(text, &debit, NULL) != STATUS_OK ||
	    (amount[0] != '\0' && decimal_parse(amount, &credit, NULL) != STATUS_OK))
		wrong = "is too large or too fine";
	else if (debit < 0)
		wrong = "is below zero; a column whose figures carry their sign goes among the names of amount";
	else if (debit > 0 && credit != 0)
		wrong = "stands beside an amount, and only one of the two may";
	if (wrong != NULL)
		fail(table, row, place, "debit", text, wrong);
	else if (debit > 0)
		(void)snprintf(amount, CELL_SIZE, "%s", decimal_format(-debit, debit_text));
	return wrong == NULL;
}

static void keep_event(const struct table_reading *table, const struct csv_row *row, char cells[][CELL_SIZE])
{
	const struct foreign_reading *reading = table->reading;
	const char *word = cells[TRANSACTION_TYPE], *type = import_profile_type(reading->profile, word);
	struct foreign_event event = {
		.line = row->line, .date = cells[TRANSACTION_DATE], .symbol = cells[TRANSACTION_SYMBOL],
		.currency = cells[TRANSACTION_CURRENCY], .reference = cells[TRANSACTION_REFERENCE],
		.quantity = cells[TRANSACTION_QUANTITY], .price = cells[TRANSACTION_PRICE], .fee = cells[TRANSACTION_FEE],
		.amount = cells[TRANSACTION_AMOUNT], .is_gross = import_profile_is_gross(reading->profile),
	};
	enum entry_type plain;

	if (type == NULL && entry_type_parse(word, &plain))
		type = entry_type_name(plain);
	if (type == NULL) {
		fail(table, row, table->places[TRANSACTION_TYPE], "type", word, "is a word the profile does not know; give it a "
		     "type, or name it under skip");
		return;
	}
	if (strcmp(type, "skip") == 0) {
		reading->foreign->skipped++;
		return;
	}
	event.type = type;
	for (size_t i = 0; i < table->unpriced.count; i++)
		if (import_profile_matches(table->unpriced.list[i], word))
			event.price = ""; /* a rate of interest, say: it is worked out of the amount */
	if (strncmp(type, "deposit", 7) != 0 && strcmp(type, "withdraw") != 0)
		event.symbol = foreign_symbol(reading, row->line, event.symbol);
	foreign_owner(reading, row->line, cells[TRANSACTION_CLIENT], cells[TRANSACTION_ACCOUNT], &event.client, &event.account);
	if (take_debit(table, row, cells[TRANSACTION_AMOUNT]) && add_fees(table, row, cells[TRANSACTION_FEE]))
		foreign_add_event(reading, &event);
}

static void keep_row(const struct table_reading *table, const struct csv_row *row)
{
	struct foreign *foreign = table->reading->foreign;
	char cells[COLUMNS_MOST][CELL_SIZE], price[CELL_SIZE];
	const char *client, *account;
	size_t added;

	if (!translate_row(table, row, cells))
		return;
	if (foreign->kind == EXCHANGE_TRANSACTIONS) {
		keep_event(table, row, cells);
		return;
	}
	if (!name_symbol(table, row, cells))
		return;
	if (foreign->kind == EXCHANGE_HOLDINGS)
		divide_cost(table, row, cells);
	added = foreign_add(foreign, row->line);
	for (size_t i = 0; i < table->count; i++)
		foreign_put(foreign, added, i, cells[i]);
	if (foreign->kind != EXCHANGE_HOLDINGS)
		return;
	if (translate(table, row, table->price_place, "price", CELL_IS_NUMBER, price))
		(void)decimal_parse(price, &foreign->rows[added].price, NULL); /* empty: none is told */
	foreign_owner(table->reading, row->line, cells[HOLDING_CLIENT], cells[HOLDING_ACCOUNT], &client, &account);
	foreign_put(foreign, added, HOLDING_CLIENT, client);
	foreign_put(foreign, added, HOLDING_ACCOUNT, account);
}

/* Fields beyond the header, or fewer: fine while they are empty, as a comma at the end of a line leaves them. */
static bool has_shape(const struct table_reading *table, const struct csv_row *row)
{
	struct problems *problems = table->reading->problems;

	if (row->flaw != NULL) {
		problems_add(problems, row->flaw_line, row->flaw_column, "", "%s", row->flaw);
		return false;
	}
	for (size_t i = table->width; i < row->count; i++) {
		if (row->fields[i][0] != '\0') {
			problems_add(problems, row->line, i + 1, "", "the row fills field %zu, and the header has %zu; is a thousands mark "
			             "the delimiter too?", i + 1, table->width);
			return false;
		}
	}
	if (row->count < table->width && row->count + 1 != table->width) {
		problems_add(problems, row->line, 0, "", "the line \"%.40s\" fills %zu of the header's %zu columns; if it ends the "
		             "table, name its first words under trailer", row->fields[0], row->count, table->width);
		return false;
	}
	return true;
}

static void explain_no_header(const struct table_reading *table, const struct text *text)
{
	const char *needed[COLUMNS_MOST];

	for (size_t i = 0; i < table->count; i++)
		needed[i] = table->names[i] != NULL && is_needed(table, table->names[i]) ? table->names[i] : NULL;
	header_hint(text_string(text), text->length, PREAMBLE_LINES, import_profile_delimiter(table->reading->profile), needed,
	            table->count, table->reading->problems);
}

static void read_table(struct table_reading *table, const struct text *text, struct csv *csv)
{
	struct problems *problems = table->reading->problems;
	bool has_header = false, is_over = false;
	const char *missing, *last_missing = NULL;
	size_t last_line = 0;
	struct csv_row row;
	struct error err = {0};
	enum status status = STATUS_OK;

	while (!is_over && (status = csv_next(csv, &row, &err)) == STATUS_OK) {
		if (has_header) {
			is_over = is_trailer(table, &row);
			if (is_over || is_blank(&row) || !has_shape(table, &row))
				continue;
			if ((table->only.count > 0 && !foreign_filters_name(&table->only, &row)) ||
			    foreign_filters_name(&table->leave_out, &row))
				table->reading->foreign->skipped++;
			else
				keep_row(table, &row);
			continue;
		}
		has_header = is_header(table, &row, &missing);
		if (!has_header && missing != NULL) {
			last_missing = missing;
			last_line = row.line;
		}
		is_over = !has_header && row.line > PREAMBLE_LINES;
	}
	if (!is_over && status != STATUS_NOT_FOUND)
		problems_add(problems, 0, 0, "", "%s", err.message);
	else if (!has_header && last_missing != NULL)
		problems_add(problems, last_line, 0, "", "this seems to be the header, but has no column \"%.60s\"", last_missing);
	else if (!has_header)
		explain_no_header(table, text);
}

/* Spreadsheets are told ="000001" so that they keep the zeros; the mark goes, the text stays. */
static void drop_formula_marks(struct text *text, char delimiter)
{
	size_t kept = 0;
	bool is_quoted = false, is_start = true;

	for (size_t i = 0; i < text->length; i++) {
		const char character = text->bytes[i];

		if (is_start && !is_quoted && character == '=' && text->bytes[i + 1] == '"')
			continue;
		if (character == '"')
			is_quoted = !is_quoted;
		is_start = !is_quoted && (character == delimiter || character == '\n');
		text->bytes[kept++] = character;
	}
	if (text->bytes != NULL)
		text->bytes[kept] = '\0';
	text->length = kept;
}

static void prepare(struct table_reading *table, const struct foreign_reading *reading)
{
	static const char *const iso = "%Y-%m-%d";
	const struct import_profile *profile = reading->profile;

	import_profile_list(profile, "dates", &table->dates);
	import_profile_list(profile, "missing", &table->missing);
	import_profile_list(profile, "trailer", &table->trailer);
	import_profile_list(profile, "fees", &table->fees);
	import_profile_list(profile, "signs", &table->signs);
	import_profile_list(profile, "debits", &table->debits);
	import_profile_list(profile, "unpriced", &table->unpriced);
	foreign_filters_of(profile, "only", &table->only);
	foreign_filters_of(profile, "leave_out", &table->leave_out);
	if (reading->defaults->dates != NULL || table->dates.count == 0) {
		table->dates.list[0] = reading->defaults->dates != NULL ? reading->defaults->dates : iso;
		table->dates.count = 1;
	}
	table->marks = (struct number_marks){import_profile_decimal(profile), import_profile_group(profile),
	                                     table->signs.list, table->signs.count, false, table->debits.list,
	                                     table->debits.count};
	for (size_t i = 0; i < EXTRAS; i++)
		table->extra_names[i] = import_profile_column(profile, extras[i], 0);
	for (size_t i = 0; i < table->count; i++) {
		table->names[i] = import_profile_column(profile, table->columns[i].name, 0);
		table->constants[i] = import_profile_constant(profile, table->columns[i].name);
		table->types[i] = type_of(table->columns[i].name);
	}
}

void foreign_read_csv(const struct foreign_reading *reading)
{
	struct import_profile *plain = NULL;
	struct foreign_reading own = *reading;
	struct table_reading *table = memory_new(sizeof *table);
	struct text text = {0};
	struct csv *csv;

	table->columns = exchange_columns(reading->foreign->kind, &table->count);
	table->is_ours = reading->profile == NULL;
	if (reading->profile == NULL) { /* our own columns, under their own names */
		struct text words = {0};

		text_addf(&words, "kind = %s\ncolumns {\n", exchange_kind_name(reading->foreign->kind));
		for (size_t i = 0; i < table->count; i++)
			if (table->columns[i].is_required)
				text_addf(&words, "%s = '%s'\n", table->columns[i].name, table->columns[i].name);
		if (reading->foreign->kind == EXCHANGE_HOLDINGS)
			text_add(&words, "price = 'price'\n");
		text_add(&words, "}\n");
		if (import_profile_parse("own", text_string(&words), words.length, &plain, NULL) == STATUS_OK)
			own.profile = plain;
		text_clear(&words);
	}
	if (own.profile != NULL) {
		table->reading = &own;
		prepare(table, &own);
		text_add_bytes(&text, reading->bytes, reading->length);
		drop_formula_marks(&text, import_profile_delimiter(own.profile));
		csv = csv_open_bytes(text_string(&text), text.length, import_profile_delimiter(own.profile));
		read_table(table, &text, csv);
		csv_close(csv);
		text_clear(&text);
	}
	import_profile_free(plain);
	free(table);
}
