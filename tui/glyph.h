/* What stands in for a character the terminal cannot show. */
#ifndef BALLAST_TUI_GLYPH_H
#define BALLAST_TUI_GLYPH_H

#include <stdint.h>

#include "tui/term.h"

/*
 * The character to show: itself, or one of the same width. Braille becomes quadrant blocks or ASCII by where its dots
 * are, so a chart is drawn once. In CHARSET_ASCII a wide character gives '?' (the caller puts one for each column).
 */
uint32_t glyph_shown(uint32_t character, enum charset charset);

#endif
