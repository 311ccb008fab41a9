/*
 * Price lines of ledger and hledger (P 2026-01-05 SYMBOL 12.34 CNY) and of beancount (2026-01-05 price SYMBOL 12.34 CNY).
 * All other lines of such a file are left out and counted.
 */
#include "data/exchange/foreign_rows.h"

#include <stdio.h>
#include <string.h>

#include "data/exchange/columns.h"
#include "data/exchange/import_profile.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { WORDS = 8, WORD_SIZE = 80 };

struct words {
	char list[WORDS][WORD_SIZE];
	size_t count;
	bool is_cut;                /* a word was too long */
};

/* Words apart by blanks, "quoted" ones whole, up to a comment. */
static void split(const char *line, size_t length, struct words *words)
{
	size_t at = 0;

	words->count = 0;
	words->is_cut = false;
	while (at < length && words->count < WORDS) {
		const char *start;
		size_t size = 0;
		char until = ' ';

		while (at < length && strchr(" \t\r", line[at]) != NULL)
			at++;
		if (at == length || line[at] == ';')
			break;
		if (line[at] == '"')
			until = line[at++];
		start = line + at;
		while (at < length && line[at] != until && (until == '"' || strchr("\t\r", line[at]) == NULL)) {
			at++;
			size++;
		}
		at += at < length;
		words->is_cut = words->is_cut || size >= WORD_SIZE;
		(void)snprintf(words->list[words->count++], WORD_SIZE, "%.*s", (int)(size < WORD_SIZE ? size : WORD_SIZE - 1), start);
	}
}

static bool is_time(const char *word)
{
	return strlen(word) >= 5 && word[2] == ':' && strspn(word, "0123456789:") == strlen(word);
}

/* Of "$12.34" the currency is the one the profile says for its sign; NULL: the line does not tell any. */
static const char *currency_of(const struct foreign_reading *reading, const struct words *words, size_t price_at,
                               const struct text_choices *signs)
{
	if (words->count == price_at + 2)
		return words->list[price_at + 1];
	for (size_t i = 0; words->count == price_at + 1 && i < signs->count; i++)
		if (strncmp(words->list[price_at], signs->list[i], strlen(signs->list[i])) == 0)
			return import_profile_constant(reading->profile, "currency");
	return NULL;
}

static void keep_line(const struct foreign_reading *reading, size_t line, struct words *words, size_t symbol_at,
                      const char *date)
{
	static const char *const formats[] = {"%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"};
	struct text_choices signs = {.count = 0};
	struct number_marks marks = {".", ",", signs.list, 0, false, NULL, 0};
	const char *symbol = symbol_at < words->count ? words->list[symbol_at] : "", *currency, *wrong;
	char day[16] = "", price[160] = "";
	size_t row;

	if (reading->profile != NULL)
		import_profile_list(reading->profile, "signs", &signs);
	marks.sign_count = signs.count;
	currency = currency_of(reading, words, symbol_at + 1, &signs);
	if (words->is_cut || currency == NULL) {
		problems_add(reading->problems, line, 0, "", "a price line is: day, symbol, price, currency (three capital letters); of "
		             "$12.34 a profile says the rest: signs = {'$'} and currency under constants");
		return;
	}
	wrong = foreign_day(date, formats, sizeof formats / sizeof formats[0], day);
	if (wrong != NULL)
		problems_add(reading->problems, line, 0, "date", "\"%.40s\" is no day", date);
	wrong = foreign_number(words->list[symbol_at + 1], &marks, price, sizeof price);
	if (wrong != NULL)
		problems_add(reading->problems, line, 0, "close", "\"%.60s\" %s", words->list[symbol_at + 1], wrong);
	if (day[0] == '\0' || wrong != NULL)
		return;
	if (reading->profile != NULL && import_profile_mapped(reading->profile, "symbols", symbol) != NULL &&
	    strcmp(import_profile_mapped(reading->profile, "symbols", symbol), "skip") == 0) {
		reading->foreign->skipped++; /* a journal of accounts also prices what no book holds */
		return;
	}
	symbol = foreign_symbol(reading, line, symbol);
	if (symbol == NULL)
		return;
	row = foreign_add(reading->foreign, line);
	foreign_put(reading->foreign, row, PRICE_DATE, day);
	foreign_put(reading->foreign, row, PRICE_SYMBOL, symbol);
	foreign_put(reading->foreign, row, PRICE_CLOSE, price);
	foreign_put(reading->foreign, row, PRICE_CURRENCY, currency);
}

void foreign_read_prices(const struct foreign_reading *reading)
{
	const char *at = reading->bytes, *end = at + reading->length;
	size_t line = 0;

	while (at < end) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		struct words words;

		split(at, (size_t)((next != NULL ? next : end) - at), &words);
		line++;
		if (words.count > 1 && strcmp(words.list[0], "P") == 0)
			keep_line(reading, line, &words, words.count > 2 && is_time(words.list[2]) ? 3 : 2, words.list[1]);
		else if (words.count > 1 && strcmp(words.list[1], "price") == 0)
			keep_line(reading, line, &words, 2, words.list[0]);
		else if (words.count > 0)
			reading->foreign->skipped++;
		at = next != NULL ? next + 1 : end;
	}
	if (reading->foreign->count == 0 && reading->problems->count == 0)
		problems_add(reading->problems, 0, 0, "", "the file has no price line");
}
