# check_PROGRAMS += tests/engine/test_x

EXTRA_DIST += tests/reference/allocate.py
# Optima, frontiers and the limits around them.
check_PROGRAMS += tests/engine/test_allocate
TESTS += tests/engine/test_allocate
tests_engine_test_allocate_SOURCES = tests/engine/test_allocate.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocate_LDADD = $(TEST_ENGINE_LIBS)

# Optima, frontiers and the limits around them.
check_PROGRAMS += tests/engine/test_solve
TESTS += tests/engine/test_solve
tests_engine_test_solve_SOURCES = tests/engine/test_solve.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_solve_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_solve_LDADD = $(TEST_ENGINE_LIBS)

# Optima, frontiers and the limits around them.
check_PROGRAMS += tests/engine/test_solve_frontier
TESTS += tests/engine/test_solve_frontier
tests_engine_test_solve_frontier_SOURCES = tests/engine/test_solve_frontier.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_solve_frontier_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_solve_frontier_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_suitability
TESTS += tests/engine/test_suitability
tests_engine_test_suitability_SOURCES = tests/engine/test_suitability.c
tests_engine_test_suitability_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_suitability_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_suitability_gate
TESTS += tests/engine/test_suitability_gate
tests_engine_test_suitability_gate_SOURCES = tests/engine/test_suitability_gate.c
tests_engine_test_suitability_gate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_suitability_gate_LDADD = $(TEST_ENGINE_LIBS)

EXTRA_DIST += tests/reference/suitability.py

# Moments of returns, and what a portfolio risks.
EXTRA_DIST += tests/reference/estimate_risk.py
check_PROGRAMS += tests/engine/test_estimate tests/engine/test_risk
TESTS += tests/engine/test_estimate tests/engine/test_risk
tests_engine_test_estimate_SOURCES = tests/engine/test_estimate.c tests/support/four_assets.h tests/support/oracle.h
tests_engine_test_estimate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_estimate_LDADD = $(TEST_ENGINE_LIBS)
tests_engine_test_risk_SOURCES = tests/engine/test_risk.c tests/support/four_assets.h
tests_engine_test_risk_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_risk_LDADD = $(TEST_ENGINE_LIBS)

# Views, factor models and what an estimate rests on.
EXTRA_DIST += tests/reference/estimate_methods.py tests/reference/black_litterman.py
check_PROGRAMS += tests/engine/test_black_litterman
TESTS += tests/engine/test_black_litterman
tests_engine_test_black_litterman_SOURCES = tests/engine/test_black_litterman.c \
	tests/support/oracle.h
tests_engine_test_black_litterman_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_black_litterman_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_estimate_methods
TESTS += tests/engine/test_estimate_methods
tests_engine_test_estimate_methods_SOURCES = tests/engine/test_estimate_methods.c \
	tests/engine/estimate_scene.h tests/support/four_assets.h tests/support/oracle.h
tests_engine_test_estimate_methods_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_estimate_methods_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_estimate_means
TESTS += tests/engine/test_estimate_means
tests_engine_test_estimate_means_SOURCES = tests/engine/test_estimate_means.c \
	tests/engine/estimate_scene.h tests/support/four_assets.h tests/support/oracle.h
tests_engine_test_estimate_means_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_estimate_means_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_factor_model
TESTS += tests/engine/test_factor_model
tests_engine_test_factor_model_SOURCES = tests/engine/test_factor_model.c \
	tests/engine/estimate_scene.h tests/support/four_assets.h tests/support/oracle.h
tests_engine_test_factor_model_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_factor_model_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_rebalance
TESTS += tests/engine/test_rebalance
tests_engine_test_rebalance_SOURCES = tests/engine/test_rebalance.c tests/engine/rebalance_solve.h
tests_engine_test_rebalance_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_rebalance_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_rebalance_random
TESTS += tests/engine/test_rebalance_random
tests_engine_test_rebalance_random_SOURCES = tests/engine/test_rebalance_random.c tests/engine/rebalance_solve.h
tests_engine_test_rebalance_random_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_rebalance_random_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_rebalance_lots
TESTS += tests/engine/test_rebalance_lots
tests_engine_test_rebalance_lots_SOURCES = tests/engine/test_rebalance_lots.c
tests_engine_test_rebalance_lots_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_rebalance_lots_LDADD = $(TEST_ENGINE_LIBS)

