check_PROGRAMS += tests/report/test_renderers
TESTS += tests/report/test_renderers
tests_report_test_renderers_SOURCES = tests/report/test_renderers.c tests/report/sample.c tests/report/sample.h
tests_report_test_renderers_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_report_test_renderers_LDADD = $(TEST_REPORT_LIBS)
EXTRA_DIST += tests/report/expected/sample-80.txt tests/report/expected/sample-120.txt \
	tests/report/expected/sample-ascii.txt tests/report/expected/sample.md tests/report/expected/sample.html \
	tests/report/expected/sample.json tests/report/expected/sample-trades.csv \
	tests/report/expected/sample-clients.csv tests/report/expected/sample-facts.csv
dist_check_SCRIPTS += tests/report/policy.sh
TESTS += tests/report/policy.sh
