/* UTF-8 text: its width on a terminal, making foreign text harmless, and a buffer that grows. No locale is read. */
#ifndef BALLAST_ENGINE_BASE_TEXT_H
#define BALLAST_ENGINE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes one character at text (length bytes are readable). Returns the bytes it takes, at least 1; malformed bytes
 * take 1 and give U+FFFD. At length 0 returns 0.
 */
size_t text_decode(const char *text, size_t length, uint32_t *character);
size_t text_encode(uint32_t character, char bytes[4]);
bool text_is_utf8(const char *text, size_t length);

/* Columns of one character: 0 combining, 1 narrow, 2 wide or full-width; 1 for a control character (shown as one mark). */
int text_character_width(uint32_t character);

/* Columns of a text that holds no control characters. */
size_t text_width(const char *text);

/* Bytes of the longest prefix of at most `columns` columns; never splits a character or leaves its marks behind. */
size_t text_prefix(const char *text, size_t columns);

/*
 * Foreign text made harmless for any screen, report or log: C0, DEL, C1 and bidirectional controls, zero-width and
 * malformed bytes become U+FFFD or a visible picture (U+2400 ff.); a tab or line end becomes one blank; at most 8
 * combining marks follow a character. Writes at most size - 1 bytes and a NUL; returns result.
 */
char *text_clean(const char *text, char *result, size_t size);

/* True when text_clean would leave the text as it is. */
bool text_is_clean(const char *text);

/* The closest of count candidates by edit distance, or NULL when none is near enough to suggest. */
const char *text_nearest(const char *text, const char *const *candidates, size_t count);

/* Equal but for ASCII case. */
bool text_equal_fold(const char *a, const char *b);

/* A growing text, always NUL-terminated. Zeroed is empty. */
struct text {
	char *bytes;   /* owned; NULL while nothing was added */
	size_t length, capacity;
};

void text_clear(struct text *text);  /* frees */
void text_reset(struct text *text);  /* empties, keeps the memory */
void text_add(struct text *text, const char *more);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_character(struct text *text, char character);
void text_add_repeated(struct text *text, const char *piece, size_t times);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds piece, cut to `columns` with an ellipsis where it is longer, and blanks to fill. */
enum text_align { TEXT_LEFT, TEXT_RIGHT, TEXT_CENTRE };
void text_add_padded(struct text *text, const char *piece, size_t columns, enum text_align align);

/* Never NULL. Borrowed. */
const char *text_string(const struct text *text);

#endif
