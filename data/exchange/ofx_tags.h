/*
 * The tags of OFX, whatever they mean. Entities other than the five of XML and numbers of characters stay as they are; a
 * document type is refused.
 *
 * Source: Open Financial Exchange, Specification 2.2 (2017), chapter 2; 1.6 for the SGML form. Inside exchange only.
 */
#ifndef BALLAST_DATA_EXCHANGE_OFX_TAGS_H
#define BALLAST_DATA_EXCHANGE_OFX_TAGS_H

#include <stddef.h>

struct foreign_reading;

struct ofx_node {
	const char *name, *text;      /* text NULL: an aggregate */
	size_t line;
	struct ofx_node *first, *last, *next;
};

/* The whole file below a node without a name, in the reading's arena. NULL: something was a problem, and is told. */
const struct ofx_node *ofx_parse(const struct foreign_reading *reading);

/* The first node of a name, however deep; NULL: there is none. node may be NULL. ofx_value: its text, or "". */
const struct ofx_node *ofx_find(const struct ofx_node *node, const char *name);
const char *ofx_value(const struct ofx_node *node, const char *name);

#endif
