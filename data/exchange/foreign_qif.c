/*
 * QIF: records of lines that begin with a letter and end with ^. Investment and bank accounts, lists of securities and
 * of prices. A day may be month/day or day/month; what the file itself cannot decide must be said.
 *
 * Source: Intuit, Quicken Interchange Format (QIF) files, as published with Quicken.
 */
#include "data/exchange/foreign_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/exchange/columns.h"
#include "data/exchange/import_profile.h"
#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { FIELD_SIZE = 256 };

enum section { SECTION_OTHER, SECTION_MONEY, SECTION_INVESTMENT, SECTION_SECURITY, SECTION_PRICES, SECTION_ACCOUNT };

enum day_order { ORDER_UNKNOWN, ORDER_MONTH_FIRST, ORDER_DAY_FIRST };

struct record {
	size_t line;
	char field[128][FIELD_SIZE];      /* by letter */
};

struct security {
	const char *name, *symbol;
};

struct qif {
	const struct foreign_reading *reading;
	enum section section;
	enum day_order order;
	struct text_choices dates;
	const char *account;              /* of the last !Account */
	struct record record;
	struct security *securities;      /* owned */
	size_t security_count, security_capacity;
};

#define FAIL(qif, column, ...) \
	problems_add((qif)->reading->problems, (qif)->record.line, 0, column, __VA_ARGS__)

/* ---- days ---- */

/* Three numbers of a day as Quicken writes it: 1/ 5'26, 01/05/2026, 5.1.26. The apostrophe marks years from 2000. */
static bool read_parts(const char *text, int part[3], bool *is_late)
{
	size_t digits[3] = {0};
	int at = 0;

	*is_late = strchr(text, '\'') != NULL;
	part[0] = part[1] = part[2] = 0;
	for (; *text != '\0'; text++) {
		if (*text >= '0' && *text <= '9' && digits[at] < 4) {
			part[at] = part[at] * 10 + *text - '0';
			digits[at]++;
		} else if (strchr("/-.'", *text) != NULL && digits[at] > 0 && at < 2) {
			at++;
		} else if (*text != ' ') {
			return false;
		}
	}
	return at == 2 && digits[2] > 0;
}

static bool make_day(const int part[3], bool is_late, enum day_order order, struct date *date)
{
	int year = part[2], month = order == ORDER_MONTH_FIRST ? part[0] : part[1];
	int day = order == ORDER_MONTH_FIRST ? part[1] : part[0];

	if (part[0] > 31) { /* year first: no doubt about the rest */
		year = part[0];
		month = part[1];
		day = part[2];
	}
	if (year < 100)
		year += is_late || year < 70 ? 2000 : 1900;
	return date_from_civil(year, month, day, date);
}

static bool is_iso(const char *text)
{
	struct date date;

	return date_parse(text, &date, NULL) == STATUS_OK;
}

/* What one day of the file rules out. */
static void weigh(const char *text, bool possible[2], size_t line, size_t *doubtful)
{
	struct date first, second;
	int part[3];
	bool is_late;

	if (is_iso(text) || !read_parts(text, part, &is_late) || part[0] > 31)
		return;
	if (!make_day(part, is_late, ORDER_MONTH_FIRST, &first))
		possible[0] = false;
	else if (!make_day(part, is_late, ORDER_DAY_FIRST, &second))
		possible[1] = false;
	else if (date_compare(first, second) != 0 && *doubtful == 0)
		*doubtful = line;
	if (!make_day(part, is_late, ORDER_DAY_FIRST, &second))
		possible[1] = false;
}

static const char *day(const struct qif *qif, const char *text, char result[16])
{
	char iso[DATE_TEXT_SIZE];
	struct date date;
	int part[3];
	bool is_late;

	result[0] = '\0';
	if (qif->dates.count > 0 && foreign_day(text, qif->dates.list, qif->dates.count, result) == NULL)
		return result;
	if (qif->dates.count == 0 && is_iso(text))
		(void)snprintf(result, 16, "%s", text);
	else if (qif->dates.count == 0 && read_parts(text, part, &is_late) && make_day(part, is_late, qif->order, &date))
		(void)snprintf(result, 16, "%s", date_format(date, iso));
	else
		FAIL(qif, "date", "\"%.40s\" is no day", text);
	return result;
}

/* ---- records ---- */

static const char *field(const struct qif *qif, char letter)
{
	return qif->record.field[(unsigned char)letter];
}

