/* Rows that lie in tables, in lines with delimiters, and in attributes of XML. Internal to this room. */
#ifndef BALLAST_DATA_FEED_BODY_TABLE_H
#define BALLAST_DATA_FEED_BODY_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct reader;

/* Each adds every row to the reader. False: the answer is no good. */
bool body_read_table(struct reader *reader, const char *body, size_t length);
bool body_read_xml(struct reader *reader, const char *body, size_t length);

/* One or more lines without a header: the fields are places, from 0. */
bool body_read_line(struct reader *reader, const char *body, size_t length);

#endif
