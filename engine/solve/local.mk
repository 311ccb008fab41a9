libengine_a_SOURCES += \
	engine/solve/solve.h
