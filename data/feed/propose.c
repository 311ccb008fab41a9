/* Guessing a declaration. */
#include "data/feed/propose.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/exchange/csv.h"
#include "data/exchange/encoding.h"
#include "data/exchange/json.h"
#include "data/exchange/zip.h"
#include "data/feed/feed.h"
#include "engine/base/date.h"
#include "engine/base/text.h"

enum { DEPTH_MOST = 8, PREAMBLE_MOST = 20, POINTER_SIZE = 512, FIELDS_MOST = 64, SAMPLE_MOST = 64 * 1024 * 1024,
       FIRST_DAY = 3652 /* 1980 */, LAST_DAY = 84005 /* the end of 2199 */ };

/* What is tried, and the best of it. */
struct proposal {
	const char *bytes;          /* the sample as it came                    */
	size_t length;
	const char *encoding, *wrapping, *marks;
	struct text best;           /* owned; the keys of the guess             */
	size_t best_rows;
};

static const char *const date_formats[] = {
	"%Y-%m-%d", "%Y-%m-%dT", "%Y-%m-%d ", "%Y%m%d", "%d %B %Y", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y",
	"%Y%m%d%H%M%S", "epoch_ms", "epoch",
};

/* Whether a name is one that dates (or closes) go by; how well, 0 not at all. */
static int fits_name(const char *name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal_fold(name, words[i]))
			return (int)(2 * (count - i) + 1);
		if (strcasestr(name, words[i]) != NULL && strlen(words[i]) > 2)
			return (int)(count - i);
	}
	return 0;
}

static int fits_close(const char *name)
{
	static const char *const words[] = {"close", "收盘", "单位净值", "DWJZ", "OBS_VALUE", "nav", "price", "rate", "value", "last", "y",
	                                    "c", "px", "kurs", "schluss"};

	return strcasestr(name, "adj") != NULL ? 0 : fits_name(name, words, sizeof words / sizeof words[0]);
}

static int fits_date(const char *name)
{
	static const char *const words[] = {"date", "日期", "净值日期", "FSRQ", "TIME_PERIOD", "timestamp", "datetime", "time", "day", "x", "d", "t",
	                                    "ts", "datum", "tag"};

	return fits_name(name, words, sizeof words / sizeof words[0]);
}

/* A figure that is not above zero is no close: a change of a day, say. A sample has no such row, so the guess is wrong. */
static bool has_doubts(const struct feed_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].doubt != FEED_SOUND)
			return true;
	return false;
}

/* Reads the sample with the guess; the guess that brings the most rows stays. */
static void try_guess(struct proposal *proposal, const char *keys)
{
	const struct feed_request request = {.symbol = "X", .from = {FIRST_DAY}, .to = {LAST_DAY}, .as_of = {LAST_DAY}};

	for (size_t i = 0; i < sizeof date_formats / sizeof date_formats[0]; i++) {
		struct text text = {0}, declaration = {0};
		struct feeds *feeds = NULL;
		struct feed_result result = {0};

		text_addf(&text, "%s%s%s%s\tdate.format = '%s'\n", proposal->encoding, proposal->wrapping, keys, proposal->marks,
		          date_formats[i]);
		text_addf(&declaration, "feed 'new' {\n\turl = 'https://provider.example/{symbol}'\n%s}\n", text_string(&text));
		if (feeds_parse("sample", text_string(&declaration), declaration.length, &feeds, NULL) == STATUS_OK &&
		    feed_parse_body(feeds_at(feeds, 0), &request, 200, proposal->bytes, proposal->length, NULL, &result, NULL) ==
		    STATUS_OK && result.count > proposal->best_rows && !has_doubts(&result)) {
			proposal->best_rows = result.count;
			text_reset(&proposal->best);
			text_add(&proposal->best, text_string(&text));
		}
		feed_result_clear(&result);
		feeds_free(feeds);
		text_clear(&text);
		text_clear(&declaration);
	}
}

