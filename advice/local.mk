# One function for each question a person asks.
noinst_LIBRARIES += libadvice.a
libadvice_a_CPPFLAGS = $(AM_CPPFLAGS)
libadvice_a_SOURCES = \
	advice/approve.h \
	advice/intake.h \
	advice/lab.h \
	advice/language.c advice/language.h \
	advice/market.c advice/market.h \
	advice/monitor.h \
	advice/profile.h \
	advice/rebalancing.h \
	advice/recommend.h \
	advice/refresh.h \
	advice/review.h \
	advice/sandbox.h \
	advice/session.c advice/session.h \
	advice/standing.c advice/standing.h \
	advice/upkeep.h \
	advice/weekly.h
