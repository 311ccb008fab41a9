# libdata_a_SOURCES += data/feed/x.c data/feed/x.h
