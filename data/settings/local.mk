# libdata_a_SOURCES += data/settings/x.c data/settings/x.h
