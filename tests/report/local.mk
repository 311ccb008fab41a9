# check_PROGRAMS += tests/report/test_x