static const char *number(const struct qif *qif, char letter)
{
	const struct import_profile *profile = qif->reading->profile;
	const struct number_marks marks = {profile != NULL ? import_profile_decimal(profile) : ".",
	                                   profile != NULL ? import_profile_group(profile) : ",", NULL, 0, true, NULL, 0};
	const char *text = field(qif, letter), *wrong;
	char result[160] = "";

	if (text[0] == '\0')
		return "";
	wrong = foreign_number(text, &marks, result, sizeof result);
	if (wrong == NULL)
		return arena_text(qif->reading->foreign->arena, result);
	problems_add(qif->reading->problems, qif->record.line, 0, (char[]){letter, '\0'}, "\"%.60s\" %s", text, wrong);
	return "";
}

static const char *symbol_of(const struct qif *qif, const char *name)
{
	const struct foreign_reading *reading = qif->reading;
	const char *symbol = name;

	for (size_t i = 0; i < qif->security_count; i++)
		if (strcmp(qif->securities[i].name, name) == 0)
			symbol = qif->securities[i].symbol;
	if (reading->profile != NULL && import_profile_mapped(reading->profile, "symbols", name) != NULL)
		return import_profile_mapped(reading->profile, "symbols", name);
	return foreign_symbol(reading, qif->record.line, symbol);
}

/* What an action does; with X at its end the money comes from, or goes to, another account. */
static const struct action {
	const char *name, *type;
	bool has_shares;
} actions[] = {
	{"Buy", "buy", true}, {"Sell", "sell", true}, {"ShrsIn", "transfer_in", true}, {"ShrsOut", "transfer_out", true},
	{"Div", "dividend", false}, {"CGLong", "dividend", false}, {"CGShort", "dividend", false},
	{"CGMid", "dividend", false}, {"IntInc", "interest", false}, {"MiscInc", "interest", false},
	{"MiscExp", "fee", false}, {"MargInt", "fee", false}, {"XIn", "deposit", false}, {"XOut", "withdraw", false},
	{"Cash", "deposit_or_withdraw", false}, {"ContribX", "deposit", false}, {"WithdrwX", "withdraw", false},
	{"StkSplit", "split", true}, {"RtrnCap", "return_of_capital", false},
};

static const struct action *find_action(const char *name, bool *is_elsewhere)
{
	char plain[FIELD_SIZE];

	*is_elsewhere = false;
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcasecmp(actions[i].name, name) == 0)
			return &actions[i];
	(void)snprintf(plain, sizeof plain, "%s", name);
	if (plain[0] == '\0' || strchr("Xx", plain[strlen(plain) - 1]) == NULL)
		return NULL;
	plain[strlen(plain) - 1] = '\0';
	*is_elsewhere = true;
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcasecmp(actions[i].name, plain) == 0)
			return &actions[i];
	return NULL;
}

static const char *bare(const char *number_text)
{
	return number_text[0] == '-' ? number_text + 1 : number_text;
}

/* The money of a buy, a sale or a dividend whose other side is another account. */
static void keep_other_side(const struct qif *qif, const struct foreign_event *event)
{
	struct foreign_event other = *event;
	const bool comes_in = strcmp(event->type, "buy") == 0 || strcmp(event->type, "fee") == 0;

	other.symbol = other.quantity = other.price = other.fee = "";
	other.type = comes_in ? "deposit" : "withdraw";
	foreign_add_event(qif->reading, &other);
}

/* A split tells ten times how many new shares there are for an old one: Q20 is two for one. */
static void keep_split(const struct qif *qif, struct foreign_event *event)
{
	event->ratio = arena_format(qif->reading->foreign->arena, "%s:10", number(qif, 'Q'));
	event->quantity = event->amount = event->price = "";
	foreign_add_event(qif->reading, event);
}

/* By the profile's types. False: it says nothing about the action. */
static bool keep_as_declared(const struct qif *qif, struct foreign_event *event, const char *action)
{
	const struct foreign_reading *reading = qif->reading;
	const char *type = reading->profile != NULL ? import_profile_type(reading->profile, action) : NULL;

	if (type == NULL)
		return false;
	if (strcmp(type, "skip") == 0) {
		reading->foreign->skipped++;
		return true;
	}
	event->type = type;
	event->symbol = field(qif, 'Y')[0] != '\0' ? symbol_of(qif, field(qif, 'Y')) : "";
	event->amount = number(qif, field(qif, 'T')[0] != '\0' ? 'T' : 'U');
	event->quantity = number(qif, 'Q');
	event->price = number(qif, 'I');
	event->fee = number(qif, 'O');
	foreign_add_event(reading, event);
	return true;
}

