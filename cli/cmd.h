/* The rows of the table of commands; each in a file of its name. */
#ifndef BALLAST_CLI_CMD_H
#define BALLAST_CLI_CMD_H

#include "cli/command.h"

extern const struct command cmd_init, cmd_sandbox, cmd_check, cmd_backup, cmd_restore, cmd_journal_verify,
	cmd_journal_export, cmd_import, cmd_export, cmd_reconcile, cmd_refresh, cmd_feeds_list, cmd_feeds_check, cmd_feeds_test,
	cmd_feeds_record, cmd_feeds_replay, cmd_feeds_new,
	cmd_lab_moments, cmd_lab_optimize, cmd_lab_frontier, cmd_lab_risk, cmd_lab_performance, cmd_lab_irr,
	cmd_lab_simulate;
extern const struct command cmd_clients, cmd_show, cmd_risk, cmd_performance, cmd_profile, cmd_recommend, cmd_accept,
	cmd_mandate, cmd_goals, cmd_rebalance, cmd_approvals, cmd_approve, cmd_reject, cmd_orders, cmd_fills, cmd_report,
	cmd_monitor, cmd_version;
extern const struct command cmd_market, cmd_oversight, cmd_alerts_list, cmd_alerts_take, cmd_alerts_note, cmd_alerts_settle,
	cmd_alerts_reopen, cmd_journal_list;
extern const struct command cmd_rates_held, cmd_rates_accept, cmd_rates_reject, cmd_rates_correct;
extern const struct command cmd_prices_quality, cmd_prices_held, cmd_prices_accept, cmd_prices_reject, cmd_prices_correct,
	cmd_prices_diff, cmd_prices_history, cmd_feeds_diff;
extern const struct command cmd_calendars, cmd_actions_list, cmd_actions_add, cmd_actions_import, cmd_actions_withdraw,
	cmd_actions_elect, cmd_actions_due, cmd_actions_apply, cmd_actions_undo, cmd_terms_list, cmd_terms_import,
	cmd_terms_export, cmd_terms_add, cmd_terms_end, cmd_terms_withdraw;

/* "0.1.0 (1a2b3c4d5e6f)": the release and the state of the sources. */
const char *version_text(void);

#endif
