# check_PROGRAMS += tests/advice/test_x
