check_PROGRAMS += tests/advice/test_path
TESTS += tests/advice/test_path
tests_advice_test_path_SOURCES = tests/advice/test_path.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_path_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_path_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_lab
TESTS += tests/advice/test_lab
tests_advice_test_lab_SOURCES = tests/advice/test_lab.c tests/advice/lab_bench.h
tests_advice_test_lab_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_lab_LDADD = $(TEST_ADVICE_LIBS)
check_PROGRAMS += tests/advice/test_intake
TESTS += tests/advice/test_intake
tests_advice_test_intake_SOURCES = tests/advice/test_intake.c tests/advice/advice_fixture.h tests/support/book_fixture.h
tests_advice_test_intake_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_intake_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_refresh
TESTS += tests/advice/test_refresh
tests_advice_test_refresh_SOURCES = tests/advice/test_refresh.c $(feed_desk)
tests_advice_test_refresh_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_refresh_LDADD = $(TEST_ADVICE_LIBS)
feed_desk = tests/advice/feed_desk.c tests/advice/feed_desk.h tests/support/server.c tests/support/server.h

# Feeds looked at: listed, tried, recorded.
check_PROGRAMS += tests/advice/test_feeds
TESTS += tests/advice/test_feeds
tests_advice_test_feeds_SOURCES = tests/advice/test_feeds.c $(feed_desk)
tests_advice_test_feeds_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_feeds_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_upkeep
TESTS += tests/advice/test_upkeep
tests_advice_test_upkeep_SOURCES = tests/advice/test_upkeep.c tests/advice/advice_fixture.h tests/support/book_fixture.h
tests_advice_test_upkeep_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_upkeep_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_sandbox
TESTS += tests/advice/test_sandbox
tests_advice_test_sandbox_SOURCES = tests/advice/test_sandbox.c tests/advice/advice_fixture.h tests/support/book_fixture.h
tests_advice_test_sandbox_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_sandbox_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_review
TESTS += tests/advice/test_review
tests_advice_test_review_SOURCES = tests/advice/test_review.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_review_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_review_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_lab_objectives
TESTS += tests/advice/test_lab_objectives
tests_advice_test_lab_objectives_SOURCES = tests/advice/test_lab_objectives.c tests/advice/lab_bench.h \
	tests/support/oracle.h
tests_advice_test_lab_objectives_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_lab_objectives_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_lab_figures
TESTS += tests/advice/test_lab_figures
tests_advice_test_lab_figures_SOURCES = tests/advice/test_lab_figures.c tests/advice/lab_bench.h tests/support/oracle.h
tests_advice_test_lab_figures_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_lab_figures_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_trade_checks
TESTS += tests/advice/test_trade_checks
tests_advice_test_trade_checks_SOURCES = tests/advice/test_trade_checks.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_trade_checks_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_trade_checks_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_outlook
TESTS += tests/advice/test_outlook
tests_advice_test_outlook_SOURCES = tests/advice/test_outlook.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_outlook_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_outlook_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_studio
TESTS += tests/advice/test_studio
tests_advice_test_studio_SOURCES = tests/advice/test_studio.c tests/advice/lab_bench.h tests/advice/scene.c \
	tests/advice/scene.h
tests_advice_test_studio_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_studio_LDADD = $(TEST_ADVICE_LIBS)
# Damaged files, thousands in one process: many more than programs could be started.
check_PROGRAMS += tests/advice/test_lab_bytes
TESTS += tests/advice/test_lab_bytes
tests_advice_test_lab_bytes_SOURCES = tests/advice/test_lab_bytes.c
tests_advice_test_lab_bytes_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_lab_bytes_LDADD = $(TEST_ADVICE_LIBS)
check_PROGRAMS += tests/advice/test_track
TESTS += tests/advice/test_track
EXTRA_DIST += tests/reference/carino.py
tests_advice_test_track_SOURCES = tests/advice/test_track.c
tests_advice_test_track_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_track_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_oversight
TESTS += tests/advice/test_oversight
tests_advice_test_oversight_SOURCES = tests/advice/test_oversight.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_oversight_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_oversight_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_risk_view
TESTS += tests/advice/test_risk_view
tests_advice_test_risk_view_SOURCES = tests/advice/test_risk_view.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_risk_view_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_risk_view_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_detail
TESTS += tests/advice/test_detail tests/advice/details.sh
dist_check_SCRIPTS += tests/advice/details.sh
EXTRA_DIST += tests/advice/library_words.txt
tests_advice_test_detail_SOURCES = tests/advice/test_detail.c
tests_advice_test_detail_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_detail_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_formula_words
TESTS += tests/advice/test_formula_words
tests_advice_test_formula_words_SOURCES = tests/advice/test_formula_words.c
tests_advice_test_formula_words_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_formula_words_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_currency
TESTS += tests/advice/test_currency
tests_advice_test_currency_SOURCES = tests/advice/test_currency.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_currency_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_currency_LDADD = $(TEST_ADVICE_LIBS)
check_PROGRAMS += tests/advice/test_meeting
TESTS += tests/advice/test_meeting
tests_advice_test_meeting_SOURCES = tests/advice/test_meeting.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_meeting_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_meeting_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_quality
TESTS += tests/advice/test_quality
tests_advice_test_quality_SOURCES = tests/advice/test_quality.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_quality_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_quality_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_price_series
TESTS += tests/advice/test_price_series
tests_advice_test_price_series_SOURCES = tests/advice/test_price_series.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_price_series_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_price_series_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_past
TESTS += tests/advice/test_past
tests_advice_test_past_SOURCES = tests/advice/test_past.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_past_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_past_LDADD = $(TEST_ADVICE_LIBS)

