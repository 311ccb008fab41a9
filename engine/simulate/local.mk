# Paths of returns that never were, and the goals they are to reach.
libengine_a_SOURCES += \
	engine/simulate/chances.c \
	engine/simulate/glide_path.c \
	engine/simulate/goals.c \
	engine/simulate/goals.h \
	engine/simulate/order_statistics.c \
	engine/simulate/order_statistics.h \
	engine/simulate/path_answers.c \
	engine/simulate/path_blocks.c \
	engine/simulate/path_setup.c \
	engine/simulate/path_state.h \
	engine/simulate/paths.h \
	engine/simulate/regimes.c \
	engine/simulate/simulate.h \
	engine/simulate/streams.c \
	engine/simulate/streams.h
