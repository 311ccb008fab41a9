/*
 * What a program may send to a terminal: text in UTF-8 without control characters and without marks that turn the
 * direction of text, and of the control sequences those that move, clear, colour and switch modes. Nothing that a text
 * from a file, a feed or a keyboard could have smuggled in.
 */
#ifndef BALLAST_TESTS_SUPPORT_TERMINAL_STREAM_H
#define BALLAST_TESTS_SUPPORT_TERMINAL_STREAM_H

#include <stddef.h>
#include <stdint.h>

enum { STREAM_FAULT_SIZE = 200 };

/* Zeroed to begin with; fed with whatever pieces come. */
struct terminal_stream {
	int state;
	char sequence[128];               /* the control sequence so far                              */
	size_t sequence_length;
	uint32_t character;               /* being put together                                       */
	int missing;                      /* bytes of it still to come                                */
	uint32_t least;                   /* shorter forms are overlong                               */
	size_t fault_count;
	char fault[STREAM_FAULT_SIZE];    /* the first; empty: none                                   */
};

void terminal_stream_feed(struct terminal_stream *stream, const unsigned char *bytes, size_t count);

#endif
