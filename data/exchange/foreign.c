/* From bytes in any encoding to the reader of their format. */
#include "data/exchange/foreign.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/exchange/encoding.h"
#include "data/exchange/foreign_rows.h"
#include "data/exchange/import_profile.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

void foreign_clear(struct foreign *foreign)
{
	if (foreign->arena != NULL)
		arena_free(foreign->arena);
	free(foreign->rows);
	free(foreign->cancels);
	*foreign = (struct foreign){0};
}

/* The first line that says something in ledger or beancount: neither blank nor a comment. */
static const char *first_line(const char *bytes, const char *end)
{
	while (bytes < end) {
		const char *next = memchr(bytes, '\n', (size_t)(end - bytes));

		while (bytes < end && (*bytes == ' ' || *bytes == '\t' || *bytes == '\r'))
			bytes++;
		if (bytes < end && strchr(";#*\n", *bytes) == NULL)
			return bytes;
		if (next == NULL)
			break;
		bytes = next + 1;
	}
	return end;
}

static bool holds(const char *bytes, size_t length, const char *word)
{
	const size_t size = strlen(word);
	const char first[] = {word[0], (char)(word[0] ^ 0x20)}; /* the other case, of a letter */

	for (size_t i = 0; i + size <= length; i++)
		if ((bytes[i] == first[0] || bytes[i] == first[1]) && strncasecmp(bytes + i, word, size) == 0)
			return true;
	return false;
}

static bool begins(const char *line, const char *end, const char *word)
{
	return (size_t)(end - line) >= strlen(word) && strncmp(line, word, strlen(word)) == 0;
}

/* "P 2026-01-05 ..." of ledger, "2026-01-05 price ..." of beancount. */
static bool is_price_line(const char *line, const char *end)
{
	if (end - line > 6 && line[0] == 'P' && (line[1] == ' ' || line[1] == '\t'))
		return line[2] >= '0' && line[2] <= '9';
	return end - line > 17 && line[4] == '-' && line[10] == ' ' && begins(line + 11, end, "price ");
}

/* A journal is known by one of its price lines, or by words that begin no table: its accounts and options stand first. */
static bool is_journal(const char *bytes, const char *end)
{
	static const char *const words[] = {"option \"", "plugin \"", "include \""};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (begins(bytes, end, words[i]))
			return true;
	if (end - bytes > 16 && bytes[4] == '-' && bytes[10] == ' ' &&
	    (begins(bytes + 11, end, "open ") || begins(bytes + 11, end, "commodity ")))
		return true;
	while (bytes < end) {
		const char *next = memchr(bytes, '\n', (size_t)(end - bytes));

		if (is_price_line(bytes, end))
			return true;
		bytes = next != NULL ? next + 1 : end;
	}
	return false;
}

enum foreign_format foreign_detect(const char *bytes, size_t length)
{
	const char *end = bytes + length, *line;

	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		bytes += 3;
	line = first_line(bytes, end);
	if (holds(line, (size_t)(end - line) < 2048 ? (size_t)(end - line) : 2048, "<OFX>"))
		return FOREIGN_OFX;
	if (end - line > 5 && (strncasecmp(line, "!Type", 5) == 0 || strncasecmp(line, "!Acco", 5) == 0 ||
	                       strncasecmp(line, "!Opti", 5) == 0))
		return FOREIGN_QIF;
	return is_journal(line, end) ? FOREIGN_PRICES : FOREIGN_CSV;
}

/* What an OFX file says of its own encoding; NULL: UTF-8, of which ASCII is a part. */
static const char *ofx_encoding(const char *bytes, size_t length)
{
	const size_t head = length < 2048 ? length : 2048;

	if (holds(bytes, head, "CHARSET:1252") || holds(bytes, head, "encoding=\"windows-1252\""))
		return "windows-1252";
	if (holds(bytes, head, "CHARSET:ISO-8859-1") || holds(bytes, head, "encoding=\"iso-8859-1\""))
		return "latin1";
	if (holds(bytes, head, "encoding=\"gb18030\"") || holds(bytes, head, "encoding=\"gbk\"") ||
	    holds(bytes, head, "encoding=\"gb2312\""))
		return "gb18030";
	return NULL;
}

