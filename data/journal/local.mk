libdata_a_SOURCES += \
	data/journal/base64.c data/journal/base64.h \
	data/journal/hash.c \
	data/journal/journal.c data/journal/journal.h
