/*
 * Import profiles: how a broker writes its files, declared in a file of its own (import.d/NAME.conf).
 *
 *     title = 'Eastern Securities, settlement list'      kind = transactions      encoding = GB18030
 *     columns { date = '成交日期'  symbol = '证券代码'  quantity = '成交数量' ... }
 *     types { buy = {'证券买入'}  sell = {'证券卖出'}  skip = {'申购配号'} }
 *
 * The whole list of keys is in ballast-import(5).
 */
#ifndef BALLAST_DATA_EXCHANGE_IMPORT_PROFILE_H
#define BALLAST_DATA_EXCHANGE_IMPORT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/exchange/foreign.h"

enum { PROFILE_LIST = 64 };

struct text_choices {
	const char *list[PROFILE_LIST]; /* borrowed from the profile                              */
	size_t count;
};

struct import_profile;

/* STATUS_NOT_FOUND: no such file. STATUS_INVALID names file, line and key. */
enum status import_profile_read(const char *path, struct import_profile **profile, struct error *err);
enum status import_profile_parse(const char *name, const char *bytes, size_t length, struct import_profile **profile,
                                 struct error *err);
void import_profile_free(struct import_profile *profile);

const char *import_profile_title(const struct import_profile *profile, bool is_chinese);
bool import_profile_kind(const struct import_profile *profile, enum exchange_kind *kind); /* false: any */
enum foreign_format import_profile_format(const struct import_profile *profile);
const char *import_profile_encoding(const struct import_profile *profile);  /* NULL: the file's own, or UTF-8 */
char import_profile_delimiter(const struct import_profile *profile);
const char *import_profile_decimal(const struct import_profile *profile);
const char *import_profile_group(const struct import_profile *profile);
bool import_profile_is_gross(const struct import_profile *profile);

/* Lists: "dates", "signs", "missing", "trailer", "fees", "only", "leave_out", "unpriced". */
void import_profile_list(const struct import_profile *profile, const char *key, struct text_choices *choices);

/*
 * What the file may call a column of ours (and "cost", of a whole lot, or "debit", of money that goes), the first that it
 * has counts, at from 0; and what stands in it always. NULL: no more, none.
 */
const char *import_profile_column(const struct import_profile *profile, const char *column, size_t at);
const char *import_profile_constant(const struct import_profile *profile, const char *column);

/*
 * What a word of the file means: the name of a type, "skip", "cancel" or a pair of foreign_add_event. NULL: nothing. A word
 * of the profile may hold stars for any text; the one without goes before one with them, the longer before the shorter.
 */
const char *import_profile_type(const struct import_profile *profile, const char *word);

/* Takes "COLUMN = VALUE" of only and leave_out apart; column (size bytes) is the first, *value the rest of text. */
bool import_profile_filter(const char *text, char *column, size_t size, const char **value);

/* True when text is the pattern, in which a star is any text; without case. */
bool import_profile_matches(const char *pattern, const char *text);

/* What "FROM => TO" in "symbols" or "accounts" makes of a text; NULL: nothing is said about it. */
const char *import_profile_mapped(const struct import_profile *profile, const char *key, const char *from);

#endif
