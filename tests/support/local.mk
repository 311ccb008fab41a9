# What several test programs share.
check_LIBRARIES += tests/support/libgrid.a
tests_support_libgrid_a_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_support_libgrid_a_SOURCES = \
	tests/support/demo_screens.c tests/support/demo_screens.h \
	tests/support/golden.c tests/support/golden.h \
	tests/support/term_grid.c tests/support/term_grid.h