/* A name that can stand between single quotes, and in a pointer. */
static bool is_plain(const char *name)
{
	return name[0] != '\0' && strpbrk(name, "'\\{}/~") == NULL && text_is_clean(name);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

/* The best names of a row for date and close. */
struct names {
	char date[64], close[64];
	int date_fit, close_fit;
};

static bool rate_name(const char *key, const struct json *member, void *context)
{
	struct names *names = context;
	const int date = fits_date(key), close = fits_close(key);

	if (!is_plain(key) || strlen(key) >= sizeof names->date || json_kind_of(member) == JSON_KIND_OBJECT)
		return true;
	if (date > names->date_fit) {
		names->date_fit = date;
		snprintf(names->date, sizeof names->date, "%s", key);
	}
	if (close > names->close_fit) {
		names->close_fit = close;
		snprintf(names->close, sizeof names->close, "%s", key);
	}
	return true;
}

static void add_rows_key(const char *pointer, struct text *keys)
{
	if (pointer[0] != '\0')
		text_addf(keys, "\trows = {'%s'}\n", pointer);
}

/* Places instead of names: date first wherever it is, each other place in turn for the close, as far as one reads. */
static void try_places(struct proposal *proposal, const char *head, size_t count)
{
	for (size_t date = 0; date < count && date < FIELDS_MOST; date++) {
		const size_t before = proposal->best_rows;

		/* open, high, low, close is the order met most; a person is told to check. */
		for (size_t step = 0; step < count; step++) {
			const size_t close = (date + (count >= 5 ? 4 : 1) + step) % count;
			char keys[POINTER_SIZE + 200];

			if (close == date)
				continue;
			snprintf(keys, sizeof keys, "%s\tfield.date = {'%zu'}\n\tfield.close = {'%zu'}\n", head, date, close);
			try_guess(proposal, keys);
			if (proposal->best_rows > before)
				return;
		}
	}
}

static void try_names(struct proposal *proposal, const char *layout, const char *pointer, const struct json *sample)
{
	struct names names = {.date = ""};
	struct text keys = {0};

	json_each(sample, rate_name, &names);
	if (names.close_fit == 0 || (names.date_fit == 0 && strcmp(layout, "keyed") != 0))
		return;
	text_addf(&keys, "\tformat = json\n\tlayout = %s\n", layout);
	add_rows_key(pointer, &keys);
	if (strcmp(layout, "keyed") != 0)
		text_addf(&keys, "\tfield.date = {'%s'}\n", names.date);
	text_addf(&keys, "\tfield.close = {'%s'}\n", names.close);
	try_guess(proposal, text_string(&keys));
	text_clear(&keys);
}

static void try_list(struct proposal *proposal, const char *pointer, const struct json *list)
{
	const struct json *first = json_item(list, 0);
	const char *layout = json_kind_of(first) == JSON_KIND_ARRAY ? "arrays" : "strings";
	struct text head = {0};
	size_t count = json_count(first);
	const char *line;

	if (json_kind_of(first) == JSON_KIND_OBJECT) {
		try_names(proposal, "objects", pointer, first);
		return;
	}
	if (json_get_text(first, &line)) {
		count = 1;
		for (; *line != '\0'; line++)
			count += *line == ',';
	}
	text_addf(&head, "\tformat = json\n\tlayout = %s\n", layout);
	add_rows_key(pointer, &head);
	if (count > 1)
		try_places(proposal, text_string(&head), count);
	text_clear(&head);
}

struct walk {
	struct proposal *proposal;
	const char *pointer;
	size_t depth;
};

static void walk(struct proposal *proposal, const char *pointer, const struct json *value, size_t depth);

static bool walk_member(const char *key, const struct json *member, void *context)
{
	const struct walk *from = context;
	char pointer[POINTER_SIZE];

	const size_t length = strlen(from->pointer), more = strlen(key);

	if (is_plain(key) && length + more + 2 < sizeof pointer) {
		(void)memcpy(pointer, from->pointer, length);
		pointer[length] = '/';
		(void)memcpy(pointer + length + 1, key, more + 1);
		walk(from->proposal, pointer, member, from->depth + 1);
	}
	return true;
}

static bool take_first(const char *key, const struct json *member, void *context)
{
	const struct json **first = context;

	(void)key; /* any will do */
	*first = member;
	return false;
}

/* Every place of the answer where rows may lie. */
static void walk(struct proposal *proposal, const char *pointer, const struct json *value, size_t depth)
{
	struct walk below = {proposal, pointer, depth};
	const struct json *first = NULL;

	if (depth > DEPTH_MOST)
		return;
	if (json_kind_of(value) == JSON_KIND_ARRAY) {
		try_list(proposal, pointer, value);
		if (json_count(value) == 1 && strlen(pointer) + 3 < POINTER_SIZE) {
			char inner[POINTER_SIZE];

			snprintf(inner, sizeof inner, "%s/0", pointer);
			walk(proposal, inner, json_item(value, 0), depth + 1);
		}
		return;
	}
	if (json_kind_of(value) != JSON_KIND_OBJECT)
		return;
	json_each(value, take_first, &first);
	try_names(proposal, "columns", pointer, value);
	if (json_kind_of(first) == JSON_KIND_OBJECT)
		try_names(proposal, "keyed", pointer, first);
	json_each(value, walk_member, &below);
}

/* ---- tables ---------------------------------------------------------------------------------------------------------- */

static void try_header(struct proposal *proposal, const char *head, const struct csv_row *header)
{
	struct names names = {.date = ""};
	struct text keys = {0};

	for (size_t i = 0; i < header->count; i++) {
		char name[sizeof names.date];

		if (csv_trim(header->fields[i], name, sizeof name))
			(void)rate_name(name, NULL, &names);
	}
	if (names.date_fit == 0)
		return;
	text_addf(&keys, "%s\tfield.date = {'%s'}\n", head, names.date);
	if (names.close_fit > 0)
		text_addf(&keys, "\tfield.close = {'%s'}\n", names.close);
	else
		text_add(&keys, "\tlayout = wide\n\tkind = fx\n\tbase = EUR\n\tmissing = {'N/A'}\n"); /* a column a currency */
	try_guess(proposal, text_string(&keys));
	text_clear(&keys);
}

/* The header may stand below some lines about the table; without one the first line is a row, where that may be. */
static void try_delimiter(struct proposal *proposal, const char *bytes, size_t length, char delimiter, bool may_lack_header)
{
	struct csv *csv = csv_open_bytes(bytes, length, delimiter);
	struct text head = {0};
	struct csv_row row;
	size_t first_count = 0;

	while (proposal->best_rows == 0 && csv_next(csv, &row, NULL) == STATUS_OK && row.line <= PREAMBLE_MOST) {
		if (row.line == 1 && row.flaw == NULL)
			first_count = row.count;
		if (row.flaw != NULL || row.count < 2)
			continue;
		text_reset(&head);
		text_addf(&head, "\tformat = csv\n\tcsv.delimiter = '%c'\n", delimiter);
		if (row.line > 1)
			text_addf(&head, "\tcsv.skip = %zu\n", row.line - 1);
		try_header(proposal, text_string(&head), &row);
	}
	if (proposal->best_rows == 0 && first_count > 1 && may_lack_header) {
		text_reset(&head);
		text_addf(&head, "\tformat = csv\n\tcsv.delimiter = '%c'\n\tcsv.header = no\n", delimiter);
		try_places(proposal, text_string(&head), first_count);
	}
	csv_close(csv);
	text_clear(&head);
}

/* Numbers with a point first: what can be read so is. */
static void try_table(struct proposal *proposal, const char *bytes, size_t length)
{
	static const char *const marks[] = {"", "\tdecimal_mark = ','\n", "\tdecimal_mark = ','\n\tthousands_mark = '.'\n",
	                                    "\tthousands_mark = ','\n"};
	static const char delimiters[] = ",;\t|~";

	for (size_t i = 0; i < sizeof marks / sizeof marks[0] && proposal->best_rows == 0; i++) {
		proposal->marks = marks[i];
		for (const char *at = delimiters; *at != '\0' && proposal->best_rows == 0; at++)
			try_delimiter(proposal, bytes, length, *at, i == 0);
	}
	if (proposal->best_rows == 0)
		proposal->marks = "";
}

/* ---- XML ------------------------------------------------------------------------------------------------------------- */

/* The name of the element that opens at *at (behind its "<", without prefix), and the best names among its attributes. */
static void read_tag(const char *at, char element[64], struct names *names)
{
	const char *end = at + strcspn(at, ">"), *colon = memchr(at, ':', strcspn(at, " \t\r\n/>"));

	at = colon != NULL ? colon + 1 : at;
	(void)snprintf(element, 64, "%.*s", (int)strcspn(at, " \t\r\n/>"), at);
	while (at < end) {
		char name[sizeof names->date - 1], key[sizeof names->date];
		const char *quote;

		at += strcspn(at, " \t\r\n/>");
		at += strspn(at, " \t\r\n/");
		(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(at, " \t\r\n=/>"), at);
		if (name[0] == '\0' || at >= end)
			return;
		(void)snprintf(key, sizeof key, "%s", name);
		(void)rate_name(key, NULL, names);
		quote = at + strcspn(at, "\"'>");
		if (quote >= end)
			return;
		at = strchr(quote + 1, *quote);
		if (at == NULL)
			return;
		at++;
	}
}

/* Every element whose attributes are called like a date and a close. */
static void try_xml(struct proposal *proposal, const char *text)
{
	char last[64] = "";

	for (const char *at = strchr(text, '<'); at != NULL; at = strchr(at + 1, '<')) {
		struct names names = {.date = ""};
		struct text keys = {0};
		char element[64];

		read_tag(at + 1, element, &names);
		if (names.date_fit == 0 || names.close_fit == 0 || !is_plain(element) || strcmp(element, last) == 0)
			continue;
		memcpy(last, element, sizeof last);
		text_addf(&keys, "\tformat = xml\n\trows = {'%s'}\n\tfield.date = {'@%s'}\n\tfield.close = {'@%s'}\n", element,
		          names.date, names.close);
		try_guess(proposal, text_string(&keys));
		text_clear(&keys);
		if (proposal->best_rows > 0)
			return;
	}
}

/* ---- all ------------------------------------------------------------------------------------------------------------- */

static void try_text(struct proposal *proposal, const char *bytes, size_t length)
{
	struct json *top = NULL;

	if (json_parse(bytes, length, &top, NULL) == STATUS_OK && json_count(top) > 0) {
		walk(proposal, "", top, 0);
		json_free(top);
		return;
	}
	json_free(top);
	try_table(proposal, bytes, length);
	if (proposal->best_rows == 0)
		try_xml(proposal, bytes);
	if (proposal->best_rows == 0)
		try_guess(proposal, "\tformat = xml\n\tkind = fx\n\tbase = EUR\n\trows = {'Cube[@currency]'}\n\tfield.date = {'../@time'}\n"
		          "\tfield.symbol = {'@currency'}\n\tfield.close = {'@rate'}\n");
}

/* One JSON value with something around it. */
static void try_wrapped(struct proposal *proposal, const char *bytes, size_t length)
{
	const char *open = memchr(bytes, '{', length), *list = memchr(bytes, '[', length), *end = bytes + length;
	const char *start = open == NULL || (list != NULL && list < open) ? list : open;
	struct json *top = NULL;

	while (start != NULL && end > start && end[-1] != '}' && end[-1] != ']')
		end--;
	if (start == NULL || json_parse(start, (size_t)(end - start), &top, NULL) != STATUS_OK)
		return;
	proposal->wrapping = "\tunwrap = auto\n";
	walk(proposal, "", top, 0);
	json_free(top);
}

static void write_proposal(const struct proposal *proposal, struct text *declaration)
{
	text_addf(declaration, "# A proposal: it reads %zu rows of the sample. Check which figure is the close and which form the dates\n"
	          "# have, fill in the address, and ask \"ballast feeds test\" for one symbol before it is enabled.\n"
	          "feed 'new' {\n\turl = 'https://provider.example/{symbol}?from={from}&to={to}'\n%s"
	          "\t# currency = CNY, or '@/pointer' to where the answer says it\n"
	          "\t# price.kind = raw, split_adjusted, total_return or nav\n"
	          "\t# errors = {'json /error exists => not_found', 'body ~ ^[[:space:]]*< => blocked'}\n"
	          "\t# limit = '1/s 100/day'\n\tenabled = no\n}\n", proposal->best_rows, text_string(&proposal->best));
}

enum status feed_propose(const char *bytes, size_t length, struct text *declaration, struct error *err)
{
	struct proposal proposal = {.bytes = bytes, .length = length, .encoding = "", .wrapping = "", .marks = ""};
	struct text text = {0};
	enum status status = STATUS_OK;

	if (zip_is_archive(bytes, length)) {
		proposal.wrapping = "\tunwrap = zip\n";
		status = zip_extract(bytes, length, NULL, SAMPLE_MOST, &text, err);
	} else if (encoding_to_utf8("utf-8", bytes, length, &text, NULL) != STATUS_OK) {
		proposal.encoding = "\tencoding = gb18030\n";
		status = encoding_to_utf8("gb18030", bytes, length, &text, err);
	}
	if (status == STATUS_OK) {
		try_text(&proposal, text_string(&text), text.length);
		if (proposal.best_rows == 0 && proposal.wrapping[0] == '\0')
			try_wrapped(&proposal, text_string(&text), text.length);
		if (proposal.best_rows == 0)
			status = error_set(err, STATUS_INVALID, "no declaration was found that reads a date and a close out of it; see "
			                   "ballast-feeds(5) for what can be declared");
		else
			write_proposal(&proposal, declaration);
	}
	text_clear(&proposal.best);
	text_clear(&text);
	return status;
}
