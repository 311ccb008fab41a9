/* XML read element by element: the only home of the XML library. Attributes are what tables of rates are made of. */
#ifndef BALLAST_DATA_EXCHANGE_XML_H
#define BALLAST_DATA_EXCHANGE_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

enum { XML_DEPTH = 64 };

struct xml_element; /* an element that was just opened, with those around it */

/* "@rate" of the element, "../@time" of the one around it, and so on outwards. NULL when it is not there. Borrowed. */
const char *xml_attribute(const struct xml_element *element, const char *path);

/*
 * Calls each(element, context) for every element of this name (without its prefix) that has the attribute (NULL: any),
 * in the order of the file, until it returns false. Names and values are UTF-8 whatever the file's encoding.
 *
 * STATUS_INVALID with line: not XML, nested deeper than XML_DEPTH, or a document type that declares entities (a few
 * lines of which can swell to gigabytes, or name files of this machine). What each saw before must not be used then.
 */
enum status xml_each(const char *bytes, size_t length, const char *name, const char *attribute,
                     bool (*each)(const struct xml_element *element, void *context), void *context, struct error *err);

#endif
