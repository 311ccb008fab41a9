# Paths of returns that never were, and the goals they are to reach.
libengine_a_SOURCES += \
	engine/simulate/chances.c \
	engine/simulate/glide_path.c \
	engine/simulate/goals.c \
	engine/simulate/goals.h \
	engine/simulate/paths.h \
	engine/simulate/regimes.c \
	engine/simulate/simulate.h
