# Tests mirror the tree: one folder a layer. A program links its own layer and what lies below it.
EXTRA_DIST += tests/support/tap.sh

TEST_ENGINE_LIBS = libengine.a $(CMOCKA_LIBS) $(GSL_LIBS)
TEST_DATA_LIBS = libdata.a libengine.a $(CMOCKA_LIBS) $(CURL_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(CONFUSE_LIBS) $(SODIUM_LIBS) $(EXPAT_LIBS) $(ZLIB_LIBS) $(GSL_LIBS)
TEST_REPORT_LIBS = libreport.a libengine.a $(CMOCKA_LIBS) $(GSL_LIBS)
TEST_ADVICE_LIBS = libadvice.a libreport.a $(TEST_DATA_LIBS)
TEST_TUI_LIBS = libtui.a libadvice.a libreport.a $(TEST_DATA_LIBS) $(NCURSES_LIBS)

if HAVE_CMOCKA
include tests/engine/local.mk
include tests/data/local.mk
include tests/report/local.mk
include tests/advice/local.mk
include tests/tui/local.mk
endif
include tests/cli/local.mk
include tests/fuzz/local.mk

# What holds for the tree as a whole.
dist_check_SCRIPTS += tests/headers.sh tests/layers.sh
TESTS += tests/headers.sh tests/layers.sh

# A hundred thousand and more of another seed each night; BALLAST_RANDOM_SEED and BALLAST_RANDOM_COUNT choose others.
.PHONY: nightly
nightly: tests/engine/test_random$(EXEEXT)
	OPENBLAS_NUM_THREADS=1 BALLAST_RANDOM_SEED=$${BALLAST_RANDOM_SEED:-$$(date +%Y%m%d)} \
		BALLAST_RANDOM_COUNT=$${BALLAST_RANDOM_COUNT:-120000} ./tests/engine/test_random$(EXEEXT)

# Lines of the engine that its tests reach; needs a build with --enable-coverage.
EXTRA_DIST += tests/coverage.sh
.PHONY: coverage
coverage: $(check_PROGRAMS)
	$(SHELL) $(top_srcdir)/tests/coverage.sh '$(abs_top_srcdir)'
