/* Closes with what is known of the delivery of each. */
#include "data/store/store_close.h"

#include <stdlib.h>

#include "data/store/statement.h"
#include "engine/base/memory.h"

enum { SECONDS_A_DAY = 86400 };

enum status store_closes(struct store *store, int64_t instrument_id, struct date from, struct date to,
                         struct kept_close **closes, size_t *count, struct error *err)
{
	/* CROSS: the prices are walked in their order, and each looks its delivery up. */
	static const char sql[] =
		"SELECT p.day, p.close, p.adjusted_close, d.kind, d.arrived, d.id FROM price p "
		"CROSS JOIN delivery d ON d.id = p.delivery_id "
		"WHERE p.instrument_id = ?1 AND p.day BETWEEN ?2 AND ?3 ORDER BY p.day";
	struct kept_close *list = NULL;
	size_t length = 0, capacity = 0;
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(instrument_id),
	                                    INTEGER(from.days), INTEGER(to.days));

	while (status == STATUS_OK && has_row) {
		struct kept_close *close;

		list = memory_grow(list, &capacity, length + 1, sizeof *list);
		close = &list[length++];
		*close = (struct kept_close){
			.date = column_date(statement, 0), .close = sqlite3_column_int64(statement, 1),
			.adjusted_close = sqlite3_column_int64(statement, 2),
			.arrived = {(int32_t)(sqlite3_column_int64(statement, 4) / SECONDS_A_DAY)},
			.delivery_id = sqlite3_column_int64(statement, 5),
		};
		/* The book holds no other words. */
		(void)close_kind_parse((const char *)sqlite3_column_text(statement, 3), &close->kind);
		status = statement_step(store, statement, &has_row, err);
	}
	if (status != STATUS_OK) {
		free(list);
		return status;
	}
	*closes = list;
	*count = length;
	return STATUS_OK;
}
