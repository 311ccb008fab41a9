# What looks at what comes in.
libengine_a_SOURCES += engine/watch/price_gaps.c engine/watch/price_gaps.h \
	engine/watch/price_gate.c engine/watch/price_gate.h \
	engine/watch/rate_gate.c engine/watch/rate_gate.h
