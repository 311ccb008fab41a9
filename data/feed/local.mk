libdata_a_SOURCES += \
	data/feed/body.c \
	data/feed/declaration.c data/feed/declaration.h \
	data/feed/feed.c data/feed/feed.h \
	data/feed/fetch.c \
	data/feed/http.c data/feed/http.h \
	data/feed/secrets.c data/feed/secrets.h \
	data/feed/template.c data/feed/template.h
