/* Reading a whole file: header, rows, what occurs twice, and every problem on the way. */
#include "data/exchange/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "data/exchange/cells.h"
#include "data/exchange/columns.h"
#include "data/exchange/csv.h"
#include "data/exchange/foreign.h"
#include "data/exchange/problem.h"
#include "data/exchange/rows.h"
#include "data/exchange/seen.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

/* A cell of the symbol column that was read and found good. */
struct known_symbol {
	char code[SYMBOL_SIZE];       /* empty: not looked at yet, or not good  */
	uint32_t number;              /* of the code in struct intake's seen    */
};

struct intake {
	enum exchange_kind kind;
	struct csv *csv;
	struct cells cells;
	size_t header_count;
	struct seen *seen;
	struct seen *texts;           /* owned; cells of the symbol column      */
	struct known_symbol *known;   /* owned; by number of texts              */
	size_t known_count, known_capacity;
	const uint32_t *numbers;      /* of the symbols of a wide file          */
	size_t date_column;           /* of a wide file                         */
	enum status (*sink)(const struct exchange_row *row, void *context, struct error *err);
	void *context;
	size_t rows;
	bool is_cancelled;            /* the row at hand                                              */
	int64_t price;                /* that a statement tells beside it; 0: none                    */
};

enum { PAIR_SIZE = 8 };

/* What must not come twice in one file. False when the kind knows no such thing. */
static bool identity(const struct exchange_row *row, const char **code, char pair[PAIR_SIZE], struct date *date)
{
	*date = (struct date){0};
	switch (row->kind) {
	case EXCHANGE_INSTRUMENTS:
		*code = row->instrument.symbol;
		return true;
	case EXCHANGE_CLIENTS:
		*code = row->client.code;
		return true;
	case EXCHANGE_PRICES:
		*code = row->price.symbol;
		*date = row->price.price.date;
		return true;
	case EXCHANGE_ANSWERS:
		*code = row->answers.client;
		*date = row->answers.answers.taken;
		return true;
	case EXCHANGE_RATES:
		(void)snprintf(pair, PAIR_SIZE, "%s/%s", row->rate.base, row->rate.quote);
		*code = pair;
		*date = row->rate.date;
		return true;
	case EXCHANGE_HOLDINGS:
	case EXCHANGE_TRANSACTIONS:
		break;
	}
	return false;
}

/* Hands a good row on. Only what the sink cannot recover from is returned. */
static enum status deliver(struct intake *intake, const struct exchange_row *row, size_t column, struct error *err)
{
	const char *code, *name = "";
	char day[DATE_TEXT_SIZE], pair[PAIR_SIZE];
	struct error refusal = {0};
	struct date date;
	bool is_twice;
	enum status status;

	if (column > 0)
		name = intake->cells.columns[column - 1].name;
	if (row->kind == EXCHANGE_PRICES)
		is_twice = seen_before_numbered(intake->seen, row->price.number, row->price.price.date.days);
	else
		is_twice = identity(row, &code, pair, &date) && seen_before(intake->seen, code, date.days);
	if (is_twice) {
		(void)identity(row, &code, pair, &date); /* has one, or it could not come twice */
		if (date.days != 0)
			problems_add(intake->cells.problems, row->line, column, name, "\"%s\" on %s occurs twice in the file", code,
			             date_format(date, day));
		else
			problems_add(intake->cells.problems, row->line, column, name, "\"%s\" occurs twice in the file", code);
		return STATUS_OK;
	}
	intake->rows++;
	if (intake->sink == NULL)
		return STATUS_OK;
	status = intake->sink(row, intake->context, &refusal);
	if (status != STATUS_INVALID && status != STATUS_NOT_FOUND)
		return status == STATUS_OK ? STATUS_OK : error_set(err, status, "line %zu: %s", row->line, refusal.message);
	intake->rows--;
	problems_add(intake->cells.problems, row->line, column, name, "%s", refusal.message);
	return STATUS_OK;
}

static bool is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->fields[i][strspn(row->fields[i], " \t")] != '\0')
			return false;
	return row->flaw == NULL;
}

/* Problems with the shape of a row; true when its cells can be read. */
static bool has_shape(const struct intake *intake, const struct csv_row *row)
{
	if (row->flaw != NULL) {
		problems_add(intake->cells.problems, row->flaw_line, row->flaw_column, "", "%s", row->flaw);
		return false;
	}
	if (row->count != intake->header_count) {
		problems_add(intake->cells.problems, row->line, 0, "", "the row has %zu fields, the header %zu", row->count,
		             intake->header_count);
		return false;
	}
	return true;
}

static enum status read_plain_row(struct intake *intake, struct error *err)
{
	const size_t before = intake->cells.problems->count;
	struct exchange_row row = {.kind = intake->kind, .is_cancelled = intake->is_cancelled};

	row_read(&intake->cells, &row);
	if (row.kind == EXCHANGE_HOLDINGS)
		row.holding.price = intake->price;
	return intake->cells.problems->count == before ? deliver(intake, &row, 0, err) : STATUS_OK;
}

