# What is promised about speed.

EXTRA_PROGRAMS = bench/bench_client bench/bench_covariance bench/bench_desk bench/bench_frontier bench/bench_parity bench/bench_simulate bench/bench_tail bench/bench_volume bench/bench_weekly
bench_bench_client_SOURCES = bench/bench_client.c
bench_bench_client_LDADD = libengine.a $(GSL_LIBS)
bench_bench_covariance_SOURCES = bench/bench_covariance.c
bench_bench_covariance_LDADD = libengine.a $(GSL_LIBS)
bench_bench_desk_SOURCES = bench/bench_desk.c tests/support/pty_driver.c tests/support/pty_driver.h
bench_bench_desk_LDADD = -lutil -lm
bench_bench_frontier_SOURCES = bench/bench_frontier.c
bench_bench_frontier_LDADD = libengine.a $(GSL_LIBS)
bench_bench_parity_SOURCES = bench/bench_parity.c
bench_bench_parity_LDADD = libengine.a $(GSL_LIBS)
bench_bench_simulate_SOURCES = bench/bench_simulate.c
bench_bench_simulate_LDADD = libengine.a $(GSL_LIBS)
bench_bench_tail_SOURCES = bench/bench_tail.c
bench_bench_tail_LDADD = libengine.a $(GSL_LIBS)
bench_bench_volume_SOURCES = bench/bench_volume.c
bench_bench_volume_LDADD = libadvice.a libreport.a libdata.a libengine.a $(CURL_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(CONFUSE_LIBS) \
	$(SODIUM_LIBS) $(EXPAT_LIBS) $(ZLIB_LIBS) $(GSL_LIBS)
bench_bench_weekly_SOURCES = bench/bench_weekly.c
bench_bench_weekly_LDADD = libadvice.a libreport.a libdata.a libengine.a \
	$(CURL_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(CONFUSE_LIBS) $(SODIUM_LIBS) $(EXPAT_LIBS) $(ZLIB_LIBS) $(GSL_LIBS)
EXTRA_DIST += bench/weekly.sh bench/desk.sh bench/refresh.py bench/volume.sh

.PHONY: bench
bench: ballast$(EXEEXT) tests/tui/refresh_desk$(EXEEXT) bench/bench_client$(EXEEXT) bench/bench_covariance$(EXEEXT) bench/bench_desk$(EXEEXT) bench/bench_frontier$(EXEEXT) \
	bench/bench_parity$(EXEEXT) bench/bench_simulate$(EXEEXT) bench/bench_tail$(EXEEXT) \
	bench/bench_volume$(EXEEXT) bench/bench_weekly$(EXEEXT)
	./bench/bench_client$(EXEEXT)
	./bench/bench_covariance$(EXEEXT)
	./bench/bench_frontier$(EXEEXT)
	./bench/bench_parity$(EXEEXT)
	./bench/bench_simulate$(EXEEXT)
	./bench/bench_tail$(EXEEXT)
	BALLAST_DATADIR='$(abs_top_srcdir)/share' $(SHELL) $(top_srcdir)/bench/weekly.sh \
		./ballast$(EXEEXT) ./bench/bench_weekly$(EXEEXT)
	BALLAST_DATADIR='$(abs_top_srcdir)/share' $(SHELL) $(top_srcdir)/bench/desk.sh \
		./ballast$(EXEEXT) ./bench/bench_desk$(EXEEXT)
	BALLAST_DATADIR='$(abs_top_srcdir)/share' $(SHELL) $(top_srcdir)/bench/volume.sh \
		./ballast$(EXEEXT) ./bench/bench_volume$(EXEEXT)
	BALLAST_DATADIR='$(abs_top_srcdir)/share' python3 $(top_srcdir)/bench/refresh.py ./ballast$(EXEEXT)
	abs_top_builddir='$(abs_top_builddir)' abs_top_srcdir='$(abs_top_srcdir)' BALLAST_DATADIR='$(abs_top_srcdir)/share' \
		BALLAST_REFRESH_KEYS=2000 $(SHELL) $(top_srcdir)/tests/tui/refresh.sh
