# libdata_a_SOURCES += data/journal/x.c data/journal/x.h