static void keep_investment(struct qif *qif, struct foreign_event *event)
{
	const char *name = field(qif, 'N');
	bool is_elsewhere;
	const struct action *action = find_action(name, &is_elsewhere);
	const bool reinvests = strncasecmp(name, "Reinv", 5) == 0;

	if (keep_as_declared(qif, event, name))
		return;
	if (action == NULL && !reinvests) {
		FAIL(qif, "type", "the action \"%.40s\" has no counterpart in the ledger; name it under types of a profile (format = "
		     "qif), as dividend or under skip, say", name);
		return;
	}
	event->symbol = symbol_of(qif, field(qif, 'Y'));
	event->amount = number(qif, field(qif, 'T')[0] != '\0' ? 'T' : 'U');
	if (reinvests) {
		event->type = strcasecmp(name, "ReinvInt") == 0 ? "interest" : "dividend";
		event->amount = bare(event->amount);
		foreign_add_event(qif->reading, event);
		event->type = "buy";
	} else {
		event->type = action->type;
		if (strcmp(action->type, "deposit_or_withdraw") != 0)
			event->amount = bare(event->amount); /* the action says which way */
	}
	if (!reinvests && strcmp(action->type, "split") == 0) {
		keep_split(qif, event);
		return;
	}
	if (reinvests || action->has_shares) {
		event->quantity = number(qif, 'Q');
		event->price = number(qif, 'I');
		event->fee = number(qif, 'O');
	}
	if (is_elsewhere && strcmp(event->type, "buy") == 0)
		keep_other_side(qif, event);
	foreign_add_event(qif->reading, event);
	if (is_elsewhere && strcmp(event->type, "buy") != 0)
		keep_other_side(qif, event);
}

static void keep_event(struct qif *qif)
{
	char date[16];
	struct foreign_event event = {
		.line = qif->record.line, .symbol = "", .currency = "", .reference = "", .quantity = "", .price = "", .fee = "",
		.amount = "",
	};

	event.date = day(qif, field(qif, 'D'), date);
	foreign_owner(qif->reading, qif->record.line, "", qif->account, &event.client, &event.account);
	if (event.client[0] == '\0') {
		FAIL(qif, "client", "the file names account \"%.40s\" and no client; give --client, or a profile with accounts or "
		     "constants", qif->account);
		return;
	}
	if (qif->section == SECTION_INVESTMENT) {
		keep_investment(qif, &event);
		return;
	}
	event.type = "deposit_or_withdraw";
	event.amount = number(qif, field(qif, 'T')[0] != '\0' ? 'T' : 'U');
	foreign_add_event(qif->reading, &event);
}

static void keep_security(struct qif *qif)
{
	struct arena *arena = qif->reading->foreign->arena;

	if (field(qif, 'N')[0] == '\0' || field(qif, 'S')[0] == '\0')
		return;
	qif->securities = memory_grow(qif->securities, &qif->security_capacity, qif->security_count + 1,
	                              sizeof *qif->securities);
	qif->securities[qif->security_count++] = (struct security){arena_text(arena, field(qif, 'N')),
	                                                           arena_text(arena, field(qif, 'S'))};
}

/* "SYMBOL",12.34,"1/ 5'26" */
static void keep_price(struct qif *qif, const char *line)
{
	struct foreign *foreign = qif->reading->foreign;
	const char *code;
	char symbol[FIELD_SIZE], price[FIELD_SIZE], date[FIELD_SIZE], result[160] = "", iso[16];
	const struct number_marks marks = {".", ",", NULL, 0, true, NULL, 0};
	size_t row;

	if (foreign->kind != EXCHANGE_PRICES)
		return;
	if (sscanf(line, "\"%255[^\"]\",%255[^,],\"%255[^\"]\"", symbol, price, date) != 3 ||
	    foreign_number(price, &marks, result, sizeof result) != NULL) {
		FAIL(qif, "close", "\"%.80s\" is no line of prices (\"SYMBOL\",price,\"day\")", line);
		return;
	}
	code = symbol_of(qif, symbol);
	if (code == NULL)
		return;
	row = foreign_add(foreign, qif->record.line);
	foreign_put(foreign, row, PRICE_DATE, day(qif, date, iso));
	foreign_put(foreign, row, PRICE_SYMBOL, code);
	foreign_put(foreign, row, PRICE_CLOSE, result);
}

static void end_record(struct qif *qif)
{
	if (qif->section == SECTION_SECURITY)
		keep_security(qif);
	else if (qif->section == SECTION_ACCOUNT && field(qif, 'N')[0] != '\0')
		qif->account = arena_text(qif->reading->foreign->arena, field(qif, 'N'));
	else if ((qif->section == SECTION_MONEY || qif->section == SECTION_INVESTMENT) && field(qif, 'D')[0] != '\0' &&
	         qif->reading->foreign->kind == EXCHANGE_TRANSACTIONS)
		keep_event(qif);
	memset(qif->record.field, 0, sizeof qif->record.field);
	qif->record.line = 0;
}

