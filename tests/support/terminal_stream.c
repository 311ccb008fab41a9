#include "tests/support/terminal_stream.h"

#include <stdio.h>
#include <string.h>

enum { TEXT, ESCAPE, BRACKET, CHARSET, COMMAND, COMMAND_ESCAPE };

static void fault(struct terminal_stream *stream, const char *what, unsigned value)
{
	char shown[130];
	size_t length = 0;

	if (stream->fault_count++ > 0)
		return;
	for (size_t i = 0; i < stream->sequence_length; i++) {
		const char c = stream->sequence[i];

		shown[length++] = c < ' ' || c > '~' ? '.' : c;
	}
	shown[length] = '\0';
	(void)snprintf(stream->fault, sizeof stream->fault, "%s 0x%x after \"%.100s\"", what, value, shown);
}

static int turns_direction(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x61c;
}

static void take_character(struct terminal_stream *stream, uint32_t c)
{
	if (c >= 0x80 && c < 0xa0)
		fault(stream, "a control character of the second set", c);
	else if (c >= 0xd800 && c < 0xe000)
		fault(stream, "half a surrogate pair", c);
	else if (c > 0x10ffff)
		fault(stream, "no character", c);
	else if (c == 0x2028 || c == 0x2029)
		fault(stream, "a separator of lines", c);
	else if (c == 0xfeff)
		fault(stream, "a byte-order mark", c);
	else if (turns_direction(c))
		fault(stream, "a mark that turns the direction of text", c);
}

static void begin_sequence(struct terminal_stream *stream)
{
	stream->state = ESCAPE;
	stream->sequence_length = 0;
}

static void take_text(struct terminal_stream *stream, unsigned char byte)
{
	if (stream->missing > 0) {
		if ((byte & 0xc0) != 0x80) {
			stream->missing = 0;
			fault(stream, "a broken character before", byte);
			return;
		}
		stream->character = stream->character << 6 | (byte & 0x3f);
		if (--stream->missing == 0) {
			if (stream->character < stream->least)
				fault(stream, "an overlong character", stream->character);
			take_character(stream, stream->character);
		}
		return;
	}
	if (byte == 0x1b) {
		begin_sequence(stream);
	} else if (byte < ' ') {
		if (strchr("\r\n\b\t\016\017", byte) == NULL || byte == 0)
			fault(stream, "a control character", byte);
	} else if (byte == 0x7f) {
		fault(stream, "a control character", byte);
	} else if (byte >= 0x80) {
		stream->missing = byte >= 0xf0 && byte < 0xf8 ? 3 : byte >= 0xe0 && byte < 0xf0 ? 2 :
		                  byte >= 0xc0 && byte < 0xe0 ? 1 : 0;
		stream->character = byte & (0x3fu >> stream->missing);
		stream->least = stream->missing == 3 ? 0x10000 : stream->missing == 2 ? 0x800 : 0x80;
		if (stream->missing == 0)
			fault(stream, "a stray byte", byte);
	}
}

static void remember(struct terminal_stream *stream, unsigned char byte)
{
	if (stream->sequence_length < sizeof stream->sequence)
		stream->sequence[stream->sequence_length++] = (char)byte;
}

/* After the introducer: digits and marks, then a letter that says what is asked for. */
static void take_bracket(struct terminal_stream *stream, unsigned char byte)
{
	remember(stream, byte);
	if ((byte >= '0' && byte <= '9') || strchr(";?>!$:", byte) != NULL)
		return;
	if (strchr("ABCDEFGHIJKLMPSTXZ@abcdfghlmnqrstu", byte) == NULL)
		fault(stream, "an unknown sequence that ends in", byte);
	stream->state = TEXT;
}

static void take_escape(struct terminal_stream *stream, unsigned char byte)
{
	remember(stream, byte);
	switch (byte) {
	case '[':
		stream->state = BRACKET;
		break;
	case '(':
	case ')':
		stream->state = CHARSET;
		break;
	case ']':
		stream->state = COMMAND;
		break;
	case '=': case '>': case '7': case '8': case 'M':
		stream->state = TEXT;
		break;
	default:
		fault(stream, "an unknown escape", byte);
		stream->state = TEXT;
	}
}

/* An operating-system command: only the clipboard's, whose contents are letters and digits. */
static void take_command(struct terminal_stream *stream, unsigned char byte)
{
	if (byte == 0x07 || byte == 0x1b) {
		if (strncmp(stream->sequence, "]52;", 4) != 0)
			fault(stream, "a command that is not the clipboard's, ended by", byte);
		stream->state = byte == 0x1b ? COMMAND_ESCAPE : TEXT;
		return;
	}
	if (byte < ' ' || byte > '~')
		fault(stream, "in a command", byte);
	remember(stream, byte);
}

void terminal_stream_feed(struct terminal_stream *stream, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		switch (stream->state) {
		case TEXT:
			take_text(stream, bytes[i]);
			break;
		case ESCAPE:
			take_escape(stream, bytes[i]);
			break;
		case BRACKET:
			take_bracket(stream, bytes[i]);
			break;
		case CHARSET:
			if (strchr("B0AUK", bytes[i]) == NULL)
				fault(stream, "an unknown character set", bytes[i]);
			stream->state = TEXT;
			break;
		case COMMAND:
			take_command(stream, bytes[i]);
			break;
		default:
			if (bytes[i] != '\\')
				fault(stream, "a command that does not end, but goes on with", bytes[i]);
			stream->state = TEXT;
		}
	}
}
