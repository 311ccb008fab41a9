/* Free keys given twice, which the library takes in silence. Internal to this room. */
#ifndef BALLAST_DATA_SETTINGS_CONFIG_TWICE_H
#define BALLAST_DATA_SETTINGS_CONFIG_TWICE_H

#include <stdbool.h>
#include <stddef.h>

struct config_option;

struct config_key {
	const char *text;        /* in the text that was searched: not ended by a zero */
	size_t length, line;
};

/*
 * The first key that stands a second time in one section of pairs: its second place. False: there is none.
 *
 * text      a file that the library has read: well formed, and without comments.
 * options   the table it was read by; is_pairs: the file itself is nothing but pairs.
 *
 * Cost: one walk, and n log n of the keys of the largest section.
 */
bool config_given_twice(const char *text, const struct config_option *options, bool is_pairs, struct config_key *key);

#endif
