/* A family of figures as a part of an answer: values by name for programs, with how each is reached for people. Internal
 * to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_FIGURES_H
#define BALLAST_ADVICE_LAB_LAB_FIGURES_H

#include <stddef.h>

#include "engine/base/figure.h"

struct facts;
struct section;

/*
 * key names the object of the family. A figure that has no value is null, with its reason under "<name>_reason". Figures
 * without a benchmark are left out for people when none was asked for.
 */
void lab_figures_show(struct section *section, const char *key, const char *title,
                      const struct figure_definition *definitions, const struct figure *figures, size_t count);

/* One figure as a fact. */
void lab_figure_add(struct facts *facts, const char *key, const char *title, struct figure figure,
                    enum figure_unit unit);

/* Why there is no value, in the reader's language. */
const char *lab_figure_reason(enum figure_reason reason);

#endif
