libdata_a_SOURCES += \
	data/exchange/csv.h \
	data/exchange/emit.h \
	data/exchange/intake.h \
	data/exchange/json.c data/exchange/json.h \
	data/exchange/problem.h
