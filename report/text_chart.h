/* Charts for a page of text: braille, or plain ASCII. For report/ alone. */
#ifndef BALLAST_REPORT_TEXT_CHART_H
#define BALLAST_REPORT_TEXT_CHART_H

#include <stddef.h>

struct chart;
struct rendering;

/* Appends the chart's lines, indented by two; nothing of its title or note. */
void text_chart_add(struct rendering *to, const struct chart *chart, size_t width);

#endif
