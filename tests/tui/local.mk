include tests/support/local.mk

check_PROGRAMS += tests/support/demo_desk
tests_support_demo_desk_SOURCES = tests/support/demo_desk.c
tests_support_demo_desk_LDADD = tests/support/libgrid.a $(TEST_TUI_LIBS)

TEST_GRID_LIBS = tests/support/libgrid.a $(TEST_TUI_LIBS)

check_PROGRAMS += tests/tui/test_term tests/tui/test_keymap
TESTS += tests/tui/test_term tests/tui/test_keymap
tests_tui_test_term_SOURCES = tests/tui/test_term.c
tests_tui_test_term_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_term_LDADD = $(TEST_GRID_LIBS)
tests_tui_test_keymap_SOURCES = tests/tui/test_keymap.c
tests_tui_test_keymap_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_keymap_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_desk tests/tui/test_chart
TESTS += tests/tui/test_desk tests/tui/test_chart
tests_tui_test_desk_SOURCES = tests/tui/test_desk.c
tests_tui_test_desk_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_desk_LDADD = $(TEST_GRID_LIBS)
tests_tui_test_chart_SOURCES = tests/tui/test_chart.c
tests_tui_test_chart_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_chart_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_form
TESTS += tests/tui/test_form tests/tui/terminal.sh
dist_check_SCRIPTS += tests/tui/terminal.sh
EXTRA_DIST += tests/support/tmux.sh
tests_tui_test_form_SOURCES = tests/tui/test_form.c
tests_tui_test_form_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_form_LDADD = $(TEST_GRID_LIBS)

STUDIO_SCENE = tests/advice/scene.c tests/advice/scene.h tests/support/studio_scene.c tests/support/studio_scene.h

check_PROGRAMS += tests/support/studio_desk
tests_support_studio_desk_SOURCES = tests/support/studio_desk.c $(STUDIO_SCENE)
tests_support_studio_desk_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_support_studio_desk_LDADD = $(TEST_GRID_LIBS)

TEST_DESK_SCENE = tests/tui/desk_scene.c tests/tui/desk_scene.h tests/advice/scene.c tests/advice/scene.h
check_PROGRAMS += tests/tui/test_book_screen tests/tui/test_client_screen
TESTS += tests/tui/test_book_screen tests/tui/test_client_screen tests/tui/desk.sh tests/tui/meeting.sh
dist_check_SCRIPTS += tests/tui/desk.sh tests/tui/meeting.sh
tests_tui_test_book_screen_SOURCES = tests/tui/test_book_screen.c $(TEST_DESK_SCENE)
tests_tui_test_book_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_book_screen_LDADD = $(TEST_GRID_LIBS)
tests_tui_test_client_screen_SOURCES = tests/tui/test_client_screen.c $(TEST_DESK_SCENE)
tests_tui_test_client_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_client_screen_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_allocate_screen tests/tui/test_rebalance_screen
TESTS += tests/tui/test_allocate_screen tests/tui/test_rebalance_screen tests/tui/studio.sh
dist_check_SCRIPTS += tests/tui/studio.sh
tests_tui_test_allocate_screen_SOURCES = tests/tui/test_allocate_screen.c $(STUDIO_SCENE)
tests_tui_test_allocate_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_allocate_screen_LDADD = $(TEST_GRID_LIBS)
tests_tui_test_rebalance_screen_SOURCES = tests/tui/test_rebalance_screen.c $(STUDIO_SCENE)
tests_tui_test_rebalance_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_rebalance_screen_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_profile_screen
TESTS += tests/tui/test_profile_screen
tests_tui_test_profile_screen_SOURCES = tests/tui/test_profile_screen.c $(TEST_DESK_SCENE)
tests_tui_test_profile_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_profile_screen_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_plan_screen
TESTS += tests/tui/test_plan_screen
tests_tui_test_plan_screen_SOURCES = tests/tui/test_plan_screen.c $(TEST_DESK_SCENE)
tests_tui_test_plan_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_plan_screen_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_performance_screen
TESTS += tests/tui/test_performance_screen
tests_tui_test_performance_screen_SOURCES = tests/tui/test_performance_screen.c tests/advice/scene.c tests/advice/scene.h
tests_tui_test_performance_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_performance_screen_LDADD = $(TEST_GRID_LIBS)
check_PROGRAMS += tests/tui/test_oversight_screen tests/tui/test_market_screen
TESTS += tests/tui/test_oversight_screen tests/tui/test_market_screen
tests_tui_test_oversight_screen_SOURCES = tests/tui/test_oversight_screen.c $(TEST_DESK_SCENE)
tests_tui_test_oversight_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_oversight_screen_LDADD = $(TEST_GRID_LIBS)
tests_tui_test_market_screen_SOURCES = tests/tui/test_market_screen.c $(TEST_DESK_SCENE)
tests_tui_test_market_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_market_screen_LDADD = $(TEST_GRID_LIBS)

