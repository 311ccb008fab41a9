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
tests_data_test_store_ledger_SOURCES = tests/data/test_store_ledger.c tests/data/ledger_case.h tests/support/book_fixture.h
tests_data_test_store_ledger_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_ledger_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_ledger_read
TESTS += tests/data/test_store_ledger_read
tests_data_test_store_ledger_read_SOURCES = tests/data/test_store_ledger_read.c tests/data/ledger_case.h tests/support/book_fixture.h
tests_data_test_store_ledger_read_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_ledger_read_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_price
TESTS += tests/data/test_store_price
tests_data_test_store_price_SOURCES = tests/data/test_store_price.c tests/support/book_fixture.h
tests_data_test_store_price_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_price_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_backup
TESTS += tests/data/test_store_backup
tests_data_test_store_backup_SOURCES = tests/data/test_store_backup.c tests/support/book_fixture.h
tests_data_test_store_backup_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_backup_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_journal
TESTS += tests/data/test_journal
tests_data_test_journal_SOURCES = tests/data/test_journal.c tests/support/book_fixture.h
tests_data_test_journal_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_journal_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store
TESTS += tests/data/test_store
tests_data_test_store_SOURCES = tests/data/test_store.c tests/support/book_fixture.h
tests_data_test_store_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_locks
TESTS += tests/data/test_store_locks
tests_data_test_store_locks_SOURCES = tests/data/test_store_locks.c tests/support/book_fixture.h
tests_data_test_store_locks_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_locks_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_migration
TESTS += tests/data/test_store_migration
tests_data_test_store_migration_SOURCES = tests/data/test_store_migration.c tests/support/book_fixture.h
tests_data_test_store_migration_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_migration_LDADD = $(TEST_DATA_LIBS)

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
tests_data_test_feed_body_SOURCES = tests/data/test_feed_body.c tests/support/feeds_group.h
tests_data_test_feed_body_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_body_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_feed_http
TESTS += tests/data/test_feed_http
EXTRA_DIST += tests/data/feed_server.py
tests_data_test_feed_http_SOURCES = tests/data/test_feed_http.c tests/support/server.c tests/support/server.h
tests_data_test_feed_http_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_http_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_publish
TESTS += tests/data/test_publish
tests_data_test_publish_SOURCES = tests/data/test_publish.c
tests_data_test_publish_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_publish_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_desk
TESTS += tests/data/test_store_desk
tests_data_test_store_desk_SOURCES = tests/data/test_store_desk.c tests/support/book_fixture.h
tests_data_test_store_desk_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_desk_LDADD = $(TEST_DATA_LIBS)

# A sealed copy, also opened by the cryptography library alone.
check_PROGRAMS += tests/data/test_seal
TESTS += tests/data/test_seal
tests_data_test_seal_SOURCES = tests/data/test_seal.c tests/support/book_fixture.h
tests_data_test_seal_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_data_test_seal_LDADD = $(TEST_DATA_LIBS)
# The shipped declarations against answers in their providers' shapes.
check_PROGRAMS += tests/data/test_feed_shipped
TESTS += tests/data/test_feed_shipped
EXTRA_DIST += tests/reference/zip_bodies.py
tests_data_test_feed_shipped_SOURCES = tests/data/test_feed_shipped.c tests/support/feeds_group.h
tests_data_test_feed_shipped_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_shipped_LDADD = $(TEST_DATA_LIBS)


# Automatic copies and their rule, sealed copies, and damage looked at.
check_PROGRAMS += tests/data/test_store_keep
TESTS += tests/data/test_store_keep
tests_data_test_store_keep_SOURCES = tests/data/test_store_keep.c tests/support/book_fixture.h
tests_data_test_store_keep_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_keep_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_feed_hostile
TESTS += tests/data/test_feed_hostile
EXTRA_DIST += tests/data/hostile_server.py tests/data/hostile_table.txt
tests_data_test_feed_hostile_SOURCES = tests/data/test_feed_hostile.c tests/support/server.c tests/support/server.h \
	tests/support/shipped_feeds.c tests/support/shipped_feeds.h
tests_data_test_feed_hostile_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_hostile_LDADD = $(TEST_DATA_LIBS)

# What issuers do: said once, withdrawn, held fast once applied.
check_PROGRAMS += tests/data/test_store_action
TESTS += tests/data/test_store_action
tests_data_test_store_action_SOURCES = tests/data/test_store_action.c tests/support/book_fixture.h
tests_data_test_store_action_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_action_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_calendars
TESTS += tests/data/test_calendars
tests_data_test_calendars_SOURCES = tests/data/test_calendars.c
tests_data_test_calendars_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_calendars_LDADD = $(TEST_DATA_LIBS)

# Large files and series: the quick ways against the careful ones.
check_PROGRAMS += tests/data/test_volume
TESTS += tests/data/test_volume
tests_data_test_volume_SOURCES = tests/data/test_volume.c tests/support/book_fixture.h
tests_data_test_volume_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_volume_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_foreign_qif
TESTS += tests/data/test_foreign_qif
tests_data_test_foreign_qif_SOURCES = tests/data/test_foreign_qif.c tests/data/statement_case.h
tests_data_test_foreign_qif_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_foreign_qif_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_foreign_ofx
TESTS += tests/data/test_foreign_ofx
tests_data_test_foreign_ofx_SOURCES = tests/data/test_foreign_ofx.c tests/data/statement_case.h
tests_data_test_foreign_ofx_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_foreign_ofx_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_foreign_csv
TESTS += tests/data/test_foreign_csv
tests_data_test_foreign_csv_SOURCES = tests/data/test_foreign_csv.c tests/data/statement_case.h
tests_data_test_foreign_csv_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_foreign_csv_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_feed_invented
TESTS += tests/data/test_feed_invented
tests_data_test_feed_invented_SOURCES = tests/data/test_feed_invented.c tests/support/feeds_group.h
tests_data_test_feed_invented_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_invented_LDADD = $(TEST_DATA_LIBS)

# The examples of the manual.
check_PROGRAMS += tests/data/test_feed_manual
TESTS += tests/data/test_feed_manual
tests_data_test_feed_manual_SOURCES = tests/data/test_feed_manual.c tests/support/server.c tests/support/server.h \
	tests/support/shipped_feeds.c tests/support/shipped_feeds.h
tests_data_test_feed_manual_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_data_test_feed_manual_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_lift
TESTS += tests/data/test_store_lift
tests_data_test_store_lift_SOURCES = tests/data/test_store_lift.c tests/support/book_fixture.h
tests_data_test_store_lift_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_lift_LDADD = $(TEST_DATA_LIBS)

check_PROGRAMS += tests/data/test_store_terms
TESTS += tests/data/test_store_terms
tests_data_test_store_terms_SOURCES = tests/data/test_store_terms.c tests/support/book_fixture.h
tests_data_test_store_terms_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_data_test_store_terms_LDADD = $(TEST_DATA_LIBS)
