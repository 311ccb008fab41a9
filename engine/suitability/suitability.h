/*
 * From answers to a risk class, and from the class to what may be advised or sold.
 *
 * Five constructs are kept apart: capacity (facts; it caps), tolerance, composure, knowledge (opens complex products,
 * never raises the score) and purpose (never a reason to exceed the others).
 * Sources: the order on suitability of securities and futures investors (CSRC, 2017, art. 18-22), the fund industry's
 * guideline on it (AMAC, 2017): C1..C5 against R1..R5; cut-offs and weights are house defaults kept in struct rules.
 */
#ifndef BALLAST_ENGINE_SUITABILITY_SUITABILITY_H
#define BALLAST_ENGINE_SUITABILITY_SUITABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/investor.h"
#include "engine/model/mandate.h"
#include "engine/model/rules.h"

/* The same words in both languages: these tables are records' content, not interface text, so they need no catalogue. */
struct phrase {
	const char *en, *zh;
};

/* ---- the questionnaire ------------------------------------------------------------------------------------------ */

enum construct {
	CONSTRUCT_GATE, CONSTRUCT_CAPACITY, CONSTRUCT_TOLERANCE, CONSTRUCT_COMPOSURE, CONSTRUCT_KNOWLEDGE,
	CONSTRUCT_PURPOSE,
};

enum { QUESTION_GATES = 2, QUESTION_ROWS = QUESTION_GATES + QUESTIONS, QUESTION_OPTIONS = 5 };

struct question {
	const char *id;                   /* "G1" "G2" "Q1" .. "Q16"                                  */
	enum construct construct;
	int weight;                       /* in its construct's score; 0: not scored                  */
	bool is_judgement;                /* Q14: options are statements to be judged true or false   */
	bool is_optional;                 /* Q16: "prefer not to answer" is allowed                   */
	struct phrase text;
	size_t option_count;              /* gates 2 (0 yes, 1 no), Q14 4 statements, others 5        */
	struct phrase options[QUESTION_OPTIONS]; /* in the printed order; the index is the points     */
	bool truth[QUESTION_OPTIONS];     /* of a judgement's statements                              */
};

/* G1, G2, Q1 .. Q16 in the order they are asked: row QUESTION_GATES + i belongs to answers.option[i]. */
extern const struct question suitability_questions[QUESTION_ROWS];
struct phrase suitability_construct_name(enum construct construct);

/* How many of Q14's four statements were judged rightly: the answer to store. */
int suitability_judge(const bool said_true[4]);

/* ---- scoring ---------------------------------------------------------------------------------------------------- */

/*
 * Sub-score of a construct  S = 100 * sum(weight * points) / (4 * sum(weight)),  willingness W = 0.7 tolerance + 0.3
 * composure, final F = min(W, capacity, hard caps), all in units of 1/SCORE_UNIT, so class edges compare as integers.
 * Hard caps just below a class edge (0.01 point): Q1 within a year: below C2; Q1 within three years, Q4 under three
 * months, Q5 over half: below C3; Q6 over three quarters, knowledge under rules->complex_knowledge: below C4.
 *
 *     volatility_target = min(sigma*(F), sigma_L),  sigma_L = (L + r) / (z - SR),  risk_aversion = SR / volatility_target
 *
 * Doubts: I1..I8 as bits. Where two statements measure the same thing, the higher is scored at the highest value that
 * does not contradict the lower (I1: Q8 and Q11 at most two apart; I2: Q7 at most 2 while Q8 <= 1; I5: Q2 at most 2 from
 * sixty): the lower one is believed, and the score stays monotone in every answer. result->answers keeps what
 * was said. reliability: 'C' with any of I1..I5, else 'B' with I6 or I7, else 'A'. Age is the taken year less
 * birth_year; without birth_year neither I5 nor the enhanced procedure is tested.
 *
 * G1 no or G2 yes: the lowest class (is_minimum_class), nothing else is read or scored; every score is 0.
 *
 * previous               the assessment before this one, or NULL (I8: F rises more than rise_limit within rise_days)
 * taken_today,           assessments already recorded for the client on the day of answers->taken, and in the twelve
 * taken_last_12_months   months up to it, this one not counted.
 * result                 id is 0, client_id the client's. expires = taken + validity_months (29 February: 28); the
 *                        profile is valid while today < expires.
 *
 * STATUS_REFUSED: too many assessments (I9).  STATUS_INVALID: an answer is missing or outside its options; named.
 * Cost: no allocation, under a microsecond.
 */
enum status suitability_score(const struct answers *answers, const struct client *client, const struct rules *rules,
                              const struct assessment *previous, size_t taken_today, size_t taken_last_12_months,
                              struct assessment *result, struct error *err);

/* 1..5 for a score in 1/SCORE_UNIT; edges are half-open: 40.0000 is C3. */
int suitability_class(int32_t score, const struct rules *rules);

/* sigma*(F), a year: piecewise linear through the rules' knots. */
double suitability_volatility(int32_t score, const struct rules *rules);

/* sigma_L = (loss + r) / (z - SR): the volatility whose 95 % worst year loses `loss` (a fraction). */
double suitability_loss_volatility(double loss, const struct rules *rules);

/* The loss of the 95 % worst year at a volatility: z sigma - (r + SR sigma); negative: still a gain. */
double suitability_year_loss(double volatility, const struct rules *rules);

