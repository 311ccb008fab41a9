/* Who is advised: the client, the answers to the questionnaire, and what the scoring made of them. */
#ifndef BALLAST_ENGINE_MODEL_INVESTOR_H
#define BALLAST_ENGINE_MODEL_INVESTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/instrument.h"

enum client_category { CLIENT_ORDINARY, CLIENT_PROFESSIONAL };

struct client {
	int64_t id;                       /* the book's key; 0 until stored                           */
	char code[SYMBOL_SIZE];           /* what files and commands call the client                  */
	char name[NAME_SIZE];
	char household[SYMBOL_SIZE];      /* code of the household; empty: none                       */
	int birth_year;                   /* 0: not given                                             */
	char currency[4];
	enum client_category category;
	int liquidity_days;               /* longest lock-up the client can bear; 0: not given        */
	int64_t income, expenses;         /* a year, millionths of the currency; -1: not given        */
	int64_t assets, liabilities;      /* outside this book, likewise                              */
	bool has_material_change;         /* circumstances changed: assess anew before advice         */
};

enum { QUESTIONS = 16, ANSWER_MISSING = -1 };

/*
 * G1 full legal capacity; G2 any loss at all is unacceptable; option[i] the answer to question i + 1.
 * Q1..Q13 and Q15 are 0..4 in the printed order, Q14 the number of correct judgements 0..4, Q16 the purpose:
 * 0 preserve, 1 income, 2 named goal, 3 long-term growth, 4 maximum growth.
 */
struct answers {
	struct date taken;
	bool has_legal_capacity;
	bool rejects_any_loss;
	int8_t option[QUESTIONS];         /* ANSWER_MISSING: not given (allowed for Q16 only)         */
	int32_t seconds;                  /* time taken for the whole; 0: not measured                */
};

/* Contradictions and doubts found in the answers; bit i is rule I(i+1). */
enum {
	DOUBT_I1 = 1 << 0, DOUBT_I2 = 1 << 1, DOUBT_I3 = 1 << 2, DOUBT_I4 = 1 << 3, DOUBT_I5 = 1 << 4,
	DOUBT_I6 = 1 << 5, DOUBT_I7 = 1 << 6, DOUBT_I8 = 1 << 7, DOUBT_I9 = 1 << 8, DOUBT_I10 = 1 << 9,
	DOUBT_I11 = 1 << 10,
};

/* What limited the final score; several may bind at once. */
enum {
	CAP_CAPACITY = 1 << 0,        /* capacity below willingness          */
	CAP_HORIZON_1 = 1 << 1,       /* Q1 within one year                  */
	CAP_HORIZON_3 = 1 << 2,       /* Q1 one to three years               */
	CAP_RESERVE = 1 << 3,         /* Q4 less than three months of cash   */
	CAP_DEBT = 1 << 4,            /* Q5 over half of income              */
	CAP_SHARE = 1 << 5,           /* Q6 over three quarters of assets    */
	CAP_KNOWLEDGE = 1 << 6,       /* knowledge below 25                  */
	CAP_LOSS_LIMIT = 1 << 7,      /* the loss limit of Q8 caps volatility */
};

/* Scores are integers of a ten-thousandth: 43.125 is 431250, so that 40.000000 is never 39.99999. */
enum { SCORE_UNIT = 10000 };

struct assessment {
	int64_t id, client_id;
	struct answers answers;
	struct date expires;              /* valid while today < expires                              */
	int32_t capacity, tolerance, composure, knowledge;
	int32_t willingness, final;
	int risk_class;                   /* 1..5                                                     */
	bool is_minimum_class;            /* C1-min: R1 only, nothing overrides it                    */
	double volatility_curve;          /* sigma*(F), a year                                        */
	double volatility_loss_limit;     /* sigma_L from Q8                                          */
	double volatility_target;         /* the smaller of the two                                   */
	double risk_aversion;             /* lambda = SR / volatility_target                          */
	uint32_t doubts, caps;            /* DOUBT_*, CAP_*                                           */
	bool needs_second_person;         /* I8, or enhanced procedure at 65                          */
	char reliability;                 /* 'A' consistent, 'B' low-reliability signs, 'C' unresolved contradictions */
	char rules_version[32];
};

#endif
