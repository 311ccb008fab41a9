# libengine_a_SOURCES += engine/allocate/x.c engine/allocate/x.h
