/*
 * The state of a walk along the critical line, and the factor it carries. Internal to engine/solve.
 *
 * walk.h is the state; walk_factor.c its factor, walk_step.c what happens between two events, walk_event.c the events,
 * walk_anchor.c assets that cost something to leave where they stand, walk_start.c the first corner, walk_riskless.c
 * the frontier that is one vertex, critical_line.c the walk itself.
 */
#ifndef BALLAST_ENGINE_SOLVE_WALK_H
#define BALLAST_ENGINE_SOLVE_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "engine/solve/program.h"

enum row_state { ROW_IDLE, ROW_AT_LOWER, ROW_AT_UPPER, ROW_EQUAL };

/* A limit as one number, for ties and for not turning back at once: 2 i or 2 i + 1 is the lower or upper of i. */
enum { EVENT_NONE = -1 };

/*
 * What may not leave its limit: fixed, or takes no part in the first stage. An asset on two pieces is locked by piece:
 * it may not move below its anchor, or above it.
 */
enum { LOCKED = 1, LOCKED_DOWN = 2, LOCKED_UP = 4 };

/*
 * Assets with an anchor between their limits live on one of two pieces, below the anchor or above it, each with a
 * return and a turnover coefficient of its own. program is then the program of the present pieces.
 */
struct walk_anchor {
	const struct program *whole;   /* as it was given; NULL: no anchors                  */
	signed char *side;             /* n: 1 on the upper piece, -1 on the lower           */
	signed char *is_split;         /* n: the anchor lies between the limits              */
	double *lower, *upper;         /* n: of the pieces                                   */
	double *linear;                /* n: of the pieces                                   */
	double *rows;                  /* m x n                                              */
	double *row_lower, *row_upper; /* m                                                  */
	size_t turnover_row;           /* the last one, or m when turnover has no limit      */
	const double *base, *kink;     /* n: linear = base - side * kink                     */
	double *tie_kink;              /* n: kink of the first stage                         */
	struct program pieces;
	double *split;                 /* memory of the linear program of the start          */
	double *vertex_weights;        /* n                                                  */
	double *vertex_multipliers;    /* n + m: of a vertex without risk                     */
	signed char *vertex_standing, *vertex_side; /* n + m, n                              */
};

struct walk {
	const struct program *program;
	size_t n, m, width;        /* width of a row of Y: m + 1                             */
	const double *linear;      /* mu, or the cost of the first stage                     */
	double ridge, kappa, linear_scale;

	size_t held_count, active_count;
	size_t *held;              /* F, in the order of the factor                          */
	size_t *place;             /* of a held asset in it                                  */
	size_t *active;            /* W                                                      */
	size_t *counted;           /* n, scratch                                             */
	signed char *standing;     /* n                                                      */
	signed char *row_state;    /* m                                                      */
	signed char *is_locked;    /* n + m                                                  */
	signed char *is_passed;    /* n + m: met its limit by rounding only                  */
	double *sense;             /* n: 1 at a lower limit it may leave, -1 at an upper, 0  */
	bool has_passed, is_delicate;
	bool is_riskless;          /* S is zero                                              */
	bool is_rough;             /* what was recorded of a delicate walk keeps its conditions poorly */
	bool is_broken;            /* a recorded portfolio does not keep its limits                  */
	bool is_under_way;         /* the portfolio has moved since the first corner         */
	bool is_still;             /* slope_held is nothing but zeros                        */
	struct walk_anchor anchor;

	double *factor;            /* U of S_FF = U'U, row p at p * stride                   */
	double *inverse;           /* 1 / U_pp                                               */
	size_t stride;
	double *candidate;         /* column of U of the asset looked at last                */
	double *image;             /* Y = U'^-1 [A_F' linear_F], row p at p * width          */
	double *gram;              /* Y'Y, width x width                                     */
	double *schur;             /* active_count x active_count, its Cholesky factor       */
	bool is_gram_stale;

	double lambda;
	double *weights;
	double *pull;              /* z: S w - L mu - A'y                                    */
	double *activity, *price;  /* A w; y                                                 */
	double highest;            /* expected return of the vertex                          */
	double expected_return, variance; /* of weights; linear'w less costs, w'(S + ridge) w */
	double *slope_held;        /* dw_F / dL, by place                                    */
	double *slope_pull;        /* dz / dL                                                */
	double *slope_activity, *slope_price;
	double slope_return;
	double *tie_cost;          /* n: linear of the first stage                           */
	double *spare, *scratch;   /* n; n + m + 1                                           */
	double *rest, *gap;        /* n; m                                                   */
	double *kept;              /* 2 n + 2 m: the present portfolio while it is sharpened */
	double *cosine, *sine;     /* n                                                      */
	const double **rows;       /* n + m + K + 1                                          */
	double *shares;            /* likewise                                               */

	ptrdiff_t last_event;
	size_t events, since_refined;
};

static inline const double *limit_row(const struct walk *walk, size_t r)
{
	return walk->program->rows + r * walk->n;
}

static inline bool is_fixed(const struct walk *walk, size_t i)
{
	return walk->program->lower[i] == walk->program->upper[i];
}

static inline bool is_equality(const struct walk *walk, size_t r)
{
	return walk->program->row_lower[r] == walk->program->row_upper[r];
}

