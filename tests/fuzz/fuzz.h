/*
 * What every target of the fuzzer shares. A target is one function over bytes that must end, whatever they are: nothing
 * read or written out of bounds, nothing undefined, and every FUZZ_HOLDS true. libFuzzer calls it in a tree configured
 * with --enable-fuzz; replay.c calls it with the kept corpus in make check.
 */
#ifndef BALLAST_TESTS_FUZZ_FUZZ_H
#define BALLAST_TESTS_FUZZ_FUZZ_H

#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns 0, or -1 for an input that says nothing and is not worth keeping. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_BYTES = 64 * 1024 };

/* Ends the program, which is what a finding is. */
#define FUZZ_HOLDS(claim) \
	do { \
		if (!(claim)) { \
			fprintf(stderr, "%s:%d: it does not hold that %s\n", __FILE__, __LINE__, #claim); \
			abort(); \
		} \
	} while (0)

/*
 * The input as a text. Its NUL is the last byte of its memory, so that the address sanitizer sees whoever reads on, and
 * nothing is allocated. Borrowed until the next call; size < FUZZ_BYTES, what is longer is cut.
 */
static inline const char *fuzz_text(const uint8_t *data, size_t size)
{
	static char memory[FUZZ_BYTES];
	const size_t length = size < FUZZ_BYTES ? size : FUZZ_BYTES - 1;
	char *text = memory + (FUZZ_BYTES - 1 - length);

	if (length > 0)
		memcpy(text, data, length);
	return text;
}

/* The first half of an input in two, up to a form feed; *second is what follows it, or empty at the end. */
static inline size_t fuzz_split(const uint8_t *data, size_t size, const uint8_t **second, size_t *second_size)
{
	const uint8_t *mark = size > 0 ? memchr(data, '\f', size) : NULL;
	const size_t first_size = mark != NULL ? (size_t)(mark - data) : size;

	*second = mark != NULL ? mark + 1 : data + size;
	*second_size = mark != NULL ? size - first_size - 1 : 0;
	return first_size;
}

/*
 * Opens what the C library loads from a file for each encoding, so that it stays loaded: it would be loaded again for
 * every input.
 */
static inline void fuzz_keep_encodings(void)
{
	static const char *const names[] = {"GBK", "GB18030", "ISO-8859-1", "CP1252", "BIG5"};
	static iconv_t kept[sizeof names / sizeof names[0]]; /* reachable, so that no leak is seen in them */

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (kept[i] == NULL)
			kept[i] = iconv_open("UTF-8", names[i]);
}

/* A shipped file or folder: where make check says it is, or where it was installed. */
static inline const char *fuzz_shipped(const char *name, char path[1024])
{
	const char *top = getenv("BALLAST_DATADIR");

	(void)snprintf(path, 1024, "%s/%s", top != NULL ? top : BALLAST_DATADIR, name);
	return path;
}

#endif
