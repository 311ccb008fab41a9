libdata_a_SOURCES += \
	data/exchange/json.c data/exchange/json.h
