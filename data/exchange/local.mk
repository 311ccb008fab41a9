libdata_a_SOURCES += \
	data/exchange/cells.c data/exchange/cells.h \
	data/exchange/columns.c data/exchange/columns.h \
	data/exchange/csv.c data/exchange/csv.h \
	data/exchange/emit.c data/exchange/emit.h \
	data/exchange/encoding.c data/exchange/encoding.h \
	data/exchange/exchange.c data/exchange/exchange.h \
	data/exchange/foreign.c data/exchange/foreign.h \
	data/exchange/foreign_csv.c data/exchange/header_hint.c data/exchange/header_hint.h \
	data/exchange/foreign_events.c \
	data/exchange/foreign_filter.c data/exchange/foreign_filter.h \
	data/exchange/foreign_ofx.c \
	data/exchange/foreign_order.c \
	data/exchange/foreign_prices.c \
	data/exchange/foreign_qif.c \
	data/exchange/foreign_rows.c data/exchange/foreign_rows.h \
	data/exchange/gather.c data/exchange/gather.h \
	data/exchange/import_profile.c data/exchange/import_profile.h \
	data/exchange/json.c data/exchange/json.h \
	data/exchange/ofx_tags.c data/exchange/ofx_tags.h \
	data/exchange/problem.c data/exchange/problem.h \
	data/exchange/publish.c data/exchange/publish.h \
	data/exchange/rows.c data/exchange/rows.h \
	data/exchange/seen.c data/exchange/seen.h \
	data/exchange/xml.c data/exchange/xml.h \
	data/exchange/zip.c data/exchange/zip.h
