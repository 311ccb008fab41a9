/* What a person who declared the wrong delimiter, or took the wrong file, is told. */
#include "data/exchange/header_hint.h"

#include <string.h>

#include "engine/base/text.h"

enum { ENOUGH = 2 };

/* How many of the names stand in the line, in the case they were declared in. */
static size_t named_in(const char *line, size_t length, const char *const *names, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += names[i] != NULL && names[i][0] != '\0' && memmem(line, length, names[i], strlen(names[i])) != NULL;
	return found;
}

/* The delimiter the line is full of; 0: none. */
static char delimiter_of(const char *line, size_t length)
{
	static const char delimiters[] = {',', ';', '|', '\t'};
	size_t most = 0;
	char best = 0;

	for (size_t i = 0; i < sizeof delimiters; i++) {
		size_t count = 0;

		for (size_t at = 0; at < length; at++)
			count += line[at] == delimiters[i];
		if (count > most) {
			most = count;
			best = delimiters[i];
		}
	}
	return best;
}

static const char *first_name(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] != NULL)
			return names[i];
	return "";
}

void header_hint(const char *bytes, size_t length, size_t lines, char delimiter, const char *const *names, size_t count,
                 struct problems *problems)
{
	const char *at = bytes, *end = bytes + length;

	if (length == 0 || strspn(bytes, " \t\r\n") == length) {
		problems_add(problems, 0, 0, "", "the file is empty");
		return;
	}
	for (size_t line = 1; line <= lines && at < end; line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const size_t size = (size_t)((stop != NULL ? stop : end) - at);
		const char other = delimiter_of(at, size);

		if (other != 0 && other != delimiter && named_in(at, size, names, count) >= ENOUGH) {
			const char mark[] = {other, '\0'};

			problems_add(problems, line, 0, "", "this seems to be the header, but its columns are not apart by what the profile "
			             "says; delimiter = '%s' would read it", other == '\t' ? "tab" : mark);
			return;
		}
		at = stop != NULL ? stop + 1 : end;
	}
	problems_add(problems, 0, 0, "", "no line among the first %zu names the columns that are expected, such as \"%.60s\"", lines,
	             first_name(names, count));
}
