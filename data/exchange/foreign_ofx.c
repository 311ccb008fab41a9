/*
 * OFX and QFX: version 1 (SGML, where a value needs no closing tag) and 2 (XML) by one reader of the tags they share.
 *
 * Source: Open Financial Exchange, Specification 2.2 (2017), chapters 2, 11 and 13; 1.6 for the SGML form.
 */
#include "data/exchange/foreign_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/exchange/columns.h"
#include "data/exchange/import_profile.h"
#include "data/exchange/ofx_tags.h"
#include "engine/base/date.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

/* One statement of one account. */
struct statement {
	const struct foreign_reading *reading;
	const struct ofx_node *root;
	const char *client, *account, *currency;
};

#define FAIL(statement, node, column, ...) \
	problems_add((statement)->reading->problems, (node)->line, 0, column, __VA_ARGS__)

/* "20260105120000.000[-5:EST]" as a day: the day where it was written. */
static const char *day(const struct statement *statement, const struct ofx_node *node, const char *name, char result[16])
{
	static const char *const format = "%Y%m%d%*";
	const char *text = ofx_value(node, name), *wrong;
	char digits[16] = "";

	result[0] = '\0';
	if (text[0] == '\0')
		return result;
	(void)snprintf(digits, sizeof digits, "%.8s", text);
	wrong = foreign_day(digits, &format, 1, result);
	if (wrong != NULL)
		FAIL(statement, node, "date", "the day \"%.40s\" is none", text);
	return result;
}

/* An amount or a count; a comma may be the decimal mark (specification, 3.2.9.1). */
static const char *number(const struct statement *statement, const struct ofx_node *node, const char *name)
{
	const char *text = ofx_value(node, name), *wrong;
	const struct number_marks marks = {strchr(text, '.') == NULL && strchr(text, ',') != NULL ? "," : ".", "", NULL, 0,
	                                   false, NULL, 0};
	char result[160] = "";

	if (text[0] == '\0')
		return "";
	wrong = foreign_number(text, &marks, result, sizeof result);
	if (wrong == NULL)
		return arena_text(statement->reading->foreign->arena, result);
	FAIL(statement, node, name, "\"%.60s\" is not a number", text);
	return "";
}

/* The symbol of what SECID names: by the profile, by the list of securities in the file, or as it stands. */
static const char *symbol(const struct statement *statement, const struct ofx_node *node)
{
	const struct foreign_reading *reading = statement->reading;
	const char *id = ofx_value(ofx_find(node, "SECID"), "UNIQUEID"), *ticker = "", *name = "", *found;
	const struct ofx_node *list = ofx_find(statement->root, "SECLIST");

	for (const struct ofx_node *one = list == NULL ? NULL : list->first; one != NULL && ticker[0] == '\0'; one = one->next) {
		if (strcmp(ofx_value(ofx_find(one, "SECID"), "UNIQUEID"), id) != 0)
			continue;
		ticker = ofx_value(one, "TICKER");
		name = ofx_value(one, "SECNAME");
	}
	if (reading->profile != NULL && import_profile_mapped(reading->profile, "symbols", id) != NULL)
		return import_profile_mapped(reading->profile, "symbols", id);
	if (ticker[0] != '\0' || id[0] == '\0')
		return foreign_symbol(reading, node->line, ticker);
	found = foreign_symbol(reading, node->line, id);
	/* a number that the book does not know, and a name beside it: funds have no ticker */
	return found == id && name[0] != '\0' && reading->defaults->names.find != NULL ?
		foreign_symbol(reading, node->line, name) : found;
}

static bool is_foreign_currency(const struct statement *statement, const struct ofx_node *node)
{
	const struct ofx_node *currency = ofx_find(node, "CURRENCY");

	if (currency == NULL || strcmp(ofx_value(currency, "CURSYM"), statement->currency) == 0 ||
	    ofx_value(currency, "CURSYM")[0] == '\0')
		return false;
	FAIL(statement, node, "currency", "the row is in %s, the statement is not; enter it by a file of our own",
	     ofx_value(currency, "CURSYM"));
	return true;
}

