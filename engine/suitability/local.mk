libengine_a_SOURCES += \
	engine/suitability/suitability.h
