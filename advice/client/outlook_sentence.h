/* What is said about a goal, in the current language: the same sentence on the screen and in a report. */
#ifndef BALLAST_ADVICE_CLIENT_OUTLOOK_SENTENCE_H
#define BALLAST_ADVICE_CLIENT_OUTLOOK_SENTENCE_H

#include <stdbool.h>

struct outlook;
struct outlook_goal;
struct outlook_figures;
struct text;

/*
 * Appends: in how many of a hundred simulated futures the goal is reached, and what is lacking where it is not; or why
 * nothing is known. figures: the goal's own, or those of outlook_judge. hides_amounts: dots instead of money.
 */
void outlook_sentence(const struct outlook *outlook, const struct outlook_goal *goal,
                      const struct outlook_figures *figures, bool hides_amounts, struct text *text);

#endif
