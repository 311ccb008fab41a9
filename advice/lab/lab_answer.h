/* What lab_optimize answers, part by part. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_ANSWER_H
#define BALLAST_ADVICE_LAB_LAB_ANSWER_H

#include "advice/lab/lab_objective.h"

struct section;

/* A portfolio that was found: weights, figures, certificate, the limits that bind with their prices. */
struct section *lab_portfolio(const struct lab_inputs *inputs, const struct lab_choice *choice,
                              const gsl_vector *weights, const struct allocation_info *info, struct arena *arena);

/*
 * Why there is none: what conflicts, the smallest change that would do, what can be reached. said is the search's own
 * message.
 */
enum status lab_refusal(const struct lab_optimize *request, const struct lab_inputs *inputs,
                        const struct lab_choice *choice, const struct error *said, struct arena *arena,
                        struct section **section, struct error *err);

/* Adds what is bought of these weights in whole lots. Failures as of lab_files.h and allocate_lots. */
enum status lab_lots_add(const struct lab_optimize *request, const struct lab_inputs *inputs, const gsl_vector *weights,
                         struct arena *arena, struct section *section, struct error *err);

/* "status" and "objective", which both begin with. */
struct section *lab_answer_new(const char *status, const char *shown, int tone, const char *objective,
                               struct arena *arena);

#endif
