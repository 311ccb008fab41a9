# libengine_a_SOURCES += engine/rebalance/x.c engine/rebalance/x.h
