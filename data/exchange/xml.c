/* XML, element by element. */
#include "data/exchange/xml.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

/* Attributes as the library gives them: name, value, name, value, NULL; copied, because outer elements outlive the call. */
struct xml_element {
	char **attributes;                  /* owned, with its texts */
	const struct xml_element *around;   /* NULL: the outermost */
};

struct parsing {
	XML_Parser parser;
	struct xml_element open[XML_DEPTH];
	size_t depth;
	const char *name, *attribute;
	bool (*each)(const struct xml_element *element, void *context);
	void *context;
	bool is_enough, is_too_deep, has_entity;
};

const char *xml_attribute(const struct xml_element *element, const char *path)
{
	while (strncmp(path, "../", 3) == 0 && element != NULL) {
		element = element->around;
		path += 3;
	}
	if (element == NULL || path[0] != '@')
		return NULL;
	for (char **at = element->attributes; *at != NULL; at += 2)
		if (strcmp(*at, path + 1) == 0)
			return at[1];
	return NULL;
}

static char **copy_attributes(const char **attributes)
{
	size_t count = 0;
	char **copy;

	while (attributes[count] != NULL)
		count++;
	copy = memory_new_array(count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = memory_copy_text(attributes[i]);
	return copy;
}

static void drop_innermost(struct parsing *parsing)
{
	char **attributes = parsing->open[--parsing->depth].attributes;

	for (char **at = attributes; *at != NULL; at++)
		free(*at);
	free(attributes);
}

static bool has_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(*attributes, name) == 0)
			return true;
	return false;
}

static void stop(struct parsing *parsing)
{
	(void)XML_StopParser(parsing->parser, XML_FALSE); /* fails only when it has stopped already */
}

static void on_start(void *context, const char *name, const char **attributes)
{
	struct parsing *parsing = context;
	const char *colon = strrchr(name, ':');
	struct xml_element *element = &parsing->open[parsing->depth];

	if (parsing->depth == XML_DEPTH) {
		parsing->is_too_deep = true;
		stop(parsing);
		return;
	}
	*element = (struct xml_element){copy_attributes(attributes), parsing->depth > 0 ? element - 1 : NULL};
	parsing->depth++;
	if (parsing->is_enough || strcmp(colon != NULL ? colon + 1 : name, parsing->name) != 0 ||
	    (parsing->attribute != NULL && !has_attribute(attributes, parsing->attribute)))
		return;
	/* What follows is still read: an answer that breaks off later is no answer. */
	parsing->is_enough = !parsing->each(element, parsing->context);
}

static void on_end(void *context, const char *name)
{
	(void)name; /* the library has seen that it is the one that was opened */
	drop_innermost(context);
}

static void on_entity(void *context, const char *name, int is_parameter, const char *value, int length, const char *base,
                      const char *system, const char *public, const char *notation)
{
	struct parsing *parsing = context;

	(void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
	parsing->has_entity = true;
	stop(parsing);
}

static enum status verdict(const struct parsing *parsing, enum XML_Status answer, struct error *err)
{
	const unsigned long line = XML_GetCurrentLineNumber(parsing->parser);

	if (parsing->is_too_deep)
		return error_set(err, STATUS_INVALID, "line %lu: the XML is nested deeper than %d levels", line, XML_DEPTH);
	if (parsing->has_entity)
		return error_set(err, STATUS_INVALID, "line %lu: the XML declares entities, which are not read", line);
	if (answer != XML_STATUS_OK)
		return error_set(err, STATUS_INVALID, "line %lu: %s", line, XML_ErrorString(XML_GetErrorCode(parsing->parser)));
	return STATUS_OK;
}

enum status xml_each(const char *bytes, size_t length, const char *name, const char *attribute,
                     bool (*each)(const struct xml_element *element, void *context), void *context, struct error *err)
{
	struct parsing parsing = {.parser = XML_ParserCreate(NULL), .name = name, .attribute = attribute, .each = each,
	                          .context = context};
	enum status status;

	if (parsing.parser == NULL || length > INT_MAX)
		return error_set(err, STATUS_INVALID, "the XML is too long");
	XML_SetUserData(parsing.parser, &parsing);
	XML_SetElementHandler(parsing.parser, on_start, on_end);
	XML_SetEntityDeclHandler(parsing.parser, on_entity);
	status = verdict(&parsing, XML_Parse(parsing.parser, bytes, (int)length, 1), err);
	while (parsing.depth > 0)
		drop_innermost(&parsing);
	XML_ParserFree(parsing.parser);
	return status;
}
