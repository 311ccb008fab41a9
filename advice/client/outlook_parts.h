/* The futures of one goal: drawn once, judged often. Internal to advice. */
#ifndef BALLAST_ADVICE_CLIENT_OUTLOOK_PARTS_H
#define BALLAST_ADVICE_CLIENT_OUTLOOK_PARTS_H

#include "advice/client/outlook.h"
#include "engine/simulate/paths.h"

/* The law of a portfolio's year: mean and volatility of simple returns, or one of each a month along a glide path. */
struct outlook_law {
	double expected_return, volatility;
	const double *expected_returns, *volatilities; /* borrowed; NULL: the same every month */
};

/* The drawing of a whole outlook: what it draws with and how far it is. */
struct outlook_drawing {
	struct outlook_options options;  /* with its defaults in place */
	struct simulation *simulation;   /* owned; used again from goal to goal */
	size_t done, total;              /* blocks */
};

/*
 * Draws the futures of the goal and fills its points, unit, stream, wanted_months and figures, then the rest of what
 * would make it likely. goal->months, target, monthly, growth, inflation and allotted are set by the caller.
 */
enum status outlook_draw_goal(struct outlook_drawing *drawing, const struct outlook_law *law, struct outlook_goal *goal,
                              struct error *err);

/* The chance of the goal under another law, on the same random numbers. */
enum status outlook_draw_chance(struct outlook_drawing *drawing, const struct outlook_law *law,
                                const struct outlook_goal *goal, double *chance, struct error *err);

/* The income that goal->target pays from the goal's day on; fills goal->income. */
enum status outlook_draw_income(struct outlook_drawing *drawing, const struct outlook_law *law,
                                struct outlook_goal *goal, struct error *err);

#endif
