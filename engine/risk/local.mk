# libengine_a_SOURCES += engine/risk/x.c engine/risk/x.h
libengine_a_SOURCES += engine/risk/risk.h
