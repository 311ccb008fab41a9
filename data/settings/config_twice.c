/* Free keys given twice. */
#include "data/settings/config_twice.h"

#include <stdlib.h>
#include <string.h>

#include "data/settings/config.h"
#include "engine/base/memory.h"

static const char marks[] = " \t\r\n={}()+,\"'"; /* what ends a word of the library's */

struct walk {
	const struct config_option *options;
	size_t line;
	struct config_key words[2]; /* what stands before the next mark: a key, or a section and its title */
	size_t word_count;
	bool is_value;              /* behind a sign of equality, so that a brace opens a list             */
	size_t lists;               /* that are open                                                       */
	bool is_pairs;              /* in such a section; none is within another                           */
	struct config_key *keys;    /* owned; of that section                                              */
	size_t count, capacity;
	struct config_key found;    /* length 0: none                                                      */
};

static bool is_pairs_section(const struct config_option *options, const struct config_key *name)
{
	for (const struct config_option *option = options; option != NULL && option->name != NULL; option++)
		if ((option->type == CONFIG_PAIRS && strlen(option->name) == name->length &&
		     memcmp(option->name, name->text, name->length) == 0) || is_pairs_section(option->options, name))
			return true;
	return false;
}

/* By key, and the same by place. */
static int compare(const void *a, const void *b)
{
	const struct config_key *left = a, *right = b;
	const size_t shorter = left->length < right->length ? left->length : right->length;
	const int order = memcmp(left->text, right->text, shorter);

	if (order != 0)
		return order;
	if (left->length != right->length)
		return left->length < right->length ? -1 : 1;
	return left->text < right->text ? -1 : left->text > right->text;
}

/* At the end of a section of pairs; the first second place stays. */
static void look(struct walk *walk)
{
	if (walk->count > 0)
		qsort(walk->keys, walk->count, sizeof *walk->keys, compare);
	for (size_t i = 1; i < walk->count; i++) {
		const struct config_key *key = &walk->keys[i], *before = &walk->keys[i - 1];

		if (key->length == before->length && memcmp(key->text, before->text, key->length) == 0 &&
		    (walk->found.length == 0 || key->text < walk->found.text))
			walk->found = *key;
	}
	walk->count = 0;
	walk->is_pairs = false;
}

static void take_word(struct walk *walk, const char *text, size_t length)
{
	if (walk->lists == 0 && !walk->is_value && walk->word_count < 2)
		walk->words[walk->word_count++] = (struct config_key){text, length, walk->line};
	walk->is_value = false;
}

static void take_mark(struct walk *walk, char mark)
{
	if (mark == '=' && walk->lists == 0) {
		if (walk->is_pairs && walk->word_count > 0) {
			walk->keys = memory_grow(walk->keys, &walk->capacity, walk->count + 1, sizeof *walk->keys);
			walk->keys[walk->count++] = walk->words[0];
		}
		walk->is_value = true;
	} else if (mark == '{' && (walk->is_value || walk->lists > 0)) {
		walk->lists++;
		walk->is_value = false;
	} else if (mark == '{') {
		walk->is_pairs = walk->word_count == 1 && is_pairs_section(walk->options, &walk->words[0]);
	} else if (mark == '}' && walk->lists > 0) {
		walk->lists--;
	} else if (mark == '}' && walk->is_pairs) {
		look(walk);
	}
	walk->word_count = 0;
}

/* The place of the quote that ends a text; lines within it are counted. */
static const char *end_of_quote(const char *at, size_t *line)
{
	const char quote = *at++;

	for (; *at != '\0' && *at != quote; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		*line += *at == '\n';
	}
	return at;
}

bool config_given_twice(const char *text, const struct config_option *options, bool is_pairs, struct config_key *key)
{
	struct walk walk = {.options = options, .line = 1, .is_pairs = is_pairs};

	for (const char *at = text; *at != '\0'; at++) {
		const size_t length = strcspn(at, marks);

		if (length > 0) {
			take_word(&walk, at, length);
			at += length - 1;
		} else if (*at == '"' || *at == '\'') {
			size_t lines = walk.line;
			const char *end = end_of_quote(at, &lines);

			take_word(&walk, at + 1, (size_t)(end - at) - 1);
			walk.line = lines;
			at = *end != '\0' ? end : end - 1;
		} else if (strchr("={}", *at) != NULL) {
			take_mark(&walk, *at);
		}
		walk.line += *at == '\n';
	}
	if (walk.is_pairs)
		look(&walk);
	free(walk.keys);
	if (walk.found.length > 0)
		*key = walk.found;
	return walk.found.length > 0;
}
