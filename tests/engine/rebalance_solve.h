/* Trades for one account, or the test fails with the sentence of the refusal. */
#ifndef BALLAST_TESTS_ENGINE_REBALANCE_SOLVE_H
#define BALLAST_TESTS_ENGINE_REBALANCE_SOLVE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/rebalance/rebalance.h"

static inline struct rebalance_result solve(const struct rebalance_problem *problem, struct rebalance_line *lines)
{
	struct rebalance_result result;
	struct error err = {0};

	if (rebalance_solve(problem, lines, &result, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return result;
}

#endif
