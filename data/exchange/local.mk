# libdata_a_SOURCES += data/exchange/x.c data/exchange/x.h