/* What is known of a cell of the symbol column; the same few thousand texts come again and again. */
static struct known_symbol *find_symbol(struct intake *intake, const char *text)
{
	const uint32_t number = seen_number(intake->texts, text);

	if (number >= intake->known_count) {
		intake->known = memory_grow(intake->known, &intake->known_capacity, (size_t)number + 1, sizeof *intake->known);
		memset(intake->known + number, 0, sizeof *intake->known);
		intake->known_count = (size_t)number + 1;
	}
	return &intake->known[number];
}

/* As read_plain_row, of prices: a symbol is checked once. */
static enum status read_price_row(struct intake *intake, struct error *err)
{
	const size_t before = intake->cells.problems->count;
	struct exchange_row row = {.kind = EXCHANGE_PRICES, .line = intake->cells.row->line};
	char buffer[CELL_SIZE];
	struct known_symbol *symbol = find_symbol(intake, cells_raw(&intake->cells, PRICE_SYMBOL, buffer));

	row_read_price(&intake->cells, symbol->code[0] != '\0' ? symbol->code : NULL, &row.price);
	if (intake->cells.problems->count != before)
		return STATUS_OK;
	if (symbol->code[0] == '\0') {
		memcpy(symbol->code, row.price.symbol, sizeof symbol->code);
		symbol->number = seen_number(intake->seen, symbol->code);
	}
	row.price.number = symbol->number;
	return deliver(intake, &row, 0, err);
}

/* One date and a price a symbol; an empty cell is no price. */
static enum status read_wide_row(struct intake *intake, struct error *err)
{
	struct exchange_row row = {.kind = EXCHANGE_PRICES, .line = intake->cells.row->line};
	size_t date_column = intake->date_column, before = intake->cells.problems->count;

	cells_date(&intake->cells, date_column, CELL_NEEDED, &row.price.price.date);
	for (size_t i = 0; i < intake->header_count; i++) {
		enum status status;

		if (i == date_column)
			continue;
		row.price.price.close = 0;
		cells_price(&intake->cells, i, CELL_OPTIONAL, &row.price.price.close);
		if (row.price.price.close == 0 || intake->cells.problems->count != before)
			continue;
		memcpy(row.price.symbol, intake->cells.columns[i].name, strlen(intake->cells.columns[i].name) + 1);
		row.price.number = intake->numbers[i];
		status = deliver(intake, &row, i + 1, err);
		if (status != STATUS_OK)
			return status;
		before = intake->cells.problems->count;
	}
	return STATUS_OK;
}

static enum status read_rows(struct intake *intake, enum status (*read_one)(struct intake *intake, struct error *err),
                             struct error *err)
{
	struct csv_row row;
	struct error broken;
	enum status status;

	while ((status = csv_next(intake->csv, &row, &broken)) == STATUS_OK) {
		if (is_empty(&row) || !has_shape(intake, &row))
			continue;
		intake->cells.row = &row;
		status = read_one(intake, err);
		if (status != STATUS_OK)
			return status;
	}
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (status != STATUS_INVALID)
		return error_set(err, status, "%s", broken.message);
	problems_add(intake->cells.problems, 0, 0, "", "%s", broken.message);
	return STATUS_OK;
}

/* A price file is wide when it has dates and none of the other columns of a long one. */
static bool is_wide(const struct csv_row *header)
{
	bool has_date = false, has_other = false;

	for (size_t i = 0; i < header->count; i++) {
		char name[64] = "";

		(void)csv_trim(header->fields[i], name, sizeof name);
		has_date = has_date || text_equal_fold(name, "date");
		has_other = has_other || text_equal_fold(name, "symbol") || text_equal_fold(name, "close") ||
		            text_equal_fold(name, "adjusted_close") || text_equal_fold(name, "currency");
	}
	return has_date && !has_other && header->count > 1;
}

static enum status read_long(struct intake *intake, const struct csv_row *header, struct error *err)
{
	size_t count, places[COLUMNS_MOST];
	const struct csv_column *columns = exchange_columns(intake->kind, &count);

	csv_match(header, columns, count, places, intake->cells.problems);
	if (intake->cells.problems->count > 0)
		return STATUS_OK; /* the rows cannot be understood without their columns */
	intake->cells.columns = columns;
	intake->cells.places = places;
	return read_rows(intake, intake->kind == EXCHANGE_PRICES ? read_price_row : read_plain_row, err);
}

static enum status read_wide(struct intake *intake, const struct csv_row *header, struct error *err)
{
	struct csv_column *columns = memory_new_array(header->count, sizeof *columns);
	size_t *places = memory_new_array(header->count, sizeof *places);
	uint32_t *numbers = memory_new_array(header->count, sizeof *numbers);
	struct arena *names = arena_new();
	struct seen *symbols = seen_new();
	enum status status = STATUS_OK;

