# What was earned: time- and money-weighted returns, and where the difference to the benchmark came from.
libengine_a_SOURCES += \
	engine/performance/attribution.c engine/performance/attribution.h \
	engine/performance/linking.c \
	engine/performance/money_weighted.c \
	engine/performance/performance.h \
	engine/performance/time_weighted.c