# The shared vocabulary.
EXTRA_DIST += tests/reference/width.py
check_PROGRAMS += tests/engine/test_base_date tests/engine/test_base_money tests/engine/test_base_text tests/engine/test_model
TESTS += tests/engine/test_base_date tests/engine/test_base_money tests/engine/test_base_text tests/engine/test_model
tests_engine_test_base_date_SOURCES = tests/engine/test_base_date.c
tests_engine_test_base_date_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_base_date_LDADD = $(TEST_ENGINE_LIBS)
tests_engine_test_base_money_SOURCES = tests/engine/test_base_money.c
tests_engine_test_base_money_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_base_money_LDADD = $(TEST_ENGINE_LIBS)
tests_engine_test_base_text_SOURCES = tests/engine/test_base_text.c
tests_engine_test_base_text_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_base_text_LDADD = $(TEST_ENGINE_LIBS)
tests_engine_test_model_SOURCES = tests/engine/test_model.c
tests_engine_test_model_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_model_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_base_number
TESTS += tests/engine/test_base_number
tests_engine_test_base_number_SOURCES = tests/engine/test_base_number.c
tests_engine_test_base_number_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_base_number_LDADD = $(TEST_ENGINE_LIBS)

# The objectives beside mean and variance.
EXTRA_DIST += tests/reference/allocators.py
check_PROGRAMS += tests/engine/test_allocators
TESTS += tests/engine/test_allocators
tests_engine_test_allocators_SOURCES = tests/engine/test_allocators.c tests/engine/five_assets.h \
	tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocators_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocators_LDADD = $(TEST_ENGINE_LIBS)
# Goals and paths.
EXTRA_DIST += tests/reference/goals.py
check_PROGRAMS += tests/engine/test_goals
TESTS += tests/engine/test_goals
tests_engine_test_goals_SOURCES = tests/engine/test_goals.c
tests_engine_test_goals_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_goals_LDADD = $(TEST_ENGINE_LIBS)
# Figures of risk and performance.
check_PROGRAMS += tests/engine/test_risk_ratios
TESTS += tests/engine/test_risk_ratios
tests_engine_test_risk_ratios_SOURCES = tests/engine/test_risk_ratios.c tests/support/deviation.h tests/support/four_assets.h
tests_engine_test_risk_ratios_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_risk_ratios_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_allocators_uncertain
TESTS += tests/engine/test_allocators_uncertain
tests_engine_test_allocators_uncertain_SOURCES = tests/engine/test_allocators_uncertain.c tests/engine/five_assets.h \
	tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocators_uncertain_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocators_uncertain_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_allocators_family
TESTS += tests/engine/test_allocators_family
tests_engine_test_allocators_family_SOURCES = tests/engine/test_allocators_family.c tests/engine/five_assets.h \
	tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocators_family_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocators_family_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_published
TESTS += tests/engine/test_published
tests_engine_test_published_SOURCES = tests/engine/test_published.c tests/engine/five_assets.h tests/support/deviation.h \
	tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_published_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_published_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_allocators_parity
TESTS += tests/engine/test_allocators_parity
tests_engine_test_allocators_parity_SOURCES = tests/engine/test_allocators_parity.c tests/engine/five_assets.h \
	tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocators_parity_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocators_parity_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_quadratic
TESTS += tests/engine/test_quadratic
tests_engine_test_quadratic_SOURCES = tests/engine/test_quadratic.c
tests_engine_test_quadratic_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_quadratic_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_cardinality
TESTS += tests/engine/test_cardinality
tests_engine_test_cardinality_SOURCES = tests/engine/test_cardinality.c tests/engine/five_assets.h \
	tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_cardinality_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_cardinality_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_lots