/*
 * A two-asset picture of a volatility, for display only: equity 20 %, bonds 3 %, uncorrelated; the larger root e of
 * e^2 .2^2 + (1-e)^2 .03^2 = sigma^2, at most 1; below the least volatile mix, that mix with cash. Sums to one.
 */
struct suitability_mix {
	double equity, bonds, cash;
};
struct suitability_mix suitability_mix(double volatility);

bool suitability_is_valid(const struct assessment *assessment, struct date today);

/* What the scoring found, in words that state the finding and never how to answer otherwise. */
struct finding {
	uint32_t bit;                     /* DOUBT_* or CAP_*; 0 ends the table                       */
	const char *code;                 /* "I1"; "capacity", "horizon-1", ...                       */
	struct phrase text;
};
extern const struct finding suitability_doubts[]; /* I1 .. I11 */
extern const struct finding suitability_caps[];
const struct finding *suitability_doubt(uint32_t bit); /* NULL: not one bit of the table */
const struct finding *suitability_cap(uint32_t bit);

/* ---- levels ----------------------------------------------------------------------------------------------------- */

struct strategy_level {
	int level;                        /* the larger of the two bands, 1..5                        */
	int volatility_band;              /* of the larger volatility                                 */
	int rating_band;                  /* of the weighted product level; 5 at once for a short position */
	double average;                   /* sum of weight * level                                    */
};

/*
 * The risk level of a strategy: an edge belongs to the lower band. Volatilities get a tolerance of 1e-9, what an
 * optimiser held to exactly 12 % may be above it; the average is compared in integers.
 *
 * weights_ppb, levels    count >= 1; weights sum to PPB with cash, levels are 1..5 (cash 1; the higher of the issuer's
 *                        and the own rating).
 * volatility_recent, volatility_long   a year, ex ante, e.g. weighted and sixty months; pass one twice when there is
 *                        only one.
 * STATUS_INVALID: sums, levels, volatilities not finite or negative.
 */
enum status suitability_strategy_level(const int64_t *weights_ppb, const int *levels, size_t count,
                                       double volatility_recent, double volatility_long, const struct rules *rules,
                                       struct strategy_level *result, struct error *err);

/* ---- the gate --------------------------------------------------------------------------------------------------- */

enum initiative { INITIATIVE_FIRM, INITIATIVE_CLIENT };

enum gate_outcome { GATE_ALLOW, GATE_ALLOW_WITH_ACK, GATE_PENDING, GATE_BLOCK };
const char *gate_outcome_name(enum gate_outcome outcome); /* "allow", "allow-with-ack", "pending", "block" */

/* What is to be held: a strategy as a whole, or an instrument. */
struct gate_item {
	int risk_level;                   /* 1..5                                                     */
	bool is_complex;
	int lockup_days;
};

struct gate_acknowledgements {
	bool is_warning_accepted;         /* the special written warning, typed                       */
	bool is_cooling_over;             /* rules->cooling_hours have passed since                   */
	bool is_confirmed_again;          /* after the cooling-off                                    */
	bool is_called_back;              /* a supervisor's call is on record (R5, ordinary client)   */
};

/*
 * OVERALL compares the whole's level with the class; STRICT each component's (the whole's too). Complexity and lock-up
 * count in whichever of them they occur, in both modes. The lowest class is always STRICT.
 */
struct gate_request {
	const struct client *client;
	const struct assessment *assessment; /* NULL: none                                            */
	struct gate_item whole;
	const struct gate_item *components; /* may be NULL with count 0: the item is an instrument    */
	size_t component_count;
	enum initiative initiative;
	enum gate_mode mode;
	struct gate_acknowledgements acknowledgements;
	struct date today;
};

/* In the order they are tested; the first that fired decides. */
enum gate_code {
	GATE_S01,                         /* no valid profile                                         */
	GATE_S02,                         /* circumstances changed: assess anew                       */
	GATE_S03,                         /* lowest class and above R1: nothing overrides it          */
	GATE_S04,                         /* complex, and knowledge too low                           */
	GATE_S05,                         /* locked up longer than the client can bear (or said)      */
	GATE_S06,                         /* above the class, recommended by the firm                 */
	GATE_S07,                         /* above the class by the client's wish: warning not accepted */
	GATE_S08,                         /* ... cooling-off not over                                 */
	GATE_S09,                         /* ... second confirmation missing                          */
	GATE_S10,                         /* ... R5: supervisor's call missing                        */
	GATE_S11,                         /* above the class, every acknowledgement given             */
	GATE_S12,                         /* professional investor: levels are not compared           */
	GATE_S00,                         /* suitable                                                 */
	GATE_CODES,
};

struct gate_rule {
	const char *code;                 /* "S01"                                                    */
	enum gate_outcome outcome;
	struct phrase text;
};
extern const struct gate_rule suitability_gate_rules[GATE_CODES]; /* by enum gate_code */

struct gate_decision {
	enum gate_outcome outcome;
	enum gate_code code;              /* the rule that decided                                    */
	uint32_t fired;                   /* bit c: rule c fired; all are evaluated, not only the first */
	int level_compared;               /* the highest level that was held against the class; 0: none */
};

/*
 * The decision, from facts only. A lock-up against a client who never said how long he can wait blocks (S05).
 * STATUS_INVALID: no client, a level outside 1..5, a negative lock-up, an assessment of another client.
 * Cost: one pass over the components.
 */
enum status suitability_gate(const struct gate_request *request, const struct rules *rules,
                             struct gate_decision *result, struct error *err);

#endif