static struct foreign_event event_of(const struct statement *statement, const struct ofx_node *node, char date[16])
{
	struct foreign_event event = {
		.line = node->line, .client = statement->client, .account = statement->account, .symbol = "",
		.currency = statement->currency, .reference = ofx_value(node, "FITID"), .type = "", .quantity = "", .price = "",
		.fee = "", .amount = "",
	};

	event.date = day(statement, node, ofx_find(node, "DTTRADE") != NULL ? "DTTRADE" : "DTPOSTED", date);
	return event;
}

/* Commission, fees, taxes, load and what is withheld are one figure here. */
static const char *fees(const struct statement *statement, const struct ofx_node *node)
{
	static const char *const names[] = {"COMMISSION", "FEES", "TAXES", "LOAD", "PENALTY", "WITHHOLDING", "STATEWITHHOLDING"};
	char text[DECIMAL_TEXT_SIZE];
	int64_t sum = 0, one;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *figure = number(statement, node, names[i]);

		if (figure[0] == '\0')
			continue;
		if (decimal_parse(figure, &one, NULL) != STATUS_OK || !checked_add(sum, one < 0 ? -one : one, &sum))
			FAIL(statement, node, "fee", "\"%.60s\" is too large or too fine for a fee", figure);
	}
	return sum == 0 ? "" : arena_text(statement->reading->foreign->arena, decimal_format(sum, text));
}

/*
 * The price of a unit. That of a bond is a percentage of its nominal (specification, 13.9.2.4): told by the money beside it,
 * which is a hundredth of units times price then.
 */
static const char *price(const struct statement *statement, const struct ofx_node *node, const char *total)
{
	const char *units = number(statement, node, "UNITS"), *text = number(statement, node, "UNITPRICE");
	const char *name = node->name;
	int64_t count, each, money, whole;
	char result[DECIMAL_TEXT_SIZE];

	if (strlen(name) < 4 || strcasecmp(name + strlen(name) - 4, "DEBT") != 0 ||
	    decimal_parse(units, &count, NULL) != STATUS_OK || decimal_parse(text, &each, NULL) != STATUS_OK ||
	    decimal_parse(total, &money, NULL) != STATUS_OK || !decimal_multiply(count, each, ROUND_HALF_EVEN, &whole) ||
	    llabs(whole) / 10 < llabs(money))
		return text;
	return arena_text(statement->reading->foreign->arena, decimal_format(each / 100, result));
}

static void keep_trade(const struct statement *statement, const struct ofx_node *node, const char *type)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);

	event.type = type;
	event.symbol = symbol(statement, node);
	event.quantity = number(statement, node, "UNITS");
	event.amount = number(statement, node, "TOTAL");
	event.price = price(statement, node, event.amount);
	event.fee = fees(statement, node);
	foreign_add_event(statement->reading, &event);
}

static void keep_income(const struct statement *statement, const struct ofx_node *node)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);

	event.type = strcasecmp(ofx_value(node, "INCOMETYPE"), "INTEREST") == 0 ? "interest" : "dividend";
	event.symbol = symbol(statement, node);
	event.amount = number(statement, node, "TOTAL");
	foreign_add_event(statement->reading, &event);
}

static void keep_returned_capital(const struct statement *statement, const struct ofx_node *node)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);

	event.type = "return_of_capital";
	event.symbol = symbol(statement, node);
	event.amount = number(statement, node, "TOTAL");
	foreign_add_event(statement->reading, &event);
}

/* A dividend and the purchase it paid for; both lines carry the reference, told apart by their ends. */
static void keep_reinvestment(const struct statement *statement, const struct ofx_node *node)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);
	const char *reference = event.reference, *total = number(statement, node, "TOTAL");
	struct arena *arena = statement->reading->foreign->arena;

	event.symbol = symbol(statement, node);
	event.type = "dividend";
	event.amount = total[0] == '-' ? total + 1 : total;
	event.reference = reference[0] == '\0' ? "" : arena_format(arena, "%s-income", reference);
	foreign_add_event(statement->reading, &event);
	event.type = "buy";
	event.quantity = number(statement, node, "UNITS");
	event.price = number(statement, node, "UNITPRICE");
	event.fee = fees(statement, node);
	event.reference = reference[0] == '\0' ? "" : arena_format(arena, "%s-buy", reference);
	foreign_add_event(statement->reading, &event);
}