TESTS += tests/engine/test_lots
tests_engine_test_lots_SOURCES = tests/engine/test_lots.c
tests_engine_test_lots_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_lots_LDADD = $(TEST_ENGINE_LIBS)
# Portfolios of the least loss in the tail.
EXTRA_DIST += tests/reference/tail.py
check_PROGRAMS += tests/engine/test_allocate_tail
TESTS += tests/engine/test_allocate_tail
tests_engine_test_allocate_tail_SOURCES = tests/engine/test_allocate_tail.c tests/engine/solve_data.h \
	tests/support/four_assets.h tests/support/oracle.h
tests_engine_test_allocate_tail_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocate_tail_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_risk_tail
TESTS += tests/engine/test_risk_tail
tests_engine_test_risk_tail_SOURCES = tests/engine/test_risk_tail.c tests/support/deviation.h tests/support/four_assets.h \
	tests/support/oracle.h
tests_engine_test_risk_tail_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_risk_tail_LDADD = $(TEST_ENGINE_LIBS)
EXTRA_DIST += tests/reference/figures.py
check_PROGRAMS += tests/engine/test_risk_exposure
TESTS += tests/engine/test_risk_exposure
tests_engine_test_risk_exposure_SOURCES = tests/engine/test_risk_exposure.c tests/support/deviation.h \
	tests/support/four_assets.h
tests_engine_test_risk_exposure_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_risk_exposure_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_performance tests/engine/test_performance_rate
TESTS += tests/engine/test_performance tests/engine/test_performance_rate
tests_engine_test_performance_SOURCES = tests/engine/test_performance.c
tests_engine_test_performance_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_performance_LDADD = $(TEST_ENGINE_LIBS)
tests_engine_test_performance_rate_SOURCES = tests/engine/test_performance_rate.c tests/support/deviation.h \
	tests/support/oracle.h
tests_engine_test_performance_rate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_performance_rate_LDADD = $(TEST_ENGINE_LIBS)
EXTRA_DIST += tests/reference/streams.py
check_PROGRAMS += tests/engine/test_simulate
TESTS += tests/engine/test_simulate
tests_engine_test_simulate_SOURCES = tests/engine/test_simulate.c
tests_engine_test_simulate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_simulate_LDADD = $(TEST_ENGINE_LIBS)

# Linear programs.
check_PROGRAMS += tests/engine/test_solve_linear
TESTS += tests/engine/test_solve_linear
tests_engine_test_solve_linear_SOURCES = tests/engine/test_solve_linear.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_solve_linear_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_solve_linear_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_simulate_assets
TESTS += tests/engine/test_simulate_assets
tests_engine_test_simulate_assets_SOURCES = tests/engine/test_simulate_assets.c
tests_engine_test_simulate_assets_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_simulate_assets_LDADD = $(TEST_ENGINE_LIBS)
check_PROGRAMS += tests/engine/test_performance_attribution
TESTS += tests/engine/test_performance_attribution
tests_engine_test_performance_attribution_SOURCES = tests/engine/test_performance_attribution.c \
	tests/support/deviation.h tests/support/oracle.h
tests_engine_test_performance_attribution_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_performance_attribution_LDADD = $(TEST_ENGINE_LIBS)


# Costs of trading, turnover and factors in the walk.
check_PROGRAMS += tests/engine/test_solve_anchor
TESTS += tests/engine/test_solve_anchor
tests_engine_test_solve_anchor_SOURCES = tests/engine/test_solve_anchor.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_solve_anchor_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_solve_anchor_LDADD = $(TEST_ENGINE_LIBS)

# Random problems, each answer proven: some thousand in a check, as many as one likes by night.
check_PROGRAMS += tests/engine/test_random
TESTS += tests/engine/test_random
tests_engine_test_random_SOURCES = tests/engine/test_random.c tests/engine/random_answers.c \
	tests/engine/random_answers.h tests/engine/random_certificate.h tests/engine/random_problem.h \
	tests/engine/random_refusals.c tests/engine/random_solvers.c
