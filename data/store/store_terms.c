/* Terms of dealing. */
#include "data/store/store_terms.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/statement.h"
#include "engine/base/memory.h"

enum { STEPS_SIZE = 256 };

static struct dealing_window read_window(sqlite3_stmt *row, int column)
{
	return (struct dealing_window){.is_there = sqlite3_column_int(row, column) != 0,
	                               .from = column_date(row, column + 1), .until = column_date(row, column + 2)};
}

static enum status read_terms(sqlite3_stmt *row, struct dealing_terms *terms, struct error *err)
{
	char steps[STEPS_SIZE];

	*terms = (struct dealing_terms){
		.instrument_id = sqlite3_column_int64(row, 0), .value_days = sqlite3_column_int(row, 3),
		.confirm_days = sqlite3_column_int(row, 4), .proceeds_days = sqlite3_column_int(row, 5),
		.fee_share = sqlite3_column_int64(row, 6), .day_limit = sqlite3_column_int64(row, 7),
		.limited = read_window(row, 8), .buy_closed = read_window(row, 11), .sell_closed = read_window(row, 14),
		.reinvests = sqlite3_column_int(row, 18),
	};
	column_text(row, 1, terms->calendar, sizeof terms->calendar);
	column_text(row, 2, terms->share_class, sizeof terms->share_class);
	column_text(row, 17, steps, sizeof steps);
	return dealing_terms_parse_steps(steps, terms, err);
}

#define TERMS_COLUMNS \
	"SELECT instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days, fee_share, day_limit, " \
	"is_limited, limited_from, limited_until, is_buy_closed, buy_closed_from, buy_closed_until, is_sell_closed, " \
	"sell_closed_from, sell_closed_until, steps, reinvests FROM dealing_terms "

static bool is_same_window(const struct dealing_window *a, const struct dealing_window *b)
{
	return a->is_there == b->is_there && a->from.days == b->from.days && a->until.days == b->until.days;
}

static bool is_same(const struct dealing_terms *a, const struct dealing_terms *b)
{
	char first[STEPS_SIZE], second[STEPS_SIZE];

	return strcmp(a->calendar, b->calendar) == 0 && strcmp(a->share_class, b->share_class) == 0 &&
	       a->value_days == b->value_days && a->confirm_days == b->confirm_days && a->proceeds_days == b->proceeds_days &&
	       a->fee_share == b->fee_share && a->day_limit == b->day_limit && a->reinvests == b->reinvests &&
	       is_same_window(&a->limited, &b->limited) && is_same_window(&a->buy_closed, &b->buy_closed) &&
	       is_same_window(&a->sell_closed, &b->sell_closed) &&
	       strcmp(dealing_terms_format_steps(a, first, sizeof first), dealing_terms_format_steps(b, second, sizeof second)) == 0;
}

static enum status write_terms(struct store *store, const struct dealing_terms *terms, int64_t delivery_id,
                               struct error *err)
{
	static const char sql[] =
		"INSERT OR REPLACE INTO dealing_terms (instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days, "
		"fee_share, day_limit, is_limited, limited_from, limited_until, is_buy_closed, buy_closed_from, buy_closed_until, "
		"is_sell_closed, sell_closed_from, sell_closed_until, steps, reinvests, delivery_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
		"?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
	char steps[STEPS_SIZE];

	return STATEMENT_RUN(store, sql, err, INTEGER(terms->instrument_id), TEXT(terms->calendar), TEXT(terms->share_class),
	                     INTEGER(terms->value_days), INTEGER(terms->confirm_days), INTEGER(terms->proceeds_days),
	                     INTEGER(terms->fee_share), INTEGER(terms->day_limit), INTEGER(terms->limited.is_there),
	                     INTEGER(terms->limited.from.days), INTEGER(terms->limited.until.days),
	                     INTEGER(terms->buy_closed.is_there), INTEGER(terms->buy_closed.from.days),
	                     INTEGER(terms->buy_closed.until.days), INTEGER(terms->sell_closed.is_there),
	                     INTEGER(terms->sell_closed.from.days), INTEGER(terms->sell_closed.until.days),
	                     TEXT(dealing_terms_format_steps(terms, steps, sizeof steps)), INTEGER(terms->reinvests),
	                     KEY(delivery_id));
}

enum status store_put_terms(struct store *store, const struct dealing_terms *terms, int64_t delivery_id,
                            enum put_result *result, struct error *err)
{
	static const char find[] = TERMS_COLUMNS "WHERE instrument_id = ?1";
	struct dealing_terms known;
	struct write write;
	sqlite3_stmt *statement;
	bool found = false, is_known = false;
	enum status status = dealing_terms_check(terms, err);

	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = STATEMENT_FIND(store, find, &statement, &found, err, INTEGER(terms->instrument_id));
	if (status == STATUS_OK && found) {
		status = read_terms(statement, &known, err);
		is_known = status == STATUS_OK && is_same(&known, terms);
		statement_done(statement);
	}
	if (status == STATUS_OK && !is_known)
		status = write_terms(store, terms, delivery_id, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && result != NULL)
		*result = !found ? PUT_NEW : is_known ? PUT_SAME : PUT_CHANGED;
	return status;
}

enum status store_terms(struct store *store, struct dealing_terms **terms, size_t *count, struct error *err)
{
	static const char sql[] = TERMS_COLUMNS "WHERE ?1 = 0 ORDER BY instrument_id";
	struct dealing_terms *list = NULL;
	size_t length = 0, capacity = 0;
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(0));

	while (status == STATUS_OK && has_row) {
		list = memory_grow(list, &capacity, length + 1, sizeof *list);
		status = read_terms(statement, &list[length++], err);
		if (status == STATUS_OK)
			status = statement_step(store, statement, &has_row, err);
		else
			statement_done(statement);
	}
	if (status != STATUS_OK) {
		free(list);
		return status;
	}
	*terms = list;
	*count = length;
	return STATUS_OK;
}
