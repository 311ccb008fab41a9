# check_PROGRAMS += tests/cli/test_x

# How results are told to the harness and counted.
dist_check_SCRIPTS += tests/cli/results.sh
TESTS += tests/cli/results.sh

dist_check_SCRIPTS += tests/cli/translations.sh
TESTS += tests/cli/translations.sh

dist_check_SCRIPTS += tests/cli/manual.sh
TESTS += tests/cli/manual.sh
