# check_PROGRAMS += tests/data/test_x
