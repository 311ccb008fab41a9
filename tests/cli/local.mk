# check_PROGRAMS += tests/cli/test_x

# How results are told to the harness and counted.
dist_check_SCRIPTS += tests/cli/results.sh
TESTS += tests/cli/results.sh

dist_check_SCRIPTS += tests/cli/translations.sh
TESTS += tests/cli/translations.sh

dist_check_SCRIPTS += tests/cli/chinese.sh
TESTS += tests/cli/chinese.sh

dist_check_SCRIPTS += tests/cli/manual.sh
TESTS += tests/cli/manual.sh

EXTRA_DIST += tests/support/cli.sh \
	tests/fixtures/answers.csv tests/fixtures/clients.csv tests/fixtures/holdings.csv tests/fixtures/instruments.csv \
	tests/fixtures/prices.csv tests/fixtures/transactions.csv

dist_check_SCRIPTS += tests/cli/answers.sh tests/cli/bad_input.sh tests/cli/books.sh tests/cli/first_half_hour.sh tests/cli/help.sh tests/cli/upkeep.sh
TESTS += tests/cli/answers.sh tests/cli/bad_input.sh tests/cli/books.sh tests/cli/first_half_hour.sh tests/cli/help.sh tests/cli/upkeep.sh

# The main job on real prices, and one client's figures by another program.
EXTRA_DIST += tests/reference/check_client.py tests/fixtures/etf23/answers.csv tests/fixtures/etf23/clients.csv \
	tests/fixtures/etf23/holdings.csv tests/fixtures/etf23/instruments.csv
dist_check_SCRIPTS += tests/cli/real_input.sh
TESTS += tests/cli/real_input.sh

# What was held back, settled many at once.
dist_check_SCRIPTS += tests/cli/held.sh
TESTS += tests/cli/held.sh

# Every state-changing call of every mutating command, killed and failed.
EXTRA_DIST += tests/cli/faults.py tests/fixtures/book-v1.sql
dist_check_SCRIPTS += tests/cli/faults.sh
TESTS += tests/cli/faults.sh

# The laboratory: its own examples, its files read back, any bytes.
dist_check_SCRIPTS += tests/cli/lab.sh
TESTS += tests/cli/lab.sh

# Goals: told, changed, closed, and their futures in every format.
dist_check_SCRIPTS += tests/cli/goals.sh
TESTS += tests/cli/goals.sh

# Performance: sums that must hold for every client, reasons, formats.
dist_check_SCRIPTS += tests/cli/performance.sh
TESTS += tests/cli/performance.sh

# One client's risk: sums, formats, shocks of one's own, scenario files that are no good, the tail by another program.
EXTRA_DIST += tests/reference/check_risk.py
dist_check_SCRIPTS += tests/cli/risk.sh
TESTS += tests/cli/risk.sh

# Files of brokers and other programs, as a new user brings them in; taken back; held against statements.
dist_check_SCRIPTS += tests/cli/intake.sh
TESTS += tests/cli/intake.sh

# Statements as others write them, with the profiles a new user would write.
EXTRA_DIST += tests/fixtures/statements/broker-cn.conf tests/fixtures/statements/broker-de.conf \
	tests/fixtures/statements/broker-us.conf tests/fixtures/statements/clients.csv tests/fixtures/statements/cn.csv \
	tests/fixtures/statements/de.csv tests/fixtures/statements/instruments.csv tests/fixtures/statements/quicken.conf \
	tests/fixtures/statements/quicken.qif tests/fixtures/statements/trust.ofx \
	tests/fixtures/statements/us.csv tests/fixtures/statements/tables.csv tests/fixtures/statements/tables.conf \
	tests/fixtures/statements/neobroker.csv tests/fixtures/statements/neobroker.conf \
	tests/fixtures/statements/funds.csv tests/fixtures/statements/funds.conf
dist_check_SCRIPTS += tests/cli/statements.sh
TESTS += tests/cli/statements.sh

# Statements against the book: breaks, causes, record, alert.
dist_check_SCRIPTS += tests/cli/reconcile.sh
TESTS += tests/cli/reconcile.sh

# Damaged books: told in a sentence, and led back.
EXTRA_DIST += tests/cli/damage.py
dist_check_SCRIPTS += tests/cli/damage.sh
TESTS += tests/cli/damage.sh

# Keys of providers: nowhere but in the requests to them.
EXTRA_DIST += tests/cli/canary.py
dist_check_SCRIPTS += tests/cli/canary.sh
TESTS += tests/cli/canary.sh

dist_check_SCRIPTS += tests/cli/entered_first.sh
TESTS += tests/cli/entered_first.sh
