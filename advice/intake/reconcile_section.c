/* Breaks in words. */
#include "advice/base/language.h"
#include "advice/intake/reconcile_parts.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* The probable cause as a sentence; "" for none. */
static const char *cause_sentence(const struct holding_break *one, struct arena *arena)
{
	char day[DATE_TEXT_SIZE];

	switch (one->cause) {
	case CAUSE_IN_TRANSIT:
		return arena_format(arena, _("traded since %s and not settled there yet"), date_format(one->cause_day, day));
	case CAUSE_LATER:
		return arena_format(arena, _("in the book on %s, after the statement's day"), date_format(one->cause_day, day));
	case CAUSE_TRADE:
		return _("a trade that one side has not: shares and money differ against each other");
	case CAUSE_SPLIT:
		return arena_format(arena, _("a split of %d for %d that was not entered"), (int)one->split_new, (int)one->split_old);
	case CAUSE_TRANSFER:
		return _("shares that came or went without money: a transfer or a bonus");
	case CAUSE_FEES_IN_COST:
		return _("the fees of purchases are in the book's cost and not in the statement's");
	case CAUSE_EXCHANGE:
		return _("a rate of exchange other than the custodian's");
	case CAUSE_FEE:
		return _("a fee, a tax or a payment that the book does not have");
	case CAUSE_INCOME:
		return _("a dividend, interest or a deposit that the book does not have");
	case CAUSE_OLD_PRICE:
		return arena_format(arena, _("the book's price is of %s"), date_format(one->cause_day, day));
	case CAUSE_UNKNOWN:
		break;
	}
	return "";
}

static void add_break(struct table *table, const struct holding_break *one, struct arena *arena)
{
	const struct cell words[] = {
		[BREAK_MISSING] = cell_word(break_names[BREAK_MISSING], _("missing in the book"), TONE_BAD),
		[BREAK_EXTRA] = cell_word(break_names[BREAK_EXTRA], _("only in the book"), TONE_BAD),
		[BREAK_QUANTITY] = cell_word(break_names[BREAK_QUANTITY], _("quantity differs"), TONE_BAD),
		[BREAK_COST] = cell_word(break_names[BREAK_COST], _("cost differs"), TONE_WARN),
		[BREAK_CASH] = cell_word(break_names[BREAK_CASH], _("cash differs"), TONE_BAD),
		[BREAK_PRICE] = cell_word(break_names[BREAK_PRICE], _("price differs"), TONE_WARN),
	};
	const char *sentence = cause_sentence(one, arena);
	struct cell *cells = table_row(table);
	int64_t apart;

	cells[0] = cell_text(arena_text(arena, one->client));
	cells[1] = cell_text(arena_text(arena, one->account));
	cells[2] = cell_text(arena_text(arena, one->symbol));
	cells[3] = words[one->type];
	cells[4] = one->type == BREAK_MISSING ? cell_missing(NULL) : cell_decimal(one->book);
	cells[5] = one->type == BREAK_EXTRA ? cell_missing(NULL) : cell_decimal(one->statement);
	if (checked_subtract(one->book, one->statement, &apart))
		cells[6] = cell_signed(cell_decimal(apart));
	cells[7] = cell_text(cause_names[one->cause]);
	if (sentence[0] != '\0')
		cells[8] = cell_text(sentence);
	cells[9] = one->line > 0 ? cell_integer((int64_t)one->line) : cell_missing(NULL);
}

struct section *reconcile_section(const struct reconciliation *result, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "account", .title = _("account"), .type = CELL_TEXT},
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "break", .title = _("break"), .type = CELL_WORD},
		{.key = "book", .title = _("book"), .type = CELL_DECIMAL},
		{.key = "statement", .title = _("statement"), .type = CELL_DECIMAL},
		{.key = "difference", .title = _("difference"), .type = CELL_DECIMAL},
		{.key = "cause", .title = _("probable cause"), .type = CELL_TEXT, .audience = FOR_PROGRAMS},
		{.key = "cause_text", .title = _("probable cause"), .type = CELL_TEXT},
		{.key = "line", .title = _("line"), .type = CELL_INTEGER},
	};
	struct section *section = section_new(arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);
	struct table *table;

	facts_add(facts, "statement_of", _("statement of"), cell_date(result->as_of));
	facts_add(facts, "accounts", _("accounts"), cell_integer((int64_t)result->accounts));
	facts_add(facts, "positions", _("positions"), cell_integer((int64_t)result->positions));
	facts_add(facts, "breaks_found", _("breaks"), cell_integer((int64_t)result->count));
	table = section_table(section, "breaks", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("Book and statement agree.");
	for (size_t i = 0; i < result->count; i++)
		add_break(table, &result->breaks[i], arena);
	return section;
}
