# One function for each question a person asks.
noinst_LIBRARIES += libadvice.a
libadvice_a_CPPFLAGS = $(AM_CPPFLAGS)
libadvice_a_SOURCES = \
	advice/approve.c \
	advice/approve.h \
	advice/approve_section.c \
	advice/candidate.c \
	advice/candidate.h \
	advice/explain.c \
	advice/explain.h \
	advice/intake.h \
	advice/lab.h \
	advice/language.c \
	advice/language.h \
	advice/mandating.c \
	advice/mandating.h \
	advice/market.c \
	advice/market.h \
	advice/monitor.c \
	advice/monitor.h \
	advice/proposal.c \
	advice/proposal.h \
	advice/orders.c \
	advice/profile.c \
	advice/profile.h \
	advice/profile_section.c \
	advice/rebalancing.c \
	advice/rebalancing.h \
	advice/rebalancing_section.c \
	advice/recommend.c \
	advice/recommend.h \
	advice/recommend_section.c \
	advice/record.c \
	advice/record.h \
	advice/refresh.h \
	advice/review.c \
	advice/review.h \
	advice/review_section.c \
	advice/sandbox.c \
	advice/sandbox.h \
	advice/sandbox_ledger.c \
	advice/sandbox_market.c \
	advice/sandbox_parts.h \
	advice/sandbox_people.c \
	advice/session.c \
	advice/session.h \
	advice/standing.c \
	advice/standing.h \
	advice/studio.c \
	advice/upkeep.c \
	advice/upkeep.h \
	advice/weekly.c \
	advice/weekly.h \
	advice/weekly_document.c \
	advice/weekly_document.h