check_PROGRAMS += tests/tui/test_risk_screen
TESTS += tests/tui/test_risk_screen
tests_tui_test_risk_screen_SOURCES = tests/tui/test_risk_screen.c $(TEST_DESK_SCENE)
tests_tui_test_risk_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_risk_screen_LDADD = $(TEST_GRID_LIBS)
# What every screen has in common.
check_PROGRAMS += tests/tui/test_habits
TESTS += tests/tui/test_habits
tests_tui_test_habits_SOURCES = tests/tui/test_habits.c $(TEST_DESK_SCENE)
tests_tui_test_habits_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_habits_LDADD = $(TEST_GRID_LIBS)
# A monkey at the keyboard of the real program.
check_PROGRAMS += tests/tui/monkey
TESTS += tests/tui/monkey.sh
dist_check_SCRIPTS += tests/tui/monkey.sh
tests_tui_monkey_SOURCES = tests/tui/monkey.c tests/support/pty_driver.c tests/support/pty_driver.h \
	tests/support/terminal_stream.c tests/support/terminal_stream.h
tests_tui_monkey_LDADD = -lutil

check_PROGRAMS += tests/tui/hostile
TESTS += tests/tui/hostile.sh
dist_check_SCRIPTS += tests/tui/hostile.sh
tests_tui_hostile_SOURCES = tests/tui/hostile.c tests/support/hostile_text.c tests/support/hostile_text.h \
	tests/support/pty_driver.c tests/support/pty_driver.h tests/support/terminal_stream.c tests/support/terminal_stream.h
tests_tui_hostile_LDADD = -lutil

# The whole desk in pictures: tests/tui/golden_shots.c says of what, the folder holds them, one file a picture.
GOLDENS = tests/tui/goldens
EXTRA_DIST += $(GOLDENS)
check_PROGRAMS += tests/tui/test_goldens
TESTS += tests/tui/test_goldens
tests_tui_test_goldens_SOURCES = tests/tui/test_goldens.c tests/tui/golden_shots.c tests/tui/golden_shots.h \
	tests/tui/golden_book.c tests/tui/golden_book.h tests/advice/scene.c tests/advice/scene.h
tests_tui_test_goldens_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-DGOLDENS_SOURCE='"$(abs_top_srcdir)"' -DGOLDENS_BUILD='"$(abs_top_builddir)"'
tests_tui_test_goldens_LDADD = $(TEST_GRID_LIBS)

# Keys at the desk while hostile providers are asked for prices; bench/local.mk measures with it too.
check_PROGRAMS += tests/tui/refresh_desk
TESTS += tests/tui/refresh.sh
dist_check_SCRIPTS += tests/tui/refresh.sh
tests_tui_refresh_desk_SOURCES = tests/tui/refresh_desk.c tests/support/pty_driver.c tests/support/pty_driver.h
tests_tui_refresh_desk_LDADD = -lutil -lm

# Corporate actions on the screens Market and Client.
check_PROGRAMS += tests/tui/test_actions_pane
TESTS += tests/tui/test_actions_pane
tests_tui_test_actions_pane_SOURCES = tests/tui/test_actions_pane.c $(TEST_DESK_SCENE)
tests_tui_test_actions_pane_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_actions_pane_LDADD = $(TEST_GRID_LIBS)

# What was held back, on the screen Market.
check_PROGRAMS += tests/tui/test_held_pane
TESTS += tests/tui/test_held_pane
tests_tui_test_held_pane_SOURCES = tests/tui/test_held_pane.c $(TEST_DESK_SCENE)
tests_tui_test_held_pane_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_tui_test_held_pane_LDADD = $(TEST_GRID_LIBS)
