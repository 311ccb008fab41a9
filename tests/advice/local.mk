check_PROGRAMS += tests/advice/test_path
TESTS += tests/advice/test_path
tests_advice_test_path_SOURCES = tests/advice/test_path.c tests/advice/scene.c tests/advice/scene.h
tests_advice_test_path_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_advice_test_path_LDADD = $(TEST_ADVICE_LIBS)
