/*
 * Configuration files: the only home of the configuration library.
 *
 *     # a comment
 *     key = value              'single quotes' are literal, "double" know \n and \"; environment variables are refused
 *     list = {1, 2, 3}
 *     section 'title' { key = value }
 */
#ifndef BALLAST_DATA_SETTINGS_CONFIG_H
#define BALLAST_DATA_SETTINGS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

enum { CONFIG_BYTES = 1024 * 1024 };

enum config_type {
	CONFIG_TEXT, CONFIG_INTEGER, CONFIG_NUMBER, CONFIG_BOOL,
	CONFIG_TEXTS, CONFIG_NUMBERS,
	CONFIG_SECTION,      /* once, without a title                                             */
	CONFIG_SECTIONS,     /* any number, each with a title of its own                          */
	CONFIG_PAIRS,        /* once: a section of free keys, each with a text                    */
};

/* One key a file may have; a table ends with a row without a name. Numbers outside [lowest, highest] are refused where these differ. */
struct config_option {
	const char *name;
	enum config_type type;
	const struct config_option *options; /* of a section                                      */
	double lowest, highest;
};

struct config; /* a file or a section of it; sections belong to the file */

/*
 * Reads a file: a regular one of at most CONFIG_BYTES, UTF-8. STATUS_NOT_FOUND: there is none. STATUS_INVALID with
 * file and line: bad syntax, an unknown key (and the one that was probably meant), a value of the wrong type or range,
 * a title or a key used twice, free ones too. The caller frees *config.
 */
enum status config_read(const char *path, const struct config_option *options, struct config **config,
                        struct error *err);

/* The same from memory; name is what messages call it. */
enum status config_parse(const char *name, const char *bytes, size_t length, const struct config_option *options,
                         struct config **config, struct error *err);
void config_free(struct config *config);

bool config_has(const struct config *config, const char *key);                 /* the file sets it             */
const char *config_text(const struct config *config, const char *key);         /* NULL when absent; borrowed   */
bool config_integer(const struct config *config, const char *key, int64_t *value); /* false and unwritten when absent */
bool config_number(const struct config *config, const char *key, double *value);
bool config_bool(const struct config *config, const char *key, bool fallback);
size_t config_count(const struct config *config, const char *key);             /* of a list, sections or pairs */
const char *config_text_at(const struct config *config, const char *key, size_t index);
double config_number_at(const struct config *config, const char *key, size_t index);
const struct config *config_section(const struct config *config, const char *key, size_t index);
const char *config_title(const struct config *section);
/* The line of the file on which a section ends: for messages about it as a whole. */
int config_line(const struct config *section);

/* Pairs of a CONFIG_PAIRS section (key NULL: a file read with config_read_pairs). */
const char *config_pair_key(const struct config *config, const char *key, size_t index);
const char *config_pair_value(const struct config *config, const char *key, size_t index);

/* A file that is nothing but free keys: themes, key maps. */
enum status config_read_pairs(const char *path, struct config **config, struct error *err);

#endif
