libdata_a_SOURCES += \
	data/journal/hash.c \
	data/journal/journal.c data/journal/journal.h
