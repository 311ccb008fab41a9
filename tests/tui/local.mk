# check_PROGRAMS += tests/tui/test_x
