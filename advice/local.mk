# One function for each question a person asks.
noinst_LIBRARIES += libadvice.a
libadvice_a_CPPFLAGS = $(AM_CPPFLAGS)
libadvice_a_SOURCES = \
	advice/actions.h advice/actions_apply.c advice/actions_due.c advice/actions_due_section.c advice/actions_exchange.c advice/actions_parts.h advice/actions_post.c advice/actions_rename.c \
	advice/actions_said.c advice/actions_section.c advice/actions_undo.c advice/actions_waiting.c \
	advice/approve.c \
	advice/approve.h \
	advice/approve_section.c \
	advice/candidate.c \
	advice/candidate.h \
	advice/detail.c \
	advice/detail.h \
	advice/conversion.c advice/conversion.h \
	advice/explain.c \
	advice/explain.h \
	advice/feeds_configured.h \
	advice/feeds_proposed.c \
	advice/feeds_recording.c \
	advice/feeds_compare.c \
	advice/feeds_section.c \
	advice/feeds_shown.c \
	advice/feeds_shown.h \
	advice/figure_note.c \
	advice/figure_note.h \
	advice/handout.c \
	advice/handout.h \
	advice/imported.h \
	advice/intake.c \
	advice/intake.h \
	advice/intake_export.c \
	advice/intake_foreign.c \
	advice/intake_foreign.h \
	advice/intake_ledger.c \
	advice/intake_names.c \
	advice/intake_names.h \
	advice/intake_prices.c \
	advice/intake_records.c \
	advice/intake_rows.c \
	advice/intake_rows.h \
	advice/intake_turn.h \
	advice/intake_undo.c \
	advice/lab.h \
	advice/lab_answer.h \
	advice/lab_beliefs.c \
	advice/lab_beliefs.h \
	advice/lab_choice.c \
	advice/lab_choice.h \
	advice/lab_estimate.c \
	advice/lab_estimate.h \
	advice/lab_figures.c \
	advice/lab_figures.h \
	advice/lab_file_columns.c \
	advice/lab_file_limits.c \
	advice/lab_file_series.c \
	advice/lab_file_views.c \
	advice/lab_files.c \
	advice/lab_files.h \
	advice/lab_frontier.c \
	advice/lab_inputs.c \
	advice/lab_inputs.h \
	advice/lab_limit.c \
	advice/lab_limit.h \
	advice/lab_lots.c \
	advice/lab_moments.c \
	advice/lab_objective.c \
	advice/lab_objective.h \
	advice/lab_optimize.c \
	advice/lab_performance.c \
	advice/lab_periods.c \
	advice/lab_periods.h \
	advice/lab_portfolio.c \
	advice/lab_refusal.c \
	advice/lab_risk.c \
	advice/lab_sheet.c \
	advice/lab_sheet.h \
	advice/lab_simulate.c \
	advice/language.c \
	advice/language.h \
	advice/mandating.c \
	advice/mandating.h \
	advice/market.c \
	advice/market.h \
	advice/monitor.c \
	advice/monitor.h \
	advice/outlook.c advice/outlook.h advice/outlook_futures.c advice/outlook_parts.h \
	advice/outlook_section.c advice/outlook_sentence.c advice/outlook_sentence.h \
	advice/planning.c advice/planning.h \
	advice/holders.c advice/holders.h \
	advice/oversight.c advice/oversight.h \
	advice/past.c advice/past.h \
	advice/price_quality.c advice/price_quality.h advice/price_quality_section.c \
	advice/price_series.c advice/price_series.h \
	advice/series_health.c advice/series_health.h \
	advice/quotes.c advice/quotes.h advice/quotes_section.c \
	advice/oversight_journal.c advice/oversight_section.c advice/oversight_step.c \
	advice/proposal.c \
	advice/proposal.h \
	advice/opening_days.c advice/opening_days.h \
	advice/orders.c \
	advice/profile.c \
	advice/profile.h \
	advice/profile_section.c advice/profile_sheet.c \
	advice/rebalancing.c \
	advice/sale_terms.c \
	advice/sale_terms.h \
	advice/trade_checks.c \
	advice/trade_checks.h \
	advice/trading_past.c \
	advice/trading_past.h \
	advice/rate_gate.c advice/rate_gate.h \
	advice/rebalancing.h \
	advice/rebalancing_draft.c \
	advice/rebalancing_draft.h \
	advice/rebalancing_round.c \
	advice/rebalancing_round.h \
	advice/rebalancing_section.c \
	advice/reconcile.c \
	advice/reconcile_cause.c \
	advice/reconcile_parts.h \
	advice/reconcile_record.c \
	advice/reconcile_section.c \
	advice/reconcile.h \
	advice/recommend.c \
	advice/recommend.h \
	advice/recommend_section.c \
	advice/record.c \
	advice/record.h \
	advice/refresh.c \
	advice/refresh.h \
	advice/refresh_keep.c \
	advice/refresh_limit.c \
	advice/refresh_limit.h \
	advice/refresh_plan.c \
	advice/refresh_run.h \
	advice/refresh_actions.c \
	advice/refresh_remember.c \
	advice/refresh_share.c \
	advice/refresh_store.c \
	advice/review.c advice/review_kept.c advice/review_parts.h \
	advice/review.h \
	advice/review_section.c \
	advice/risk_history.c advice/risk_parts.h \
	advice/risk_section.c \
	advice/risk_stress.c \
	advice/risk_view.c advice/risk_view.h \
	advice/risk_words.c \
	advice/sandbox.c \
	advice/sandbox.h \
	advice/sandbox_goals.c \
	advice/sandbox_ledger.c \
	advice/sandbox_market.c \
	advice/sandbox_parts.h \
	advice/sandbox_people.c \
	advice/session.c \
	advice/session.h \
	advice/standing.c \
	advice/standing.h \
	advice/studio.c \
	advice/studio_beliefs.c \
	advice/studio_conflict.c \
	advice/studio_draft.c \
	advice/studio_limits.c \
	advice/studio_objective.c \
	advice/studio_stress.c \
	advice/studio_wish.c \
	advice/studio_wish.h \
	advice/studio_words.c \
	advice/table_file.c advice/table_file.h \
	advice/terms.c advice/terms.h \
	advice/track_actions.c \
	advice/track.c advice/track.h advice/track_parts.h advice/track_calendar.c advice/track_effects.c advice/track_plan.c \
	advice/track_input.c advice/track_replay.c advice/track_risk.c advice/track_section.c \
	advice/underway.c \
	advice/upkeep.c \
	advice/upkeep.h \
	advice/upkeep_copies.c \
	advice/upkeep_journal.c \
	advice/upkeep_parts.h \
	advice/upkeep_recovery.c \
	advice/weekly.c \
	advice/weekly.h \
	advice/weekly_document.c \
	advice/weekly_document.h
