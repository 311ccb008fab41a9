# One function for each question a person asks.
noinst_LIBRARIES += libadvice.a
libadvice_a_CPPFLAGS = $(AM_CPPFLAGS)
libadvice_a_SOURCES = \
	advice/language.c advice/language.h
