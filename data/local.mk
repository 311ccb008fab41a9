# The outside world: stores and fetches facts, computes nothing.
noinst_LIBRARIES += libdata.a
libdata_a_SOURCES =
libdata_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(CONFUSE_CFLAGS) $(SODIUM_CFLAGS) $(EXPAT_CFLAGS) $(ZLIB_CFLAGS)

include data/store/local.mk
include data/journal/local.mk
include data/seal/local.mk
include data/feed/local.mk
include data/exchange/local.mk
include data/settings/local.mk
