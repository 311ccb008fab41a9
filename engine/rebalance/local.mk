libengine_a_SOURCES += \
	engine/rebalance/bands.c engine/rebalance/bands.h \
	engine/rebalance/working_state.h \
	engine/rebalance/drift.c \
	engine/rebalance/rebalance.c engine/rebalance/rebalance.h \
	engine/rebalance/tax_lots.c \
	engine/rebalance/trades.c \
	engine/rebalance/whole_lots.c