static void keep_expense(const struct statement *statement, const struct ofx_node *node)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);

	event.type = "fee";
	event.symbol = ofx_find(node, "SECID") != NULL ? symbol(statement, node) : "";
	event.amount = number(statement, node, "TOTAL");
	foreign_add_event(statement->reading, &event);
}

static void keep_transfer(const struct statement *statement, const struct ofx_node *node)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);
	const char *cost = number(statement, node, "AVGCOSTBASIS");

	event.type = strcasecmp(ofx_value(node, "TFERACTION"), "OUT") == 0 ? "transfer_out" : "transfer_in";
	event.symbol = symbol(statement, node);
	event.quantity = number(statement, node, "UNITS");
	event.price = cost[0] != '\0' ? cost : number(statement, node, "UNITPRICE");
	foreign_add_event(statement->reading, &event);
}

static void keep_split(const struct statement *statement, const struct ofx_node *node)
{
	char date[16], text[DECIMAL_TEXT_SIZE];
	struct foreign_event event = event_of(statement, node, date);
	const char *before = number(statement, node, "OLDUNITS"), *after = number(statement, node, "NEWUNITS");
	int64_t old, new, more;

	event.type = "split";
	event.symbol = symbol(statement, node);
	if (decimal_parse(before, &old, NULL) == STATUS_OK && decimal_parse(after, &new, NULL) == STATUS_OK &&
	    checked_subtract(new, old, &more))
		event.quantity = decimal_format(more, text);
	else if (ofx_value(node, "NUMERATOR")[0] != '\0' && ofx_value(node, "DENOMINATOR")[0] != '\0')
		event.ratio = arena_format(statement->reading->foreign->arena, "%s:%s", number(statement, node, "NUMERATOR"),
		                           number(statement, node, "DENOMINATOR"));
	else
		FAIL(statement, node, "quantity", "a split needs OLDUNITS and NEWUNITS, or NUMERATOR and DENOMINATOR");
	if (event.quantity[0] != '\0' || event.ratio != NULL)
		foreign_add_event(statement->reading, &event);
	if (ofx_value(node, "FRACCASH")[0] == '\0')
		return;
	event.type = "dividend"; /* what a broken share was paid out for */
	event.quantity = "";
	event.ratio = NULL;
	event.amount = number(statement, node, "FRACCASH");
	event.reference = event.reference[0] == '\0' ? "" :
		arena_format(statement->reading->foreign->arena, "%s-cash", event.reference);
	foreign_add_event(statement->reading, &event);
}

/* By the profile's types. False: it says nothing about the word. */
static bool keep_as_declared(const struct statement *statement, const struct ofx_node *node, const char *word)
{
	const struct foreign_reading *reading = statement->reading;
	const char *type = reading->profile != NULL ? import_profile_type(reading->profile, word) : NULL;
	char date[16];
	struct foreign_event event;

	if (type == NULL)
		return false;
	if (strcmp(type, "skip") == 0) {
		reading->foreign->skipped++;
		return true;
	}
	event = event_of(statement, node, date);
	event.type = type;
	event.symbol = ofx_find(node, "SECID") != NULL ? symbol(statement, node) : "";
	event.quantity = number(statement, node, "UNITS");
	event.price = number(statement, node, "UNITPRICE");
	event.fee = fees(statement, node);
	event.amount = number(statement, node, ofx_find(node, "TRNAMT") != NULL ? "TRNAMT" : "TOTAL");
	foreign_add_event(reading, &event);
	return true;
}

/* Money by itself: the kind of the bank's words where it says more than the sign does. */
static void keep_money(const struct statement *statement, const struct ofx_node *node)
{
	char date[16];
	struct foreign_event event = event_of(statement, node, date);
	const char *type = ofx_value(node, "TRNTYPE");

	if (is_foreign_currency(statement, node) || keep_as_declared(statement, node, type))
		return;
	event.amount = number(statement, node, "TRNAMT");
	event.type = "deposit_or_withdraw";
	if (strcasecmp(type, "INT") == 0)
		event.type = "interest_or_fee";
	else if (strcasecmp(type, "FEE") == 0 || strcasecmp(type, "SRVCHG") == 0)
		event.type = event.amount[0] == '-' ? "fee" : "interest";
	if (event.amount[0] == '\0')
		FAIL(statement, node, "amount", "the row has no TRNAMT");
	else
		foreign_add_event(statement->reading, &event);
}

