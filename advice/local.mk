# One function for each question a person asks.
noinst_LIBRARIES += libadvice.a
libadvice_a_SOURCES =
