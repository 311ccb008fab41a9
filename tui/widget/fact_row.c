/* Facts side by side in one row. */
#include "tui/widget/fact_row.h"

#include "engine/base/text.h"

void fact_row_put(struct fact_row *facts, const char *label, enum role role, const char *value, bool is_amount)
{
	const int width = (int)text_width(value), before = label[0] != '\0' ? (int)text_width(label) + 1 : 0;
	const int gap = facts->at > 0 ? 3 : 0;

	if (value[0] == '\0' || facts->at + gap + before + width > facts->term->columns)
		return;
	facts->at += gap;
	if (before > 0)
		(void)term_put(facts->term, facts->row, facts->at, ROLE_DIM, label);
	facts->at += before;
	if (is_amount)
		term_put_amount(facts->term, facts->row, facts->at, width, role, value);
	else
		(void)term_put(facts->term, facts->row, facts->at, role, value);
	facts->at += width;
}
