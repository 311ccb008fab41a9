libengine_a_SOURCES += \
	engine/base/checked.h \
	engine/base/date.c engine/base/date.h \
	engine/base/figure.c engine/base/figure.h \
	engine/base/memory.c engine/base/memory.h \
	engine/base/money.c engine/base/money.h \
	engine/base/number.c engine/base/number.h \
	engine/base/status.c engine/base/status.h \
	engine/base/sum.h \
	engine/base/text.c engine/base/text.h \
	engine/base/width.c
