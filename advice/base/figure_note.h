/*
 * What a figure means, how it is reached and where the method comes from: one place for every screen, so that F1 says the
 * same about the same figure. Message ids; show them with _().
 */
#ifndef BALLAST_ADVICE_BASE_FIGURE_NOTE_H
#define BALLAST_ADVICE_BASE_FIGURE_NOTE_H

struct figure_note {
	const char *place;   /* "book:drift": screen and column; ":drift" holds for the column on every other screen */
	const char *meaning;
	const char *formula; /* NULL: it is counted or read, not computed */
	const char *source;  /* where the method or the figure comes from */
};

/* Every note there is; ends with a row without a place. */
extern const struct figure_note figure_notes[];

/*
 * The note for a column of a screen, by the English title of the column: "book", "risk/limit %" finds "book:risk/limit",
 * then ":risk/limit"; units ("%", "pp") at the end of the title are left out. NULL: there is none.
 */
const struct figure_note *figure_note_find(const char *screen, const char *title);

#endif
