# libengine_a_SOURCES += engine/suitability/x.c engine/suitability/x.h
