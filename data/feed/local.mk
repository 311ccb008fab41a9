libdata_a_SOURCES += \
	data/feed/body.c \
	data/feed/body_json.c data/feed/body_json.h \
	data/feed/body_rows.c data/feed/body_rows.h \
	data/feed/body_table.c data/feed/body_table.h \
	data/feed/declaration.c data/feed/declaration.h \
	data/feed/declaration_answer.c data/feed/declaration_reading.h \
	data/feed/declaration_request.c data/feed/declaration_rules.c \
	data/feed/feed.c data/feed/feed.h \
	data/feed/fetch.c data/feed/fetch.h \
	data/feed/fetcher.c \
	data/feed/http.c data/feed/http.h \
	data/feed/moment.c data/feed/moment.h \
	data/feed/outgoing.c data/feed/outgoing.h \
	data/feed/pages.h \
	data/feed/propose.c data/feed/propose.h \
	data/feed/redact.c \
	data/feed/secrets.c data/feed/secrets.h \
	data/feed/template.c data/feed/template.h \
	data/feed/unwrap.c data/feed/unwrap.h \
	data/feed/zone.c data/feed/zone.h