/* Between the cash and the margin side of one account, which is one account here. */
static void keep_nothing(const struct statement *statement, const struct ofx_node *node)
{
	(void)node; /* nothing of it is kept */
	statement->reading->foreign->skipped++;
}

static void keep_investment(const struct statement *statement, const struct ofx_node *node)
{
	static const struct {
		const char *name;
		void (*keep)(const struct statement *statement, const struct ofx_node *node);
	} rows[] = {
		{"INCOME", keep_income}, {"REINVEST", keep_reinvestment}, {"INVEXPENSE", keep_expense},
		{"MARGININTEREST", keep_expense}, {"TRANSFER", keep_transfer}, {"SPLIT", keep_split},
		{"RETOFCAP", keep_returned_capital}, {"JRNLFUND", keep_nothing}, {"JRNLSEC", keep_nothing},
	};

	if (node->text != NULL)
		return; /* DTSTART, DTEND */
	if (strcasecmp(node->name, "INVBANKTRAN") == 0) {
		keep_money(statement, node);
		return;
	}
	if (is_foreign_currency(statement, node) || keep_as_declared(statement, node, node->name))
		return;
	if ((ofx_find(node, "INVBUY") != NULL || ofx_find(node, "INVSELL") != NULL) && ofx_find(node, "SHPERCTRCT") == NULL &&
	    ofx_find(node, "OPTBUYTYPE") == NULL && ofx_find(node, "OPTSELLTYPE") == NULL) { /* contracts are no shares */
		keep_trade(statement, node, ofx_find(node, "INVBUY") != NULL ? "buy" : "sell");
		return;
	}
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (strcasecmp(node->name, rows[i].name) == 0) {
			rows[i].keep(statement, node);
			return;
		}
	}
	FAIL(statement, node, "type", "%.40s has no counterpart in the ledger; name it under types of a profile (format = ofx), as "
	     "dividend or under skip, say", node->name);
}

static void read_transactions(const struct statement *statement, const struct ofx_node *response)
{
	const struct ofx_node *list = ofx_find(response, "INVTRANLIST"), *bank = ofx_find(response, "BANKTRANLIST");

	for (const struct ofx_node *node = list == NULL ? NULL : list->first; node != NULL; node = node->next)
		keep_investment(statement, node);
	for (const struct ofx_node *node = bank == NULL ? NULL : bank->first; node != NULL; node = node->next)
		if (strcasecmp(node->name, "STMTTRN") == 0)
			keep_money(statement, node);
}

static void keep_holding(const struct statement *statement, const struct ofx_node *node, const char *code,
                         const char *quantity)
{
	struct foreign *foreign = statement->reading->foreign;
	size_t row;

	if (code == NULL)
		return;
	row = foreign_add(foreign, node->line);
	foreign_put(foreign, row, HOLDING_CLIENT, statement->client);
	foreign_put(foreign, row, HOLDING_ACCOUNT, statement->account);
	foreign_put(foreign, row, HOLDING_SYMBOL, code);
	foreign_put(foreign, row, HOLDING_QUANTITY, quantity);
	(void)decimal_parse(price(statement, node, number(statement, node, "MKTVAL")), &foreign->rows[row].price, NULL);
}

