/* Families of figures: values by name for programs, with how each is reached for people. */
#include "advice/lab/lab_figures.h"

#include "advice/base/language.h"
#include "report/document.h"

const char *lab_figure_reason(enum figure_reason reason)
{
	switch (reason) {
	case FIGURE_TOO_FEW: return _("there are too few observations");
	case FIGURE_UNDER_A_YEAR: return _("less than a year is not annualised");
	case FIGURE_NO_VARIATION: return _("what it divides by does not vary");
	case FIGURE_NO_LOSS: return _("nothing was lost");
	case FIGURE_NO_BENCHMARK: return _("there is no benchmark");
	case FIGURE_TOTAL_LOSS: return _("everything was lost, so there is no growth rate");
	case FIGURE_OUT_OF_DOMAIN: return _("the formula does not hold for these numbers");
	case FIGURE_ONE_SIDED: return _("all amounts have the same sign");
	case FIGURE_NO_ROOT: return _("no rate makes the amounts worth nothing");
	case FIGURE_SMALL_CAPITAL: return _("the capital is zero, negative or too small to divide by");
	case FIGURE_NEGATIVE_VALUE: return _("the value fell below zero");
	case FIGURE_NOT_VALUED: return _("a value that the method needs is missing");
	case FIGURE_NEVER_BREACHED: return _("no multiple reaches the limit");
	case FIGURE_STANDS:
	case FIGURE_REASON_COUNT: break;
	}
	return "";
}

static struct cell cell_of(struct figure figure, enum figure_unit unit)
{
	if (!figure_stands(figure))
		return cell_missing(lab_figure_reason(figure.reason));
	switch (unit) {
	case FIGURE_FRACTION:
	case FIGURE_FRACTION_A_YEAR: return cell_percent(figure.value, 3);
	case FIGURE_COUNT:
	case FIGURE_DAYS: return cell_number(figure.value, 1);
	case FIGURE_RATIO: break;
	}
	return cell_number(figure.value, 4);
}

void lab_figure_add(struct facts *facts, const char *key, const char *title, struct figure figure,
                    enum figure_unit unit)
{
	facts_add(facts, key, title, cell_of(figure, unit));
}

void lab_figures_show(struct section *section, const char *key, const char *title,
                      const struct figure_definition *definitions, const struct figure *figures, size_t count)
{
	const struct column columns[] = {
		{.key = "figure", .title = _("figure"), .type = CELL_TEXT},
		{.key = "value", .title = _("value"), .type = CELL_TEXT, .align = ALIGN_RIGHT, .is_mixed = true},
		{.key = "formula", .title = _("how it is reached"), .type = CELL_TEXT},
	};
	struct facts *facts = section_facts(section, key, NULL);
	struct table *table;

	section_audience(section, FOR_PROGRAMS);
	for (size_t i = 0; i < count; i++)
		facts_add(facts, definitions[i].name, definitions[i].name, cell_of(figures[i], definitions[i].unit));
	table = section_table(section, key, title, columns, sizeof columns / sizeof columns[0]);
	section_audience(section, FOR_READING);
	for (size_t i = 0; i < count; i++) {
		struct cell *cells;

		if (figures[i].reason == FIGURE_NO_BENCHMARK)
			continue;
		cells = table_row(table);
		cells[0] = cell_text(definitions[i].name);
		cells[1] = figure_stands(figures[i]) ? cell_of(figures[i], definitions[i].unit) : cell_missing(NULL);
		cells[2] = cell_text(figure_stands(figures[i]) ? _(definitions[i].formula) : lab_figure_reason(figures[i].reason));
	}
}