static void begin_section(struct qif *qif, const char *line)
{
	static const struct {
		const char *name;
		enum section section;
	} sections[] = {
		{"!Type:Invst", SECTION_INVESTMENT}, {"!Type:Bank", SECTION_MONEY}, {"!Type:Cash", SECTION_MONEY},
		{"!Type:CCard", SECTION_MONEY}, {"!Type:Security", SECTION_SECURITY}, {"!Type:Prices", SECTION_PRICES},
		{"!Account", SECTION_ACCOUNT},
	};

	if (strncasecmp(line, "!Option:", 8) == 0 || strncasecmp(line, "!Clear:", 7) == 0)
		return; /* says how to read lists; nothing here depends on it */
	qif->section = SECTION_OTHER;
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
		if (strncasecmp(line, sections[i].name, strlen(sections[i].name)) == 0)
			qif->section = sections[i].section;
	if (qif->section == SECTION_OTHER)
		qif->reading->foreign->skipped++;
}

static void take_line(struct qif *qif, const char *line, size_t number_of_line)
{
	if (qif->record.line == 0)
		qif->record.line = number_of_line;
	if (line[0] == '!') {
		begin_section(qif, line);
		memset(qif->record.field, 0, sizeof qif->record.field);
		qif->record.line = 0;
	} else if (line[0] == '^') {
		end_record(qif);
	} else if (qif->section == SECTION_PRICES && line[0] != '\0') {
		qif->record.line = number_of_line;
		keep_price(qif, line);
	} else if (line[0] > ' ' && (unsigned char)line[0] < 128) {
		char *place = qif->record.field[(unsigned char)line[0]];

		if (line[0] != 'S' || place[0] == '\0') /* the parts of a split repeat; the whole is in T */
			(void)snprintf(place, FIELD_SIZE, "%s", line + 1);
	}
}

/* Calls take for each line, without its end. */
static void each_line(struct qif *qif, void (*take)(struct qif *qif, const char *line, size_t number_of_line))
{
	const char *at = qif->reading->bytes, *end = at + qif->reading->length;
	char line[FIELD_SIZE + 1];

	if (qif->reading->length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	for (size_t count = 1; at < end; count++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((next != NULL ? next : end) - at);

		while (length > 0 && strchr(" \t\r", at[length - 1]) != NULL)
			length--;
		(void)snprintf(line, sizeof line, "%.*s", (int)(length < FIELD_SIZE ? length : FIELD_SIZE), at);
		take(qif, line, count);
		at = next != NULL ? next + 1 : end;
	}
}

/* What the days of the file leave of the two orders. */
struct evidence {
	bool possible[2];
	size_t doubtful;
};

static void gather(struct qif *qif, struct evidence *evidence)
{
	const char *at = qif->reading->bytes, *end = at + qif->reading->length;

	for (size_t line = 1; at < end; line++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		char text[40];
		size_t length = (size_t)((next != NULL ? next : end) - at);

		while (length > 0 && strchr(" \t\r", at[length - 1]) != NULL)
			length--;
		if (at[0] == 'D' && length > 1 && length < sizeof text) {
			(void)snprintf(text, sizeof text, "%.*s", (int)length - 1, at + 1);
			weigh(text, evidence->possible, line, &evidence->doubtful);
		} else if (at[0] == '"' && length > 4 && at[length - 1] == '"') {
			size_t start = length - 1;

			while (start > 0 && at[start - 1] != '"')
				start--;
			if (length - 1 - start < sizeof text) {
				(void)snprintf(text, sizeof text, "%.*s", (int)(length - 1 - start), at + start);
				weigh(text, evidence->possible, line, &evidence->doubtful);
			}
		}
		at = next != NULL ? next + 1 : end;
	}
}

void foreign_read_qif(const struct foreign_reading *reading)
{
	struct qif *qif = memory_new(sizeof *qif);
	struct evidence evidence = {.possible = {true, true}};

	qif->reading = reading;
	qif->account = "";
	if (reading->profile != NULL)
		import_profile_list(reading->profile, "dates", &qif->dates);
	if (reading->defaults->dates != NULL) {
		qif->dates.list[0] = reading->defaults->dates;
		qif->dates.count = 1;
	}
	gather(qif, &evidence);
	qif->order = evidence.possible[0] ? ORDER_MONTH_FIRST : ORDER_DAY_FIRST;
	if (qif->dates.count == 0 && evidence.doubtful > 0 && evidence.possible[0] && evidence.possible[1])
		problems_add(reading->problems, evidence.doubtful, 0, "date", "the day may be month/day or day/month, and no other "
		             "day of the file decides; give --dates '%%m/%%d/%%Y' or '%%d/%%m/%%Y'");
	else
		each_line(qif, take_line);
	if (qif->record.line != 0 && field(qif, 'D')[0] != '\0')
		problems_add(reading->problems, qif->record.line, 0, "", "the last record does not end with ^: the file was cut off");
	free(qif->securities);
	free(qif);
}
