# Paths of returns that never were.
libengine_a_SOURCES += \
	engine/simulate/regimes.c \
	engine/simulate/simulate.h
