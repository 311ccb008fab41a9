#include "tests/support/hostile_text.h"

#include <string.h>

/* What is to be kept from the terminal; then what only has to be measured right. */
static const char *const seeds[] = {
	"\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]52;c;cm0gLXJmIC8=\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
	"\x1bP1$r0m\x1b\\", "\x1b_payload\x1b\\", "\x1b^pm\x1b\\", "\x1b" "c", "\x1b[?1049l", "\x1b[31;5m", "\x1b[6n", "\x1b[21t", "\x1b#8",
	"\x1b(0lqqk", "\x1bZ", "\x1b[!p", "\x1b", "\x1b[", "\x1b]", "\x07\x07\x07", "\x08\x08\x08\x08", "\r", "\n", "\t", "\x0b\x0c",
	"\x0e\x0f", "\x7f", "\x01\x02\x03\x04\x05\x06", "\xc2\x9b" "2J", "\xc2\x9d" "0;x\xc2\x9c", "\xc2\x85", "\xc2\x90q\xc2\x9c",
	"\xe2\x80\xae" "gnp.exe", "\xe2\x80\xab\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\xe2\x80\xac", "\xe2\x81\xa6x\xe2\x81\xa9", "\xe2\x80\x8f\xe2\x80\x8e",
	"\xd8\x9c", "\xe2\x80\xa8\xe2\x80\xa9", "\xef\xbb\xbf", "\xff", "\xfe\xff", "\xc3", "\xe4\xb8", "\xf0\x9f\x98", "\xc0\x80",
	"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\x80\x81\x82", "\x9b" "31m",
	"\x9d" "0;x\x07", "\xf3\xa0\x81\x81\xf3\xa0\x81\x82", "\xef\xbf\xbe\xef\xbf\xbf", "\xee\x80\x80", "\xef\xbf\xb9" "a\xef\xbf\xba" "b\xef\xbf\xbb",
	"e\xcc\x81", "\xcc\x81\xcc\x82\xcc\x83", "Z\xcc\xb5\xcc\xb6\xcc\xb7\xcc\xb8\xcd\x80\xcd\x81\xcd\x82\xcd\x83\xcd\x84\xcd\x85\xcd\xa0\xcd\xa1",
	"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xe0\xb8\x81\xe0\xb8\xb3", "\xe0\xa4\x95\xe0\xa5\x8d\xe0\xa4\xb7",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3", "\xe2\x9d\xa4\xef\xb8\x8f",
	"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\xa3", "\xe7\x8e\x8b\xe8\x8a\xb3", "\xe3\x81\x82\xe3\x82\x99", "\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d",
	"\xc2\xad", "\xe2\x80\xa6\xe2\x94\x82\xe2\x96\x88\xe2\xa3\xbf", "\xe3\x80\x80", "\xc2\xa0", "%s%s%s%n", "%1$*2$s", "$(reboot)", "`id`",
	"'; DROP TABLE client; --", "\"", "\\", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "@SUM(1)", "+1-1", "|", "&amp;",
};

enum { SEEDS = sizeof seeds / sizeof seeds[0] };

static size_t put(char *text, size_t length, const char *piece)
{
	const size_t size = strlen(piece);

	if (length + size >= HOSTILE_SIZE)
		return length;
	(void)memcpy(text + length, piece, size);
	return length + size;
}

size_t hostile_text(int index, char text[HOSTILE_SIZE])
{
	const char *seed = seeds[index % SEEDS], *other = seeds[(index * 7 + index / SEEDS) % SEEDS];
	size_t length = 0;

	switch (index / SEEDS) {
	case 0: /* alone */
		length = put(text, 0, seed);
		break;
	case 1: /* inside a name */
		length = put(text, put(text, put(text, 0, "Wang "), seed), " Fang");
		break;
	case 2: /* where a wide character is cut */
		length = put(text, put(text, put(text, 0, "\xe7\x8e\x8b"), seed), "\xe8\x8a\xb3");
		break;
	case 3: /* again and again */
		for (int i = 0; i < 24; i++)
			length = put(text, length, seed);
		break;
	case 4: /* two at once */
		length = put(text, put(text, 0, seed), other);
		break;
	default: /* at the end of a long line */
		for (int i = 0; i < 60; i++)
			length = put(text, length, i % 2 != 0 ? "\xe5\x9f\xba" : "x");
		length = put(text, length, seed);
	}
	return length;
}
