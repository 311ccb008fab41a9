/* What stands in for a character the terminal cannot show. */
#include "tui/glyph.h"

#include <stddef.h>

struct fallback {
	uint32_t character;
	char ascii;
};

/* Sorted by character. */
static const struct fallback fallbacks[] = {
	{0x00A0, ' '}, {0x00A3, 'L'}, {0x00A5, 'Y'}, {0x00A7, 'S'}, {0x00AB, '<'}, {0x00B0, 'o'}, {0x00B1, '~'},
	{0x00B2, '2'}, {0x00B7, '-'}, {0x00BB, '>'}, {0x00D7, 'x'}, {0x0394, 'D'}, {0x03A3, 'S'}, {0x03B1, 'a'},
	{0x03B2, 'b'}, {0x03B4, 'd'}, {0x03BB, 'l'}, {0x03BC, 'u'}, {0x03C1, 'r'}, {0x03C3, 's'}, {0x2010, '-'},
	{0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'},
	{0x2022, '*'}, {0x2026, '~'}, {0x2039, '<'}, {0x203A, '>'}, {0x20AC, 'E'}, {0x2190, '<'}, {0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'},
	{0x21E7, '^'}, {0x2211, 'S'}, {0x2212, '-'}, {0x2248, '~'}, {0x2260, '#'}, {0x2264, '<'}, {0x2265, '>'},
	{0x23CE, '<'}, {0x25A0, '#'}, {0x25A1, 'o'}, {0x25B0, '#'}, {0x25B1, '.'}, {0x25B2, '^'}, {0x25B4, '^'},
	{0x25B6, '>'}, {0x25B8, '>'}, {0x25BC, 'v'}, {0x25BE, 'v'}, {0x25C0, '<'}, {0x25C6, '#'}, {0x25C7, '+'},
	{0x25CB, 'o'}, {0x25CF, '@'}, {0x26A0, '!'}, {0x2713, '+'}, {0x2717, 'x'},
};

static char ascii_box(uint32_t character)
{
	switch (character) {
	case 0x2500: case 0x2501: case 0x2504: case 0x2508: case 0x254C: case 0x2550: case 0x2574: case 0x2576:
		return '-';
	case 0x2502: case 0x2503: case 0x2506: case 0x250A: case 0x254E: case 0x2551: case 0x2575: case 0x2577:
		return '|';
	default:
		return '+';
	}
}

static char ascii_block(uint32_t character)
{
	if (character == 0x2580)
		return '\'';
	if (character >= 0x2581 && character <= 0x2583)
		return '_';
	if (character == 0x2584)
		return '.';
	if (character == 0x258F || character == 0x258E || character == 0x2595)
		return '|';
	if (character == 0x2591)
		return '.';
	if (character == 0x2592)
		return ':';
	if (character == 0x2593)
		return '%'; /* what lies beyond a limit is no plain bar */
	return '#';
}

/* Bits of a braille character: rows 1-3 of the left column 0x01 0x02 0x04, of the right 0x08 0x10 0x20, row 4 0x40 0x80. */
enum { DOTS_UPPER_LEFT = 0x03, DOTS_UPPER_RIGHT = 0x18, DOTS_LOWER_LEFT = 0x44, DOTS_LOWER_RIGHT = 0xA0 };

static char ascii_braille(uint32_t dots)
{
	const bool upper = dots & (DOTS_UPPER_LEFT | DOTS_UPPER_RIGHT);
	const bool lower = dots & (DOTS_LOWER_LEFT | DOTS_LOWER_RIGHT);

	if (upper && lower)
		return ':';
	if (upper)
		return '\'';
	return lower ? '.' : ' ';
}

static uint32_t block_braille(uint32_t dots)
{
	/* Index: upper left 1, upper right 2, lower left 4, lower right 8. */
	static const uint32_t quadrants[16] = {
		' ', 0x2598, 0x259D, 0x2580, 0x2596, 0x258C, 0x259E, 0x259B,
		0x2597, 0x259A, 0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0x2588,
	};

	return quadrants[((dots & DOTS_UPPER_LEFT) ? 1 : 0) | ((dots & DOTS_UPPER_RIGHT) ? 2 : 0) |
			 ((dots & DOTS_LOWER_LEFT) ? 4 : 0) | ((dots & DOTS_LOWER_RIGHT) ? 8 : 0)];
}

static char ascii_listed(uint32_t character)
{
	size_t low = 0, high = sizeof fallbacks / sizeof fallbacks[0];

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (fallbacks[middle].character == character)
			return fallbacks[middle].ascii;
		if (fallbacks[middle].character < character)
			low = middle + 1;
		else
			high = middle;
	}
	return '?';
}

uint32_t glyph_shown(uint32_t character, enum charset charset)
{
	if (character < 0x80 || charset == CHARSET_BRAILLE)
		return character;
	if (character >= 0x2800 && character <= 0x28FF)
		return charset == CHARSET_BLOCK ? block_braille(character - 0x2800)
						: (uint32_t)ascii_braille(character - 0x2800);
	if (charset == CHARSET_BLOCK)
		return character;
	if (character >= 0x2500 && character <= 0x257F)
		return (uint32_t)ascii_box(character);
	if (character >= 0x2580 && character <= 0x259F)
		return (uint32_t)ascii_block(character);
	return (uint32_t)ascii_listed(character);
}
