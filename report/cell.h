/* A typed value on its way to a reader: exact for programs, rounded and grouped for people. */
#ifndef BALLAST_REPORT_CELL_H
#define BALLAST_REPORT_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

/*
 * Zeroed is a missing value without a reason.
 *
 *             people read          programs read (JSON · CSV)
 * MISSING     n/a                  null and "<key>_reason" · nothing
 * TEXT        as it is             string
 * WORD        its translation      its key, a string that never changes with the language
 * MONEY       −1,234.50            "-1234.5", decimal text with up to six digits
 * DECIMAL     1,000.25             "1000.25" (quantities, prices)
 * PERCENT     7.1 %                0.071: fractions stay fractions
 * POINTS      +6.4 pp              0.064
 * NUMBER      1.25                 1.25, the shortest text that reads back as the same double
 * INTEGER     12,345               12345
 * BOOLEAN     its translation      true or false · true or false
 * DATE        2026-11-20           "2026-11-20"
 * LEVEL       C3                   "C3"
 * TREND       ▁▂▄▆█                [0.1,0.2,...] · the numbers separated by blanks
 */
enum cell_type {
	CELL_MISSING = 0,
	CELL_TEXT,
	CELL_WORD,
	CELL_MONEY,
	CELL_DECIMAL,
	CELL_PERCENT,
	CELL_POINTS,
	CELL_NUMBER,
	CELL_INTEGER,
	CELL_BOOLEAN,
	CELL_DATE,
	CELL_LEVEL,
	CELL_TREND,
};

/* What a value means for the reader. Formats that have colour use it; none relies on it. */
enum tone { TONE_NONE = 0, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_QUIET };

enum { CELL_MINOR_UNIT = -1 /* decimals: as the currency has */, CELL_EXACT = -2 /* decimals: as many as there are */ };

struct cell {
	enum cell_type type;
	enum tone tone;
	int decimals;           /* for people; see above */
	bool has_plus;          /* a positive value is shown with its sign */
	char currency[4];       /* MONEY */
	const char *text;       /* TEXT, LEVEL; WORD and BOOLEAN: as shown; MISSING: the reason or NULL. Borrowed. */
	const char *key;        /* WORD. Borrowed. */
	union {
		int64_t integer;  /* MONEY, DECIMAL: millionths; INTEGER; BOOLEAN */
		double number;    /* PERCENT, POINTS: fraction; NUMBER */
		struct date date;
		struct {
			const double *values; /* borrowed, oldest first */
			size_t count;
		} trend;
	};
};

/*
 * One constructor a type. Texts are borrowed until the document is rendered. A double that is not finite becomes a
 * missing value without a reason; a caller who knows the reason says it with cell_missing.
 */
struct cell cell_missing(const char *reason);
struct cell cell_text(const char *text);                       /* NULL is missing */
struct cell cell_word(const char *key, const char *shown, enum tone tone);
struct cell cell_money(struct money money);                    /* with the currency's minor unit */
struct cell cell_amount(int64_t micros, const char *currency);  /* the same from its parts */
struct cell cell_money_rounded(struct money money, int decimals);
struct cell cell_decimal(int64_t micros);                      /* a quantity or a price, all its digits */
struct cell cell_decimal_fixed(int64_t micros, int decimals);
struct cell cell_percent(double fraction, int decimals);
struct cell cell_weight(int64_t ppb, int decimals);            /* parts of a billion, shown as percent */
struct cell cell_change(double fraction, int decimals);        /* percent that shows its plus */
struct cell cell_points(double fraction, int decimals);        /* percentage points, always signed */
struct cell cell_number(double value, int decimals);
struct cell cell_integer(int64_t value);
struct cell cell_boolean(bool value, const char *shown);
struct cell cell_date(struct date date);
struct cell cell_level(const char *level);                     /* NULL is missing */
struct cell cell_trend(const double *values, size_t count);    /* empty is missing */

struct cell cell_toned(struct cell cell, enum tone tone);
struct cell cell_signed(struct cell cell);

bool cell_is_number(enum cell_type type); /* right-aligned; written bare in CSV */

/* No value to show: of type MISSING, or a number that is not finite. */
bool cell_is_missing(const struct cell *cell);

/* How a cell is written for people. */
struct cell_style {
	bool is_ascii;        /* "-" instead of "−", and a trend in ASCII */
	bool is_bare;         /* without currency, "%" or "pp": the column's head names the unit */
	const char *missing;  /* "n/a" when NULL */
};

/* Appends what people read, harmless for any terminal. Never "-0.00", never "nan". */
void cell_add_shown(struct text *out, const struct cell *cell, const struct cell_style *style);

/* "CNY", "%", "pp", or NULL: what is_bare leaves out. Borrowed from the cell. */
const char *cell_unit(const struct cell *cell);

/* Appends what programs read, unquoted and unescaped; nothing for a missing value. */
void cell_add_exact(struct text *out, const struct cell *cell);

/* The shortest decimal text that reads back as the same double; value is finite. "0.1", "-3", "1e+300". Never "-0". */
void double_add_exact(struct text *out, double value);

#endif
