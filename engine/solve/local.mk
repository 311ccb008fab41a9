# libengine_a_SOURCES += engine/solve/x.c engine/solve/x.h
