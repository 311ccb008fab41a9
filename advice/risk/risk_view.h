/*
 * What a client's portfolio risks: how much it moves, who makes it move, its tail, its falls, how it strays from the plan,
 * what bad times would do to it, and what all of this rests on. The screen, the command and the report read this one.
 */
#ifndef BALLAST_ADVICE_RISK_RISK_VIEW_H
#define BALLAST_ADVICE_RISK_RISK_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/base/figure_note.h"
#include "advice/base/language.h"
#include "advice/client/standing.h"
#include "engine/base/figure.h"
#include "engine/estimate/estimate.h"
#include "engine/model/scenarios.h"
#include "engine/risk/exposure.h"
#include "engine/risk/risk.h"

struct session;
struct arena;
struct section;
struct text;

/* The figures of the whole portfolio, in the order a person reads them. */
enum risk_measure_id {
	RISK_VOLATILITY,
	RISK_VOLATILITY_RECENT,
	RISK_VOLATILITY_ASSUMED,
	RISK_VOLATILITY_REALISED,
	RISK_VOLATILITY_LIMIT,
	RISK_YEAR_LOSS,
	RISK_WEEK_LOSS,
	RISK_WEEK_SHORTFALL,
	RISK_LOSS_LIMIT,
	RISK_MAX_DRAWDOWN,
	RISK_CURRENT_DRAWDOWN,
	RISK_AVERAGE_DRAWDOWN,
	RISK_CONDITIONAL_DRAWDOWN,
	RISK_LONGEST_DRAWDOWN,
	RISK_ULCER,
	RISK_PAIN,
	RISK_BETA,
	RISK_TRACKING,
	RISK_TRACKING_REALISED,
	RISK_CORRELATION,
	RISK_DIVERSIFICATION,
	RISK_LARGEST,
	RISK_HERFINDAHL,
	RISK_HOLDINGS_EFFECTIVE,
	RISK_SOURCES_EFFECTIVE,
	RISK_OBSERVATIONS,
	RISK_SHRINKAGE,
	RISK_CONDITION,
	RISK_MEASURES
};

struct risk_definition {
	const char *key;              /* stable, lower_case                                          */
	const char *title;            /* N_(): for people                                            */
	enum figure_unit unit;
	bool is_loss;                 /* a positive fraction of the value that may be lost: has an amount of money */
	struct figure_note note;      /* meaning: how it is reached; source: who defined it          */
};
extern const struct risk_definition risk_definitions[RISK_MEASURES];

struct risk_measure {
	struct figure figure;
	size_t needs, has;            /* of FIGURE_TOO_FEW: observations                             */
};

/* One instrument that is held or planned, and its part in the risk. A year; the parts sum to the totals of the view. */
struct risk_line {
	size_t row;                   /* in the market                                               */
	double weight, target;
	int64_t value;
	double volatility;            /* alone                                                       */
	double marginal, contribution, share; /* of the volatility                                   */
	double value_at_risk, expected_shortfall; /* of one year, normal, 95 %                       */
	bool has_risk;                /* an estimate of its risk exists                              */
	struct date first, last;      /* prices kept; days 0: none                                   */
	size_t prices;
};

/* A part of the value by what it is. */
enum risk_part_kind { PART_CLASS, PART_REGION, PART_CURRENCY };
struct risk_part {
	enum risk_part_kind kind;
	char key[24];                 /* "equity", "CN", "CNY"; "" a region that was not given       */
	double weight, target, share; /* share of the volatility                                     */
	int64_t value;
};

/* The worst stretch of today's mix, over so many weeks. */
struct risk_window {
	size_t weeks;
	bool stands;                  /* false: the history is shorter                               */
	double change;
	struct date from, to;
};

/* A fall of today's mix from a high, deepest first. */
struct risk_fall {
	double depth;
	struct date peak, trough, recovery;
	bool is_recovered;
};

/* What a scenario does. Losses here are negative returns: what it does to the value. */
struct risk_stress {
	const struct scenario *scenario; /* borrowed: the session's, or the request's own            */
	bool is_own;
	double result;                /* sum w_i s_i                                                 */
	int64_t amount;               /* of money                                                    */
	double *effects;              /* owned by the view: w_i s_i by line; NaN: no shock fits      */
	double uncovered;             /* weight of what no shock fits; it is taken as unmoved        */
	bool breaks_limit;            /* loses more than the client said to bear                     */
	struct figure multiple;       /* of the scenario at which the loss limit is reached          */
	bool is_replayed;             /* prices reach back to it: what they did to today's holdings  */
	double replayed, replayed_fall; /* from its first to its last day; the deepest fall on the way */
	size_t replay_obstacle;       /* line without a price on its first day; SIZE_MAX: none       */
};

