include tests/support/local.mk

check_PROGRAMS += tests/support/demo_desk
tests_support_demo_desk_SOURCES = tests/support/demo_desk.c
tests_support_demo_desk_LDADD = tests/support/libgrid.a $(TEST_TUI_LIBS)
