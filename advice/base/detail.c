/* Errors in the reader's language: a shape is matched, what stands in its places is carried over. */
#include "advice/base/detail.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/detail_shapes.h"
#include "advice/base/explain.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

/* Places a shape has at most, and how often what stands in one may be a known sentence itself. */
enum { PLACES = 8, DEPTH = 6, CAPTURE_SIZE = 480 };

/* The least first byte of a Chinese character or mark of full width in UTF-8. */
enum { WIDE_BYTE = 0xE3 };

const char *const *const detail_tables[] = {detail_of_advice, detail_of_files, detail_of_book, detail_of_lab, detail_of_engine, NULL};

/* What of a message a shape leaves to its places. */
struct captures {
	char of[PLACES][CAPTURE_SIZE];
};

/* The length of "%3$s" at the start of text; 0: no place. */
static size_t place_length(const char *text)
{
	return text[0] == '%' && text[1] >= '1' && text[1] <= '0' + PLACES && text[2] == '$' && text[3] == 's' ? 4 : 0;
}

static const char *next_place(const char *shape)
{
	while (*shape != '\0' && place_length(shape) == 0)
		shape++;
	return shape;
}

/* Where the letters of piece stand in text; NULL: nowhere. An empty piece at the end of the shape stands at the end. */
static const char *find_piece(const char *text, const char *piece, size_t length, bool is_last)
{
	if (is_last)
		return strlen(text) >= length && strncmp(text + strlen(text) - length, piece, length) == 0
			       ? text + strlen(text) - length : NULL;
	for (; *text != '\0'; text++)
		if (strncmp(text, piece, length) == 0)
			return text;
	return NULL;
}

/* True when message has this shape; what stands in its places is copied to captures. */
static bool fits(const char *shape, const char *message, struct captures *captures)
{
	const char *place = next_place(shape);

	if (strncmp(shape, message, (size_t)(place - shape)) != 0)
		return false;
	message += place - shape;
	while (*place != '\0') {
		const size_t index = (size_t)(place[1] - '1');
		const char *piece = place + place_length(place), *next = next_place(piece), *end;

		end = find_piece(message, piece, (size_t)(next - piece), *next == '\0');
		if (end == NULL || end == message || end - message >= CAPTURE_SIZE)
			return false;
		(void)snprintf(captures->of[index], CAPTURE_SIZE, "%.*s", (int)(end - message), message);
		message = end + (next - piece);
		place = next;
	}
	return *message == '\0';
}

/*
 * How a shape begins says what it is, and the ranks are tried in this order: words of its own; a name without a blank (a
 * file, a symbol) and a colon, behind which stands a sentence; anything else; any text and a colon. Within a rank the shape
 * with the most words of its own fits best.
 */
enum rank { RANK_WORDS, RANK_NAME, RANK_PLACE, RANK_TEXT, RANKS };

static bool stands_in(enum rank rank, const char *shape)
{
	if (place_length(shape) == 0)
		return rank == RANK_WORDS;
	if (strncmp(shape, "%1$s: ", strlen("%1$s: ")) == 0)
		return rank == RANK_NAME || rank == RANK_TEXT;
	return rank == RANK_PLACE;
}

static size_t own_words(const char *shape)
{
	size_t length = strlen(shape);

	for (const char *place = next_place(shape); *place != '\0'; place = next_place(place + place_length(place)))
		length -= place_length(place);
	return length;
}

/* The shape of that rank that fits the message best; NULL: none. */
static const char *best_of(enum rank rank, const char *message, struct captures *captures)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t t = 0; detail_tables[t] != NULL; t++)
		for (size_t i = 0; detail_tables[t][i] != NULL; i++) {
			const char *const shape = detail_tables[t][i];

			if (!stands_in(rank, shape) || own_words(shape) <= most || !fits(shape, message, captures))
				continue;
			if (rank == RANK_NAME && strchr(captures->of[0], ' ') != NULL)
				continue;
			best = shape;
			most = own_words(shape);
		}
	if (best != NULL)
		(void)fits(best, message, captures);
	return best;
}

static bool add(struct text *text, enum language language, const char *message, int depth);

/* True when the shape puts what stands in that place between quotes or brackets: it is a name and no sentence. */
static bool is_quoted(const char *shape, size_t index)
{
	for (const char *place = next_place(shape); *place != '\0'; place = next_place(place + place_length(place)))
		if ((size_t)(place[1] - '1') == index)
			return place > shape && (place[-1] == '"' || place[-1] == '(');
	return false;
}