/* Whether the asset rests on its anchor and could leave it either way. */
static inline bool is_anchored(const struct walk *walk, size_t i)
{
	return walk->anchor.whole && walk->anchor.is_split[i] && walk->standing[i] == AT_LOWER && walk->anchor.side[i] > 0;
}

/* The lock that holds an asset where it stands. */
static inline int lock_of(const struct walk *walk, size_t i)
{
	return !walk->anchor.whole || !walk->anchor.is_split[i] ? LOCKED : walk->anchor.side[i] > 0 ? LOCKED_UP : LOCKED_DOWN;
}

/* ---- walk_factor.c */

/*
 * The column of the factor for asset j, not yet held. Returns the squared pivot as a share of the diagonal: how much of
 * the asset's risk the held ones cannot copy.
 */
double walk_factor_column(struct walk *walk, size_t j);

/* Counts the column that walk_factor_column left; drops place p. Cost: k m; 3 (k - p)^2. */
void walk_hold(struct walk *walk, size_t j);
void walk_release(struct walk *walk, size_t p);

/* Row p of Y for each held asset anew, for another linear term or the same. */
void walk_image_linear(struct walk *walk);

/* The Cholesky factor of Y_W'Y_W. False when the active rows depend on each other over the held assets. */
bool walk_factor_schur(struct walk *walk);
void walk_solve_schur(const struct walk *walk, double *x);

/*
 * Solves S_FF x = rest + A_F'p, A_F x = gap: rest (by place) becomes x and gap (by active row) becomes p. Needs the
 * Schur factor of the present sets.
 */
void walk_solve_held(const struct walk *walk, double *rest, double *gap);

/* result := S_.F x - sum_i y_i A_i over the active rows - linear, n long. Cost: 2 n k, or 2 n K by factors. */
void walk_product(struct walk *walk, const double *x, const double *prices, double *result);

/* result := (S + ridge) w over all assets. */
void walk_risk(struct walk *walk, double *result);

/* ---- walk_step.c */

/* Counts on `standing`, locks and `is_split`: to be called after a change of any. */
void walk_sense(struct walk *walk, size_t i);

/*
 * dw/dL and dy/dL. A direction that is rounding only (the return cannot change under the active limits) becomes
 * exactly none. False: the active limits depend on each other.
 */
bool walk_direct(struct walk *walk);

/* What the direction does to every asset and row; a direction through a nearly singular factor is refined. */
void walk_slopes(struct walk *walk);

/* The earliest event so far: the shortest way down, ties to the lowest number. PTRDIFF_MAX: none before L = 0. */
struct earliest {
	double distance, tie;
	ptrdiff_t event;
};
struct earliest walk_find_event(struct walk *walk);

/* False: a figure is not a number. */
bool walk_step_down(struct walk *walk, double distance);

/* Return and variance free of the rounding of many steps. */
void walk_measure(struct walk *walk);

/* S w, A w and z anew from w, y and L, with return and variance; one step of iterative refinement of w_F and y_W. */
void walk_recompute(struct walk *walk);
void walk_refine(struct walk *walk);

/* ---- walk_event.c */

/* False: the hessian is too nearly singular to go on without a ridge. */
bool walk_apply(struct walk *walk, ptrdiff_t event);

/*
 * The active limits depend on each other: the last to come in did not move in truth, it met its limit by rounding. It
 * goes back and is passed over until the sets change again. False when that is not the reason.
 */
bool walk_undo(struct walk *walk);

/* ---- walk_anchor.c */

/* Doubles of memory; what they hold, for all walks of a program; and for one: every asset on a piece. */
size_t anchor_memory(const struct program *program);
void anchor_start(struct walk *walk, const struct program *whole, struct pool *pool);
void anchor_reset(struct walk *walk);

/* Puts asset i on its lower (-1) or upper (1) piece. */
void anchor_place(struct walk *walk, size_t i, int side);
void anchor_set_linear(struct walk *walk, const double *base, const double *kink);

/* pull on the lower piece and its slope, of an asset that rests on its anchor. */
double anchor_pull_down(const struct walk *walk, size_t i);
double anchor_slope_down(const struct walk *walk, size_t i);

/* The multipliers of the limits of the assets: what is left of pull when costs and turnover are paid for. */
void anchor_multipliers(const struct walk *walk, double *multipliers);

/* The vertex of the highest return net of cost; sides is what anchor_place is told. */
enum status anchor_vertex(struct walk *walk, struct solve_workspace *workspace, struct vertex *vertex, struct error *err);

/* ---- walk_start.c */

/* From the vertex to the first corner; walk->lambda is its L. */
enum status walk_enter(struct walk *walk, const struct vertex *vertex, struct error *err);

/* ---- walk_riskless.c: whether S is zero, and what then is recorded; the vertex has its multipliers in `reduced`. */
bool walk_is_riskless(const struct program *program);
void walk_riskless(const struct walk *walk, const struct vertex *vertex, const struct frontier_stop *stop,
                   struct frontier *frontier);

/*
 * ---- stand_in.c: the one corner that `stop` asks for, by quadratic programs; for what the walk cannot settle. A frontier
 * needs no ridge then, and begins and ends there.
 */
enum status stand_in_corner(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                            const struct frontier_stop *stop, struct frontier *frontier, struct error *err);

/* ---- critical_line.c: room for one more corner; to L = 0, nothing recorded. */
void frontier_room(struct frontier *frontier, size_t n, size_t m);
enum status walk_down(struct walk *walk, struct error *err);

#endif
