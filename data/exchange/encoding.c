/* Text of other encodings. */
#include "data/exchange/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "engine/base/text.h"

enum { PIECE_BYTES = 4096 };

const char *const encoding_names[] = {"utf-8", "gbk", "gb18030", "latin1", "windows-1252", "big5", NULL};

/* What the C library calls each of encoding_names. */
static const char *const library_names[] = {"UTF-8", "GBK", "GB18030", "ISO-8859-1", "CP1252", "BIG5"};

static const char *library_name(const char *name)
{
	for (size_t i = 0; encoding_names[i] != NULL; i++)
		if (text_equal_fold(encoding_names[i], name))
			return library_names[i];
	return NULL;
}

bool encoding_is_known(const char *name)
{
	return library_name(name) != NULL;
}

static enum status convert(iconv_t converter, const char *bytes, size_t length, struct text *result, struct error *err)
{
	/* The library takes what it only reads without const. */
	union { const char *ours; char *theirs; } door = {.ours = bytes};
	char *from = door.theirs;
	size_t left = length;

	while (left > 0) {
		char piece[PIECE_BYTES], *to = piece;
		size_t room = sizeof piece;
		const size_t answer = iconv(converter, &from, &left, &to, &room);

		text_add_bytes(result, piece, sizeof piece - room);
		if (answer == (size_t)-1 && errno != E2BIG)
			return error_set(err, STATUS_INVALID, "byte %zu begins no character of the encoding", length - left + 1);
	}
	return STATUS_OK;
}

enum status encoding_to_utf8(const char *name, const char *bytes, size_t length, struct text *result,
                             struct error *err)
{
	const char *from = library_name(name);
	struct text made = {0};
	iconv_t converter;
	enum status status;

	if (from == NULL)
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no encoding; there are utf-8, gbk, gb18030, latin1, windows-1252 and big5", name);
	if (from == library_names[0]) {
		if (!text_is_utf8(bytes, length))
			return error_set(err, STATUS_INVALID, "the text is not UTF-8");
		text_add_bytes(result, bytes, length);
		return STATUS_OK;
	}
	converter = iconv_open("UTF-8", from);
	if (converter == (iconv_t)-1)
		return error_set(err, STATUS_IO, "this machine's C library does not know the encoding %s", from);
	status = convert(converter, bytes, length, &made, err);
	(void)iconv_close(converter); /* nothing is left to be lost */
	if (status == STATUS_OK)
		text_add_bytes(result, text_string(&made), made.length);
	text_clear(&made);
	return status;
}
