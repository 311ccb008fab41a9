/* Addresses and field names with places to fill: {symbol} {from:%Y%m%d} {secret:key}. */
#ifndef BALLAST_DATA_FEED_TEMPLATE_H
#define BALLAST_DATA_FEED_TEMPLATE_H

#include <stdbool.h>

#include "engine/base/status.h"

struct feed_request;
struct secrets;
struct text;

/*
 * Where the text goes decides how a value is written: percent-encoded in an address; as it is in a header (control
 * characters refused); as one name in a path (no slash, no leading dot); as it is in a field name; as JSON writes it in a
 * body of JSON.
 */
enum template_place { TEMPLATE_URL, TEMPLATE_HEADER, TEMPLATE_PATH, TEMPLATE_FIELD, TEMPLATE_JSON };

/*
 * {symbol} {base} {quote} (the first and last three letters of a pair) {currency} {isin} {mic}, each also |lower
 * and |upper; {from} {to}, also with :FORMAT of %Y %m %d %s; {page}, from 1; {secret:NAME}. {{ is a brace, and so is one
 * that no small letter follows. STATUS_INVALID names the place, or says that the instrument has no ISIN.
 */
enum status template_check(const char *template, struct error *err);
enum status template_fill(const char *template, enum template_place place, const struct feed_request *request,
                          const struct secrets *secrets, struct text *result, struct error *err);

/* Whether a place of that name stands in a template, however it is written: "from" in {from:%s}. */
bool template_names(const char *template, const char *name);

/* Appends bytes with everything but RFC 3986's unreserved characters as %XX. */
void percent_encode(const char *bytes, struct text *result);

#endif