static bool is_wide(char byte)
{
	return (unsigned char)byte >= WIDE_BYTE;
}

/* The length of the first known sentence of a list, which ends at a comma or with the list; 0: none. Adds it. */
static size_t add_first(struct text *text, enum language language, const char *list, int depth)
{
	char one[CAPTURE_SIZE];

	for (const char *end = list; end != NULL;) {
		struct text said = {0};
		bool is_known;

		end = strstr(end + (end > list), ", ");
		(void)snprintf(one, sizeof one, "%.*s", end != NULL ? (int)(end - list) : (int)strlen(list), list);
		is_known = strchr(one, ' ') != NULL && add(&said, language, one, depth); /* a word alone may be one to type */
		if (is_known)
			text_add(text, text_string(&said));
		text_clear(&said);
		if (is_known)
			return strlen(one);
	}
	return 0;
}

/* Adds "one, other, ..." when every one of them is a known sentence; false and nothing otherwise. */
static bool add_list(struct text *text, enum language language, const char *capture, int depth)
{
	struct text said = {0};
	size_t length = strstr(capture, ", ") != NULL ? add_first(&said, language, capture, depth) : 0;

	while (length > 0 && capture[length] != '\0') {
		capture += length + strlen(", ");
		text_add(&said, "、");
		length = add_first(&said, language, capture, depth);
	}
	if (length > 0)
		text_add(text, text_string(&said));
	text_clear(&said);
	return length > 0;
}

/*
 * Adds what stands in a place. Between Chinese and a name in Latin letters stands a blank, between Chinese and Chinese none:
 * where a known sentence came in, the blanks of the shape beside it go. Returns how many letters of `after` are done with.
 */
static size_t add_capture(struct text *text, enum language language, const char *capture, const char *after, int depth)
{
	struct text said = {0};
	const bool is_known = add_list(&said, language, capture, depth - 1) || add(&said, language, capture, depth - 1);
	const char *const words = text_string(&said);
	size_t done = 0;

	if (is_known && said.length > 0) {
		if (text->length > 1 && text->bytes[text->length - 1] == ' ' && (text->bytes[text->length - 2] & 0x80) != 0 &&
		    is_wide(words[0]))
			text->bytes[--text->length] = '\0';
		done = (words[said.length - 1] & 0x80) != 0 && after[0] == ' ' && is_wide(after[1]);
	}
	text_add(text, words);
	text_clear(&said);
	return done;
}

/* The translated shape with its places filled, each in the reader's language where it is a known sentence. */
static void fill(struct text *text, enum language language, const char *shape, const struct captures *captures, int depth)
{
	const char *at = language_text(language, shape);

	for (const char *place = next_place(at); *place != '\0'; place = next_place(at)) {
		const size_t index = (size_t)(place[1] - '1');

		text_add_bytes(text, at, (size_t)(place - at));
		at = place + place_length(place);
		if (is_quoted(shape, index))
			text_add(text, captures->of[index]);
		else
			at += add_capture(text, language, captures->of[index], at, depth);
	}
	text_add(text, at);
}

/* Adds the message, said again where its shape is known; false: it stays as it is. */
static bool add(struct text *text, enum language language, const char *message, int depth)
{
	struct captures captures;

	for (enum rank rank = RANK_WORDS; depth >= 0 && language != LANGUAGE_ENGLISH && rank < RANKS; rank++) {
		const char *const shape = best_of(rank, message, &captures);

		if (shape == NULL)
			continue;
		fill(text, language, shape, &captures, depth);
		return true;
	}
	text_add(text, message);
	return false;
}

void detail_add(struct text *text, enum language language, const char *message)
{
	(void)add(text, language, message, DEPTH);
}

char *detail_words(const char *message, char *words, size_t size)
{
	struct text text = {0};

	detail_add(&text, language_current(), message);
	(void)text_clean(text_string(&text), words, size);
	text_clear(&text);
	return words;
}

const char *detail_kept(struct arena *arena, const char *message)
{
	struct text text = {0};
	const char *kept;

	detail_add(&text, language_current(), message);
	kept = arena_text(arena, text_string(&text));
	text_clear(&text);
	return kept;
}
