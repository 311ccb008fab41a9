# Parsers against inputs nobody thought of. A target is one function: here replay.c gives it the kept corpus, in a tree
# configured with --enable-fuzz libFuzzer gives it what it likes. A new one is fuzz_NAME.c, a name, and two lines.
FUZZ_ALL = \
	tests/fuzz/fuzz_date \
	tests/fuzz/fuzz_money \
	tests/fuzz/fuzz_text \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_xml \
	tests/fuzz/fuzz_unwrap \
	tests/fuzz/fuzz_ofx \
	tests/fuzz/fuzz_qif \
	tests/fuzz/fuzz_broker \
	tests/fuzz/fuzz_import \
	tests/fuzz/fuzz_intake \
	tests/fuzz/fuzz_feed \
	tests/fuzz/fuzz_shipped \
	tests/fuzz/fuzz_config
FUZZ_LIBS = libdata.a libengine.a $(CURL_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(CONFUSE_LIBS) $(SODIUM_LIBS) \
	$(EXPAT_LIBS) $(ZLIB_LIBS) $(GSL_LIBS)
check_PROGRAMS += $(FUZZ_ALL)
EXTRA_DIST += tests/fuzz/README.md tests/fuzz/campaign.sh tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/foreign_claims.h \
	tests/fuzz/feed_claims.h tests/fuzz/corpus tests/fuzz/dictionaries

if ENABLE_FUZZ
FUZZ_MAIN =
FUZZ_LIBS += $(FUZZ_ENGINE)
else
FUZZ_MAIN = tests/fuzz/replay.c
TESTS += $(FUZZ_ALL)
endif

tests_fuzz_fuzz_date_SOURCES = tests/fuzz/fuzz_date.c $(FUZZ_MAIN)
tests_fuzz_fuzz_date_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_money_SOURCES = tests/fuzz/fuzz_money.c $(FUZZ_MAIN)
tests_fuzz_fuzz_money_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(FUZZ_MAIN)
tests_fuzz_fuzz_text_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c $(FUZZ_MAIN)
tests_fuzz_fuzz_json_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c $(FUZZ_MAIN)
tests_fuzz_fuzz_csv_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_xml_SOURCES = tests/fuzz/fuzz_xml.c $(FUZZ_MAIN)
tests_fuzz_fuzz_xml_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_unwrap_SOURCES = tests/fuzz/fuzz_unwrap.c $(FUZZ_MAIN)
tests_fuzz_fuzz_unwrap_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_ofx_SOURCES = tests/fuzz/fuzz_ofx.c $(FUZZ_MAIN)
tests_fuzz_fuzz_ofx_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_qif_SOURCES = tests/fuzz/fuzz_qif.c $(FUZZ_MAIN)
tests_fuzz_fuzz_qif_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_broker_SOURCES = tests/fuzz/fuzz_broker.c $(FUZZ_MAIN)
tests_fuzz_fuzz_broker_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_intake_SOURCES = tests/fuzz/fuzz_intake.c $(FUZZ_MAIN)
tests_fuzz_fuzz_intake_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz_feed.c $(FUZZ_MAIN)
tests_fuzz_fuzz_feed_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_shipped_SOURCES = tests/fuzz/fuzz_shipped.c $(FUZZ_MAIN)
tests_fuzz_fuzz_shipped_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(FUZZ_MAIN)
tests_fuzz_fuzz_config_LDADD = $(FUZZ_LIBS)

# A minute a target, or BALLAST_FUZZ_SECONDS; names in BALLAST_FUZZ_TARGETS choose among them.
.PHONY: fuzz
if ENABLE_FUZZ
fuzz: $(FUZZ_ALL)
	BALLAST_DATADIR='$(abs_top_srcdir)/share' $(SHELL) $(top_srcdir)/tests/fuzz/campaign.sh '$(abs_top_srcdir)' $(FUZZ_ALL)
else
fuzz:
	@echo 'make fuzz works in a tree of its own: configure --enable-fuzz CC=clang' >&2; exit 1
endif