static void read_positions(const struct statement *statement, const struct ofx_node *response)
{
	const struct ofx_node *list = ofx_find(response, "INVPOSLIST"), *balance = ofx_find(response, "INVBAL");
	struct foreign *foreign = statement->reading->foreign;
	char date[16];

	for (const struct ofx_node *node = list == NULL ? NULL : list->first; node != NULL; node = node->next)
		if (ofx_find(node, "UNITS") != NULL)
			keep_holding(statement, node, symbol(statement, node), number(statement, node, "UNITS"));
	if (balance != NULL && ofx_find(balance, "AVAILCASH") != NULL)
		keep_holding(statement, balance, CASH_SYMBOL, number(statement, balance, "AVAILCASH"));
	else if (list == NULL && ofx_find(response, "LEDGERBAL") != NULL)
		keep_holding(statement, ofx_find(response, "LEDGERBAL"), CASH_SYMBOL,
		             number(statement, ofx_find(response, "LEDGERBAL"), "BALAMT"));
	if (date_parse(day(statement, response, "DTASOF", date), &foreign->as_of, NULL) == STATUS_OK)
		foreign->has_as_of = true;
}

static void read_prices(const struct statement *statement, const struct ofx_node *response)
{
	const struct ofx_node *list = ofx_find(response, "INVPOSLIST");
	struct foreign *foreign = statement->reading->foreign;
	char date[16];

	for (const struct ofx_node *node = list == NULL ? NULL : list->first; node != NULL; node = node->next) {
		const char *close = price(statement, node, number(statement, node, "MKTVAL"));
		const char *code = symbol(statement, node);
		size_t row;

		if (close[0] == '\0' || code == NULL)
			continue;
		row = foreign_add(foreign, node->line);
		foreign_put(foreign, row, PRICE_DATE, day(statement, node, "DTPRICEASOF", date));
		foreign_put(foreign, row, PRICE_SYMBOL, code);
		foreign_put(foreign, row, PRICE_CLOSE, close);
		foreign_put(foreign, row, PRICE_CURRENCY, statement->currency);
	}
}

static void read_statement(const struct foreign_reading *reading, const struct ofx_node *root, const struct ofx_node *response)
{
	struct statement statement = {.reading = reading, .root = root, .currency = ofx_value(response, "CURDEF")};

	foreign_owner(reading, response->line, "", ofx_value(response, "ACCTID"), &statement.client, &statement.account);
	if (reading->foreign->kind != EXCHANGE_PRICES && statement.client[0] == '\0') {
		FAIL(&statement, response, "client", "the file names account %.60s and no client; give --client, or a profile with "
		     "accounts", ofx_value(response, "ACCTID"));
		return;
	}
	if (reading->foreign->kind == EXCHANGE_TRANSACTIONS)
		read_transactions(&statement, response);
	else if (reading->foreign->kind == EXCHANGE_HOLDINGS)
		read_positions(&statement, response);
	else
		read_prices(&statement, response);
}

/* Every statement of the file, however deep. */
static size_t each_statement(const struct foreign_reading *reading, const struct ofx_node *root, const struct ofx_node *node)
{
	size_t count = 0;

	for (const struct ofx_node *child = node->first; child != NULL; child = child->next) {
		if (strcasecmp(child->name, "INVSTMTRS") == 0 || strcasecmp(child->name, "STMTRS") == 0) {
			read_statement(reading, root, child);
			count++;
		} else {
			count += each_statement(reading, root, child);
		}
	}
	return count;
}

/* The first answer that says it is an error: a password refused, a day without statements; NULL: none does. */
static const struct ofx_node *refusal_of(const struct ofx_node *node)
{
	const struct ofx_node *found = NULL;

	for (const struct ofx_node *child = node->first; child != NULL && found == NULL; child = child->next)
		found = strcasecmp(child->name, "STATUS") == 0 && strcasecmp(ofx_value(child, "SEVERITY"), "ERROR") == 0
			? child : refusal_of(child);
	return found;
}

void foreign_read_ofx(const struct foreign_reading *reading)
{
	const struct ofx_node *root = ofx_parse(reading), *refusal;

	if (root == NULL || each_statement(reading, root, root) > 0)
		return;
	refusal = refusal_of(root);
	if (refusal != NULL)
		problems_add(reading->problems, refusal->line, 0, "", "the bank sent an error and no statement: %.20s %.120s",
		             ofx_value(refusal, "CODE"), ofx_value(refusal, "MESSAGE"));
	else
		problems_add(reading->problems, 0, 0, "", "the file holds no statement of an account (INVSTMTRS or STMTRS)");
}