tests_engine_test_random_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_random_LDADD = $(TEST_ENGINE_LIBS)

EXTRA_DIST += tests/reference/trading.py
check_PROGRAMS += tests/engine/test_allocate_trading
TESTS += tests/engine/test_allocate_trading
tests_engine_test_allocate_trading_SOURCES = tests/engine/test_allocate_trading.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocate_trading_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocate_trading_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_allocate_limits_together
TESTS += tests/engine/test_allocate_limits_together
tests_engine_test_allocate_limits_together_SOURCES = tests/engine/test_allocate_limits_together.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocate_limits_together_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocate_limits_together_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_allocate_follow
TESTS += tests/engine/test_allocate_follow
tests_engine_test_allocate_follow_SOURCES = tests/engine/test_allocate_follow.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_allocate_follow_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_allocate_follow_LDADD = $(TEST_ENGINE_LIBS)

# Refused input, one wrong thing at a time.
check_PROGRAMS += tests/engine/test_refused
TESTS += tests/engine/test_refused
tests_engine_test_refused_SOURCES = tests/engine/test_refused.c tests/engine/solve_data.h tests/support/oracle.h
tests_engine_test_refused_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_refused_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_price_gate
TESTS += tests/engine/test_price_gate
tests_engine_test_price_gate_SOURCES = tests/engine/test_price_gate.c
tests_engine_test_price_gate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_price_gate_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_rate
TESTS += tests/engine/test_rate
tests_engine_test_rate_SOURCES = tests/engine/test_rate.c
tests_engine_test_rate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_rate_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_regimes
TESTS += tests/engine/test_regimes
tests_engine_test_regimes_SOURCES = tests/engine/test_regimes.c
tests_engine_test_regimes_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_regimes_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_degenerate
TESTS += tests/engine/test_degenerate
tests_engine_test_degenerate_SOURCES = tests/engine/test_degenerate.c tests/engine/five_assets.h tests/engine/solve_data.h
tests_engine_test_degenerate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_degenerate_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_total_return
TESTS += tests/engine/test_total_return
tests_engine_test_total_return_SOURCES = tests/engine/test_total_return.c
tests_engine_test_total_return_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_total_return_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_calendar
TESTS += tests/engine/test_calendar
tests_engine_test_calendar_SOURCES = tests/engine/test_calendar.c
tests_engine_test_calendar_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_calendar_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_corporate
TESTS += tests/engine/test_corporate
tests_engine_test_corporate_SOURCES = tests/engine/test_corporate.c
tests_engine_test_corporate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_corporate_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_price_gaps
TESTS += tests/engine/test_price_gaps
tests_engine_test_price_gaps_SOURCES = tests/engine/test_price_gaps.c
tests_engine_test_price_gaps_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_price_gaps_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_rate_gate
TESTS += tests/engine/test_rate_gate
tests_engine_test_rate_gate_SOURCES = tests/engine/test_rate_gate.c
tests_engine_test_rate_gate_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_rate_gate_LDADD = $(TEST_ENGINE_LIBS)

check_PROGRAMS += tests/engine/test_dividend_tax
TESTS += tests/engine/test_dividend_tax
tests_engine_test_dividend_tax_SOURCES = tests/engine/test_dividend_tax.c
tests_engine_test_dividend_tax_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_dividend_tax_LDADD = $(TEST_ENGINE_LIBS)
EXTRA_DIST += tests/reference/dividend_tax.py

check_PROGRAMS += tests/engine/test_dealing_terms
TESTS += tests/engine/test_dealing_terms
tests_engine_test_dealing_terms_SOURCES = tests/engine/test_dealing_terms.c
tests_engine_test_dealing_terms_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_engine_test_dealing_terms_LDADD = $(TEST_ENGINE_LIBS)
