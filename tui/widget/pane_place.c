/* Where panes were drawn last. */
#include "tui/widget/pane_place.h"

void pane_place_keep(struct pane_place *place, const struct term *term)
{
	place->top = term->top;
	place->left = term->left;
	place->rows = term->rows;
	place->columns = term->columns;
}

int pane_place_at(const struct pane_place *places, int count, int row, int column)
{
	int found = -1;

	for (int i = 0; i < count; i++) {
		const int below = row - places[i].top, right = column - places[i].left;

		if (below >= 0 && below < places[i].rows && right >= 0 && right < places[i].columns)
			found = i;
	}
	return found;
}