enum { RISK_CONFIDENCES = 2, RISK_WINDOWS = 5, RISK_FALLS = 8 };
extern const double risk_confidences[RISK_CONFIDENCES]; /* .95, .99 */

struct risk_view {
	const struct market *market;  /* borrowed from the session                                   */
	struct standing standing;     /* owned                                                       */
	bool has_value;               /* false: nothing is held, or it cannot be valued (standing.obstacle) */
	struct risk_measure measures[RISK_MEASURES];
	size_t largest;               /* line of the largest holding; SIZE_MAX: nothing but cash      */

	struct risk_line *lines;      /* owned; by market row, held or planned                       */
	size_t line_count;
	double volatility, year_loss, year_shortfall; /* what the lines sum to                       */
	bool has_contributions;       /* false: the portfolio has no volatility to share out         */
	double unestimated;           /* weight of what has no estimate and counts as if it stood still */

	struct risk_part *parts;      /* owned; by kind, the largest first                           */
	size_t part_count;

	size_t *moving;               /* owned; lines that vary, in order                            */
	size_t moving_count;
	double *correlation;          /* owned; moving_count x moving_count                          */

	struct figure tails[RISK_CONFIDENCES][TAIL_COUNT]; /* of one week                             */
	struct cornish_fisher modified[RISK_CONFIDENCES];
	bool has_modified;

	struct risk_window windows[RISK_WINDOWS];
	struct risk_fall falls[RISK_FALLS];
	size_t fall_count;
	struct date history_from, history_to;
	double *wealth;               /* owned; today's mix through history, starting at 1           */
	size_t wealth_count;

	struct estimate_info quality;

	double loss_limit;            /* the fall over a year the client accepts; NaN: no profile    */
	const struct scenarios *scenarios; /* borrowed; NULL: see scenario_problem                   */
	struct error scenario_problem;
	struct risk_stress *stress;   /* owned; the file's order, own shocks last                    */
	size_t stress_count;
	size_t worst;                 /* index in stress; SIZE_MAX: none                             */
};

/*
 * Everything above for one client on the session's day. A figure that cannot be is a reason; a book of scenarios that
 * cannot be read leaves stress empty with the reason in scenario_problem, and the rest stands.
 *
 * own    the client's own shocks, borrowed while the view lives; NULL: none.
 * view   zeroed by the caller; cleared with risk_view_clear. Written on STATUS_OK only.
 *
 * Statuses of standing_load.
 */
enum status risk_view_load(struct session *session, int64_t client, const struct scenario *own, struct risk_view *view,
                           struct error *err);
enum status risk_view_find(struct session *session, const char *code, const struct scenario *own,
                           struct risk_view *view, struct error *err);
void risk_view_clear(struct risk_view *view);

/* Applies own shocks anew without reading the book again; NULL takes them away. */
enum status risk_view_shock(struct risk_view *view, const struct scenario *own, struct error *err);

/*
 * One shock as it is typed: "equity:CN=-30" or "equity=-30%" (class, then region and sector where wanted, percent).
 * Replaces an equal class, region and sector; keeps the more particular first. STATUS_INVALID says what is wrong with it.
 */
enum status risk_shock_parse(const char *text, struct scenario *own, struct error *err);

/* Why a measure has no value, in the reader's language. Writes into text and returns it. */
const char *risk_measure_reason(const struct risk_view *view, enum risk_measure_id id, char *text, size_t size);

/* The money of a loss that is a fraction of the value. */
int64_t risk_amount(const struct risk_view *view, double fraction);

/* In words: the definition of a tail figure (both of a pair have one), a part of the portfolio, the verdict on the estimates. */
const char *risk_tail_title(enum tail_figure figure);
const char *risk_part_title(const struct risk_part *part);
const char *risk_part_kind_title(enum risk_part_kind kind);
const char *risk_verdict_title(enum estimate_verdict verdict);

/* What the figures say, one sentence a line: the wall, the worst scenario, what has no estimate, the verdict. */
void risk_view_sentences(const struct risk_view *view, enum language language, struct text *text);

/* As a part of a report, and the answer of `ballast risk`. */
enum status risk_view_section(const struct risk_view *view, struct arena *arena, struct section **section,
                              struct error *err);

#endif
