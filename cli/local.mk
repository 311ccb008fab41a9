# Commands: one file each, one row of the table in cli.c.
noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	cli/call.c cli/call.h \
	cli/cli.c cli/cli.h \
	cli/cmd.h \
	cli/cmd_accept.c \
	cli/cmd_actions.c \
	cli/cmd_approve.c \
	cli/cmd_calendars.c \
	cli/cmd_clients.c \
	cli/cmd_feeds.c \
	cli/cmd_goals.c \
	cli/cmd_import.c \
	cli/cmd_init.c \
	cli/cmd_journal.c \
	cli/cmd_lab.c cli/cmd_lab.h \
	cli/cmd_lab_frontier.c \
	cli/cmd_lab_moments.c \
	cli/cmd_lab_optimize.c \
	cli/cmd_lab_performance.c \
	cli/cmd_lab_risk.c \
	cli/cmd_lab_simulate.c \
	cli/cmd_mandate.c \
	cli/cmd_monitor.c \
	cli/cmd_market.c \
	cli/cmd_oversight.c \
	cli/cmd_orders.c \
	cli/cmd_performance.c \
	cli/cmd_prices.c \
	cli/cmd_profile.c \
	cli/cmd_rebalance.c \
	cli/cmd_recommend.c \
	cli/cmd_reconcile.c \
	cli/cmd_report.c \
	cli/cmd_risk.c \
	cli/cmd_show.c \
	cli/cmd_terms.c \
	cli/cmd_upkeep.c \
	cli/cmd_version.c \
	cli/command.h \
	cli/help.c cli/help.h \
	cli/interrupt.c cli/interrupt.h \
	cli/output.c cli/output.h \
	cli/passphrase.c cli/passphrase.h
