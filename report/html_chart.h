/* Charts as SVG within a page of HTML; colours come from the page's style. For report/ alone. */
#ifndef BALLAST_REPORT_HTML_CHART_H
#define BALLAST_REPORT_HTML_CHART_H

struct cell;
struct chart;
struct rendering;
struct text;

/* Appends one <svg>. */
void html_chart_add(struct rendering *to, const struct chart *chart);

/* A trend as wide as a word. */
void html_trend_add(struct text *out, const struct cell *cell);

/* Appends text made harmless, the five characters of HTML escaped. NULL adds nothing. */
void html_add(struct text *out, const char *text);

#endif
