# check_PROGRAMS += tests/data/test_x

check_PROGRAMS += tests/data/test_exchange_json
TESTS += tests/data/test_exchange_json
tests_data_test_exchange_json_SOURCES = tests/data/test_exchange_json.c
tests_data_test_exchange_json_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_exchange_json_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_exchange_intake
TESTS += tests/data/test_exchange_intake
tests_data_test_exchange_intake_SOURCES = tests/data/test_exchange_intake.c
tests_data_test_exchange_intake_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_exchange_intake_LDADD = $(TEST_DATA_LIBS)

# The book. Its tests also look into the file with raw SQL, as a stranger would.
check_PROGRAMS += tests/data/test_store_ledger
TESTS += tests/data/test_store_ledger
tests_data_test_store_ledger_SOURCES = tests/data/test_store_ledger.c tests/support/book_fixture.h
tests_data_test_store_ledger_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_ledger_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_advice
TESTS += tests/data/test_store_advice
tests_data_test_store_advice_SOURCES = tests/data/test_store_advice.c tests/support/book_fixture.h
tests_data_test_store_advice_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_advice_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_settings
TESTS += tests/data/test_settings
tests_data_test_settings_SOURCES = tests/data/test_settings.c
tests_data_test_settings_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_settings_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_feed_body
TESTS += tests/data/test_feed_body
tests_data_test_feed_body_SOURCES = tests/data/test_feed_body.c
tests_data_test_feed_body_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_body_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_feed_http
TESTS += tests/data/test_feed_http
EXTRA_DIST += tests/data/feed_server.py
tests_data_test_feed_http_SOURCES = tests/data/test_feed_http.c
tests_data_test_feed_http_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_http_LDADD = $(TEST_DATA_LIBS)