/* The first line that is none of the encoding. No encoding there is has a line end within a character. */
static size_t bad_line(const char *encoding, const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length;
	struct text text = {0};
	size_t line = 1;

	for (; at < end; line++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		text_reset(&text);
		next = next != NULL ? next + 1 : end;
		if (encoding_to_utf8(encoding, at, (size_t)(next - at), &text, NULL) != STATUS_OK)
			break;
		at = next;
	}
	text_clear(&text);
	return line;
}

/* bytes as UTF-8, appended to text. What cannot be read is a problem with its line. */
static void convert(const char *encoding, const char *bytes, size_t length, struct text *text, struct problems *problems)
{
	if (encoding_to_utf8(encoding, bytes, length, text, NULL) != STATUS_OK)
		problems_add(problems, bad_line(encoding, bytes, length), 0, "", "these bytes are not in the encoding %s; name that "
		             "of the file in a profile (encoding = '%s')", encoding,
		             strcasecmp(encoding, "utf-8") == 0 ? "gb18030" : "utf-8");
}

static bool fits_kind(enum foreign_format format, enum exchange_kind kind)
{
	if (format == FOREIGN_OFX)
		return kind == EXCHANGE_TRANSACTIONS || kind == EXCHANGE_HOLDINGS || kind == EXCHANGE_PRICES;
	if (format == FOREIGN_QIF)
		return kind == EXCHANGE_TRANSACTIONS || kind == EXCHANGE_PRICES;
	return format == FOREIGN_CSV || kind == EXCHANGE_PRICES;
}

enum status foreign_read(enum exchange_kind kind, const struct import_profile *profile,
                         const struct foreign_defaults *defaults, const char *bytes, size_t length,
                         struct foreign *foreign, struct problems *problems, struct error *err)
{
	static void (*const readers[])(const struct foreign_reading *reading) = {
		[FOREIGN_CSV] = foreign_read_csv, [FOREIGN_OFX] = foreign_read_ofx, [FOREIGN_QIF] = foreign_read_qif,
		[FOREIGN_PRICES] = foreign_read_prices,
	};
	static const char *const names[] = {"CSV", "OFX", "QIF", "price lines"};
	const enum foreign_format format = profile != NULL ? import_profile_format(profile) : foreign_detect(bytes, length);
	const char *encoding = profile != NULL ? import_profile_encoding(profile) : NULL;
	enum exchange_kind declared = kind;
	struct text text = {0};
	struct foreign_reading reading;

	*foreign = (struct foreign){.kind = kind, .arena = arena_new()};
	if (profile != NULL && import_profile_kind(profile, &declared) && declared != kind)
		return error_set(err, STATUS_INVALID, "the profile is for %s, not for %s", exchange_kind_name(declared),
		                 exchange_kind_name(kind));
	if (!fits_kind(format, kind))
		return error_set(err, STATUS_INVALID, "a file of %s holds no %s that can be taken", names[format],
		                 exchange_kind_name(kind));
	if (encoding == NULL && format == FOREIGN_OFX)
		encoding = ofx_encoding(bytes, length);
	convert(encoding != NULL ? encoding : "utf-8", bytes, length, &text, problems);
	if (problems->count == 0 && memchr(text_string(&text), '\0', text.length) != NULL)
		problems_add(problems, 0, 0, "", "the file holds a zero byte: it is no text, or in another encoding");
	reading = (struct foreign_reading){
		.profile = profile, .defaults = defaults, .bytes = text_string(&text), .length = text.length,
		.foreign = foreign, .problems = problems,
	};
	if (problems->count == 0)
		readers[format](&reading);
	if (kind == EXCHANGE_TRANSACTIONS)
		foreign_settle(&reading);
	text_clear(&text);
	return STATUS_OK;
}
