# What is promised about speed.

EXTRA_PROGRAMS = bench/bench_frontier
bench_bench_frontier_SOURCES = bench/bench_frontier.c
bench_bench_frontier_LDADD = libengine.a $(GSL_LIBS)

.PHONY: bench
bench: bench/bench_frontier$(EXEEXT)
	./bench/bench_frontier$(EXEEXT)
