libengine_a_SOURCES += \
	engine/allocate/allocate.h \
	engine/allocate/allocators.c \
	engine/allocate/feasibility.c \
	engine/allocate/limits.h \
	engine/allocate/mean_variance.c
