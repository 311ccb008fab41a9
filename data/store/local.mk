# libdata_a_SOURCES += data/store/x.c data/store/x.h
