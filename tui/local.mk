# The desk.
noinst_LIBRARIES += libtui.a
libtui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
libtui_a_SOURCES = \
	tui/action.c tui/action.h \
	tui/desk.c tui/desk.h tui/desk_act.c tui/desk_keys.c tui/desk_state.h \
	tui/desk_main.c tui/desk_main.h \
	tui/frame.c \
	tui/glyph.c tui/glyph.h \
	tui/job.c tui/job.h \
	tui/key.c tui/key.h \
	tui/keymap.c tui/keymap.h \
	tui/looks.c tui/looks.h \
	tui/overlay.c \
	tui/palette.c tui/palette.h \
	tui/saving.c tui/saving.h \
	tui/screen.h \
	tui/screens/allocate_beliefs.c tui/screens/allocate_cells.c tui/screens/allocate_draw.c \
	tui/screens/allocate_faces.c tui/screens/allocate_groups.c tui/screens/allocate_walk.c \
	tui/screens/allocate_record.c tui/screens/allocate_screen.c tui/screens/allocate_steps.c \
	tui/screens/allocate_trials.c tui/screens/allocate_views.c tui/screens/allocate_weights.c \
	tui/screens/allocate_state.h \
	tui/screens/rebalance_cells.c tui/screens/rebalance_draw.c tui/screens/rebalance_edit.c \
	tui/screens/rebalance_record.c tui/screens/rebalance_screen.c \
	tui/screens/rebalance_state.h \
	tui/screens/refusal.c tui/screens/refusal.h \
	tui/screens/risk_detail.c tui/screens/risk_draw.c tui/screens/risk_holdings.c tui/screens/risk_measures.c \
	tui/screens/risk_screen.c tui/screens/risk_shocks.c tui/screens/risk_state.h \
	tui/screens/risk_tables.c tui/screens/risk_tables.h tui/screens/risk_times.c \
	tui/screens/signature.c tui/screens/signature.h \
	tui/screens/amounts.c tui/screens/amounts.h \
	tui/screens/apply_actions.c tui/screens/apply_actions.h \
	tui/screens/book_job.c tui/screens/book_job.h \
	tui/screens/book_filter.c tui/screens/book_filter.h \
	tui/screens/book_rows.c tui/screens/book_rows.h \
	tui/screens/book_screen.c \
	tui/screens/client_actions.c tui/screens/client_actions.h \
	tui/screens/client_decision.c tui/screens/client_panes.c tui/screens/client_screen.c \
	tui/screens/client_state.h tui/screens/client_tables.c \
	tui/screens/context.c tui/screens/context.h \
	tui/screens/desk_screens.h \
	tui/screens/performance_draw.c tui/screens/performance_panes.c tui/screens/performance_screen.c \
	tui/screens/performance_state.h tui/screens/performance_tables.c \
	tui/screens/plan_draw.c tui/screens/plan_edit.c tui/screens/plan_job.c tui/screens/plan_panes.c \
	tui/screens/plan_screen.c tui/screens/plan_state.h \
	tui/screens/job_session.c tui/screens/job_session.h \
	tui/screens/market_actions.c tui/screens/market_draw.c tui/screens/market_held.c tui/screens/market_job.c tui/screens/market_panes.c \
	tui/screens/market_rows.c tui/screens/market_screen.c tui/screens/market_state.h \
	tui/screens/oversight_alerts.c tui/screens/oversight_approvals.c tui/screens/oversight_concentration.c \
	tui/screens/oversight_details.c tui/screens/oversight_draw.c tui/screens/oversight_form.c \
	tui/screens/oversight_job.c tui/screens/oversight_records.c tui/screens/oversight_rows.c \
	tui/screens/oversight_rows.h tui/screens/oversight_screen.c tui/screens/oversight_state.h \
	tui/screens/profile_ask.c tui/screens/profile_draw.c tui/screens/profile_screen.c \
	tui/screens/profile_state.h \
	tui/screens/paperwork.c tui/screens/paperwork.h \
	tui/screens/propose_job.c tui/screens/propose_job.h \
	tui/screens/screens.c \
	tui/screens/shown_report.c tui/screens/shown_rows.c tui/screens/shown_rows.h \
	tui/term.c tui/term.h \
	tui/term_curses.c tui/term_curses.h tui/term_curses_keys.c tui/term_curses_paint.c tui/term_curses_state.h \
	tui/theme.c tui/theme.h \
	tui/tui.c tui/tui.h \
	tui/watch.c tui/watch.h \
	tui/widget/bar.c tui/widget/bar.h \
	tui/widget/cell_edit.c tui/widget/cell_edit.h \
	tui/widget/chart.c tui/widget/chart.h tui/widget/chart_ticks.c tui/widget/chart_ticks.h tui/widget/chart_words.c \
	tui/widget/dialog.c tui/widget/dialog.h \
	tui/widget/filter.c tui/widget/filter.h \
	tui/widget/fan.c tui/widget/fan.h \
	tui/widget/heat_map.c tui/widget/heat_map.h \
	tui/widget/fact_row.c tui/widget/fact_row.h \
	tui/widget/pane_place.c tui/widget/pane_place.h \
	tui/widget/scroll.c tui/widget/scroll.h \
	tui/widget/form.c tui/widget/form.h \
	tui/widget/table_cell.c tui/widget/table_cell.h \
	tui/widget/table_paint.c tui/widget/table_view.c tui/widget/table_view.h \
	tui/widget/text_field.c tui/widget/text_field.h

nobase_dist_pkgdata_DATA += \
	themes/ballast.theme themes/dark.theme themes/high-contrast.theme themes/light.theme themes/monochrome.theme