# Statements and books from a seed: windows, undoing, whole books written and read.
check_PROGRAMS += tests/advice/test_intake_random
TESTS += tests/advice/test_intake_random
tests_advice_test_intake_random_SOURCES = tests/advice/test_intake_random.c tests/advice/advice_fixture.h \
	tests/support/book_fixture.h
tests_advice_test_intake_random_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_intake_random_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_refresh_actions
TESTS += tests/advice/test_refresh_actions
tests_advice_test_refresh_actions_SOURCES = tests/advice/test_refresh_actions.c $(feed_desk)
tests_advice_test_refresh_actions_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_refresh_actions_LDADD = $(TEST_ADVICE_LIBS)

# One answer for many targets.
check_PROGRAMS += tests/advice/test_refresh_share
TESTS += tests/advice/test_refresh_share
tests_advice_test_refresh_share_SOURCES = tests/advice/test_refresh_share.c $(feed_desk)
tests_advice_test_refresh_share_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_refresh_share_LDADD = $(TEST_ADVICE_LIBS)

# What becomes of single rows of an answer.
check_PROGRAMS += tests/advice/test_refresh_rows
TESTS += tests/advice/test_refresh_rows
tests_advice_test_refresh_rows_SOURCES = tests/advice/test_refresh_rows.c $(feed_desk)
tests_advice_test_refresh_rows_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_refresh_rows_LDADD = $(TEST_ADVICE_LIBS)

# How a refresh treats providers.
check_PROGRAMS += tests/advice/test_refresh_network
TESTS += tests/advice/test_refresh_network
tests_advice_test_refresh_network_SOURCES = tests/advice/test_refresh_network.c $(feed_desk)
tests_advice_test_refresh_network_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_refresh_network_LDADD = $(TEST_ADVICE_LIBS)

# Prices in any order and shape.
check_PROGRAMS += tests/advice/test_intake_prices
TESTS += tests/advice/test_intake_prices
tests_advice_test_intake_prices_SOURCES = tests/advice/test_intake_prices.c tests/advice/advice_fixture.h \
	tests/support/book_fixture.h
tests_advice_test_intake_prices_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_intake_prices_LDADD = $(TEST_ADVICE_LIBS)
# Corporate actions, from the fact to the ledger and back.
check_PROGRAMS += tests/advice/test_actions
TESTS += tests/advice/test_actions
tests_advice_test_actions_SOURCES = tests/advice/test_actions.c tests/advice/actions_desk.h tests/advice/advice_fixture.h \
	tests/support/book_fixture.h
tests_advice_test_actions_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_actions_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_actions_elsewhere
TESTS += tests/advice/test_actions_elsewhere
tests_advice_test_actions_elsewhere_SOURCES = tests/advice/test_actions_elsewhere.c tests/advice/actions_desk.h \
	tests/advice/advice_fixture.h tests/support/book_fixture.h
tests_advice_test_actions_elsewhere_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_actions_elsewhere_LDADD = $(TEST_ADVICE_LIBS)

# Capital given back, from a statement or a fact to the lots.
check_PROGRAMS += tests/advice/test_returned_capital
TESTS += tests/advice/test_returned_capital
tests_advice_test_returned_capital_SOURCES = tests/advice/test_returned_capital.c tests/advice/actions_desk.h \
	tests/advice/advice_fixture.h tests/support/book_fixture.h
tests_advice_test_returned_capital_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_returned_capital_LDADD = $(TEST_ADVICE_LIBS)

# Terms of dealing: read, kept and told.
check_PROGRAMS += tests/advice/test_terms
TESTS += tests/advice/test_terms
terms_scene = tests/advice/scene.c tests/advice/scene.h tests/advice/advice_fixture.h tests/advice/terms_scene.h
tests_advice_test_terms_SOURCES = tests/advice/test_terms.c $(terms_scene)
tests_advice_test_terms_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_terms_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_terms_traded
TESTS += tests/advice/test_terms_traded
tests_advice_test_terms_traded_SOURCES = tests/advice/test_terms_traded.c $(terms_scene)
tests_advice_test_terms_traded_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_terms_traded_LDADD = $(TEST_ADVICE_LIBS)

# A book, every shipped feed, and hostile providers.
check_PROGRAMS += tests/advice/test_refresh_hostile
TESTS += tests/advice/test_refresh_hostile
tests_advice_test_refresh_hostile_SOURCES = tests/advice/test_refresh_hostile.c $(feed_desk) \
	tests/support/shipped_feeds.c tests/support/shipped_feeds.h
tests_advice_test_refresh_hostile_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_refresh_hostile_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_rates_held
TESTS += tests/advice/test_rates_held
tests_advice_test_rates_held_SOURCES = tests/advice/test_rates_held.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_rates_held_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_rates_held_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_held_sets
TESTS += tests/advice/test_held_sets
tests_advice_test_held_sets_SOURCES = tests/advice/test_held_sets.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_held_sets_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_held_sets_LDADD = $(TEST_ADVICE_LIBS)

# Tax on dividends, from the ledger to a proposal and its execution.
check_PROGRAMS += tests/advice/test_untaxed_dividends
TESTS += tests/advice/test_untaxed_dividends
tests_advice_test_untaxed_dividends_SOURCES = tests/advice/test_untaxed_dividends.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_untaxed_dividends_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_untaxed_dividends_LDADD = $(TEST_ADVICE_LIBS)

check_PROGRAMS += tests/advice/test_entered_first
TESTS += tests/advice/test_entered_first
tests_advice_test_entered_first_SOURCES = tests/advice/test_entered_first.c tests/advice/actions_desk.h
tests_advice_test_entered_first_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_advice_test_entered_first_LDADD = $(TEST_ADVICE_LIBS)
