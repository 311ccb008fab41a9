/* OFX of both versions into a tree: SGML, where a value needs no closing tag, is what XML is with some tags left out. */
#include "data/exchange/ofx_tags.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/exchange/foreign_rows.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { TAG_SIZE = 64, DEPTH = 64 };

struct scan {
	const struct foreign_reading *reading;
	const char *at, *end;
	size_t line;
	struct ofx_node *stack[DEPTH];
	size_t depth;
	bool has_failed;
};

#define SCAN_FAIL(scan, ...) \
	((scan)->has_failed = true, problems_add((scan)->reading->problems, (scan)->line, 0, "", __VA_ARGS__))

static void move_to(struct scan *scan, const char *to)
{
	for (; scan->at < to; scan->at++)
		scan->line += *scan->at == '\n';
}

static void add_character(struct text *text, uint32_t character)
{
	char bytes[4];

	text_add_bytes(text, bytes, text_encode(character, bytes));
}

/* One entity at `&`; returns its bytes, 0 when it is none. */
static size_t add_entity(const char *from, const char *end, struct text *text)
{
	static const struct {
		const char *name;
		char character;
	} entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", ' '}};
	const size_t room = (size_t)(end - from);
	uint32_t number = 0;
	size_t i = 2;

	for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++) {
		const size_t size = strlen(entities[k].name);

		if (room >= size && strncmp(from, entities[k].name, size) == 0) {
			text_add_character(text, entities[k].character);
			return size;
		}
	}
	if (room < 4 || from[1] != '#')
		return 0;
	for (; i < room && i < 9 && from[i] >= '0' && from[i] <= '9'; i++)
		number = number * 10 + (uint32_t)(from[i] - '0');
	if (i == 2 || i >= room || from[i] != ';' || number < 32 || number > 0x10ffff || (number >= 0xd800 && number < 0xe000))
		return 0;
	add_character(text, number);
	return i + 1;
}

/* What stands between two tags, blanks at the ends gone and entities read. */
static const char *take_value(struct scan *scan, const char *until)
{
	struct text text = {0};
	const char *value, *from = scan->at, *end = until;

	while (from < end && strchr(" \t\r\n", *from) != NULL)
		from++;
	while (end > from && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	while (from < end) {
		const size_t taken = *from == '&' ? add_entity(from, end, &text) : 0;

		if (taken == 0)
			text_add_character(&text, *from);
		from += taken > 0 ? taken : 1;
	}
	value = arena_text(scan->reading->foreign->arena, text_string(&text));
	text_clear(&text);
	move_to(scan, until);
	return value;
}

static void open_tag(struct scan *scan, const char *name)
{
	struct arena *arena = scan->reading->foreign->arena;
	struct ofx_node *parent = scan->stack[scan->depth - 1], *node = arena_take(arena, sizeof *node);
	const char *until = memchr(scan->at, '<', (size_t)(scan->end - scan->at));
	const char *text;

	node->name = arena_text(arena, name);
	node->line = scan->line;
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	if (until != NULL && scan->end - until > 9 && strncmp(until, "<![CDATA[", 9) == 0) {
		const char *close = strstr(until, "]]>");

		move_to(scan, until + 9);
		if (close == NULL) {
			SCAN_FAIL(scan, "CDATA is never closed");
			return;
		}
		node->text = take_value(scan, close);
		move_to(scan, close + 3);
		return;
	}
	text = take_value(scan, until != NULL ? until : scan->end);
	if (text[0] != '\0')
		node->text = text;
	else if (scan->depth == DEPTH)
		SCAN_FAIL(scan, "%s lies deeper than 64 levels", name);
	else
		scan->stack[scan->depth++] = node;
}

/* Closes the aggregate of that name; what is open above it are values without text. */
static void close_tag(struct scan *scan, const char *name)
{
	struct ofx_node *top = scan->stack[scan->depth - 1];
	size_t depth = scan->depth;

	if (top->last != NULL && top->last->text != NULL && strcasecmp(top->last->name, name) == 0 &&
	    strcasecmp(top->name, name) != 0)
		return; /* of a value, as XML writes it */
	while (depth > 1 && strcasecmp(scan->stack[depth - 1]->name, name) != 0)
		depth--;
	if (depth == 1)
		SCAN_FAIL(scan, "</%s> closes nothing that is open", name);
	else
		scan->depth = depth - 1;
}

static void take_tag(struct scan *scan)
{
	const char *close = memchr(scan->at, '>', (size_t)(scan->end - scan->at));
	char name[TAG_SIZE] = "";
	size_t length;

	if (scan->end - scan->at > 4 && strncmp(scan->at, "<!--", 4) == 0) {
		close = strstr(scan->at, "-->");
		move_to(scan, close != NULL ? close + 3 : scan->end);
		return;
	}
	if (close == NULL) {
		SCAN_FAIL(scan, "a tag is never closed");
		return;
	}
	if (scan->at[1] == '!') {
		SCAN_FAIL(scan, "a document type has no place in OFX");
		return;
	}
	if (scan->at[1] != '?') {
		const char *from = scan->at + 1 + (scan->at[1] == '/');

		length = strcspn(from, " \t\r\n/>");
		if (length == 0 || length >= sizeof name) {
			SCAN_FAIL(scan, "this is not a tag of OFX");
			return;
		}
		memcpy(name, from, length);
	}
	length = (size_t)(close - scan->at);
	{
		const bool closes = scan->at[1] == '/', is_empty = close[-1] == '/';

		move_to(scan, close + 1);
		if (name[0] != '\0' && closes)
			close_tag(scan, name);
		else if (name[0] != '\0' && !is_empty)
			open_tag(scan, name);
	}
}

const struct ofx_node *ofx_parse(const struct foreign_reading *reading)
{
	struct ofx_node *root = arena_take(reading->foreign->arena, sizeof *root);
	struct scan scan = {.reading = reading, .at = reading->bytes, .end = reading->bytes + reading->length, .line = 1};

	root->name = "";
	scan.stack[scan.depth++] = root;
	while (scan.at < scan.end && !scan.has_failed) {
		const char *next = memchr(scan.at, '<', (size_t)(scan.end - scan.at));

		move_to(&scan, next != NULL ? next : scan.end);
		if (scan.at < scan.end)
			take_tag(&scan);
	}
	if (!scan.has_failed && scan.depth > 1)
		SCAN_FAIL(&scan, "the file ends within <%s>: it was cut off", scan.stack[scan.depth - 1]->name);
	return scan.has_failed ? NULL : root;
}

const struct ofx_node *ofx_find(const struct ofx_node *node, const char *name)
{
	for (const struct ofx_node *child = node == NULL ? NULL : node->first; child != NULL; child = child->next) {
		const struct ofx_node *deep;

		if (strcasecmp(child->name, name) == 0)
			return child;
		deep = ofx_find(child, name);
		if (deep != NULL)
			return deep;
	}
	return NULL;
}

const char *ofx_value(const struct ofx_node *node, const char *name)
{
	const struct ofx_node *found = ofx_find(node, name);

	return found != NULL && found->text != NULL ? found->text : "";
}

