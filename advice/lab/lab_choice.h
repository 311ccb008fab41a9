/* Names that a person chose from a list. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_CHOICE_H
#define BALLAST_ADVICE_LAB_LAB_CHOICE_H

#include <stddef.h>

#include "engine/base/status.h"

/* STATUS_INVALID: 'there is no <what> "<name>"', the one probably meant, and all there are. */
enum status lab_refuse_name(const char *what, const char *name, const char *const *names, size_t count,
                            struct error *err);

/* Position of a name, or count. */
size_t lab_find_name(const char *name, const char *const *names, size_t count);

#endif
