/*
 * The formulas of the engine's families of figures (base/figure.h) that hold words beside signs: the engine speaks no language,
 * and the catalogue of translations is made of literals. Show a formula with _(definition.formula).
 */
#ifndef BALLAST_ADVICE_BASE_FORMULA_WORDS_H
#define BALLAST_ADVICE_BASE_FORMULA_WORDS_H

/* Message ids; the last is NULL. */
extern const char *const formula_words[];

#endif