	intake->cells.columns = columns;
	intake->cells.places = places;
	intake->cells.row = header;
	intake->numbers = numbers;
	intake->date_column = header->count;
	for (size_t i = 0; i < header->count; i++) {
		char code[SYMBOL_SIZE] = "";

		columns[i].name = "symbol";
		places[i] = i;
		cells_code(&intake->cells, i, CELL_NEEDED, code);
		columns[i].name = arena_text(names, code);
		numbers[i] = seen_number(intake->seen, code);
		if (intake->date_column == header->count && text_equal_fold(code, "date"))
			intake->date_column = i;
		if (code[0] != '\0' && seen_before(symbols, code, 0))
			problems_add(intake->cells.problems, header->line, i + 1, code, "the column occurs twice");
		if (strcmp(code, CASH_SYMBOL) == 0)
			problems_add(intake->cells.problems, header->line, i + 1, code, "CASH has no price: it is 1 by definition");
	}
	if (intake->cells.problems->count == 0)
		status = read_rows(intake, read_wide_row, err);
	seen_free(symbols);
	arena_free(names);
	free(numbers);
	free(places);
	free(columns);
	return status;
}

static enum status read_file(struct intake *intake, struct error *err)
{
	struct problems *problems = intake->cells.problems;
	struct csv_row header;
	struct error broken;
	const enum status status = csv_next(intake->csv, &header, &broken);

	if (status == STATUS_NOT_FOUND)
		problems_add(problems, 0, 0, "", "the file is empty; its first line names the columns");
	else if (status == STATUS_INVALID)
		problems_add(problems, 0, 0, "", "%s", broken.message);
	else if (status != STATUS_OK)
		return error_set(err, status, "%s", broken.message);
	else if (header.flaw != NULL)
		problems_add(problems, header.flaw_line, header.flaw_column, "", "%s", header.flaw);
	else {
		intake->header_count = header.count;
		return intake->kind == EXCHANGE_PRICES && is_wide(&header) ? read_wide(intake, &header, err) :
		                                                            read_long(intake, &header, err);
	}
	return STATUS_OK;
}

/* Problems, if there are any, as one sentence; or what broke the reading. */
static enum status conclude(const struct problems *problems, const char *name, enum status status, struct error *err)
{
	char first[400];

	if (status != STATUS_OK)
		return error_prefix(err, "%s", name);
	if (problems->count == 0)
		return STATUS_OK;
	problem_sentence(&problems->list[0], first, sizeof first);
	if (problems->count == 1)
		return error_set(err, STATUS_INVALID, "%s: %s", name, first);
	return error_set(err, STATUS_INVALID, "%s: %zu problems; the first: %s", name, problems->count, first);
}

static void intake_clear(struct intake *intake)
{
	seen_free(intake->seen);
	seen_free(intake->texts);
	free(intake->known);
}

enum status intake_read(enum exchange_kind kind, FILE *file, const char *name, struct date as_of,
                        enum status (*sink)(const struct exchange_row *row, void *context, struct error *err),
                        void *context, struct problems *problems, size_t *rows, struct error *err)
{
	struct problems own = {0};
	struct intake intake = {
		.kind = kind, .csv = csv_open_file(file, ','), .seen = seen_new(), .texts = seen_new(), .sink = sink,
		.context = context,
		.cells = {.as_of = as_of, .problems = problems != NULL ? problems : &own},
	};
	enum status status = read_file(&intake, err);

	status = conclude(intake.cells.problems, name, status, err);
	if (rows != NULL)
		*rows = intake.rows;
	intake_clear(&intake);
	csv_close(intake.csv);
	problems_clear(&own);
	return status;
}

/* A place in our columns says nothing about the file: problems keep the line and the column's name. */
static void forget_places(struct problems *problems, size_t from)
{
	for (size_t i = from; i < problems->kept; i++)
		problems->list[i].column = 0;
}

enum status intake_read_foreign(const struct foreign *foreign, const char *name, struct date as_of, bool is_statement,
                                enum status (*sink)(const struct exchange_row *row, void *context, struct error *err),
                                void *context, struct problems *problems, size_t *rows, struct error *err)
{
	size_t count, places[COLUMNS_MOST];
	struct intake intake = {
		.kind = foreign->kind, .seen = seen_new(), .texts = seen_new(), .sink = sink, .context = context,
		.cells = {.as_of = as_of, .problems = problems, .is_statement = is_statement, .places = places},
	};
	enum status status = STATUS_OK;

	intake.cells.columns = exchange_columns(foreign->kind, &count);
	for (size_t i = 0; i < count; i++)
		places[i] = i;
	for (size_t i = 0; i < foreign->count && status == STATUS_OK; i++) {
		const struct csv_row row = {.line = foreign->rows[i].line, .count = count, .fields = foreign->rows[i].cells};
		const size_t before = problems->kept, told = problems->count;

		intake.cells.row = &row;
		intake.is_cancelled = foreign->rows[i].is_cancelled;
		intake.price = foreign->rows[i].price;
		status = foreign->kind == EXCHANGE_PRICES ? read_price_row(&intake, err) : read_plain_row(&intake, err);
		intake.rows -= intake.is_cancelled && problems->count == told; /* told as left out */
		forget_places(problems, before);
	}
	status = conclude(problems, name, status, err);
	if (rows != NULL)
		*rows = intake.rows;
	intake_clear(&intake);
	return status;
}
