libengine_a_SOURCES += \
	engine/rebalance/rebalance.h
