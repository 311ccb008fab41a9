# libengine_a_SOURCES += engine/estimate/x.c engine/estimate/x.h
libengine_a_SOURCES += engine/estimate/estimate.h
