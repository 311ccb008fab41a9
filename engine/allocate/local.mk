libengine_a_SOURCES += \
	engine/allocate/allocate.h
