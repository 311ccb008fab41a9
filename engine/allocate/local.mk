libengine_a_SOURCES += \
	engine/allocate/allocate.h \
	engine/allocate/allocators.c \
	engine/allocate/answer.c engine/allocate/answer.h \
	engine/allocate/cardinality.c engine/allocate/counted.h \
	engine/allocate/conditional_drawdown.c \
	engine/allocate/diversification.c \
	engine/allocate/expected_shortfall.c \
	engine/allocate/feasibility.c \
	engine/allocate/follow.c \
	engine/allocate/hierarchical.c \
	engine/allocate/limits.c engine/allocate/limits.h \
	engine/allocate/lots.c engine/allocate/lots.h \
	engine/allocate/lots_search.h engine/allocate/lots_squares.c engine/allocate/lots_tracking.c \
	engine/allocate/mean_variance.c \
	engine/allocate/parity.h engine/allocate/parity_bounds.c engine/allocate/parity_limits.c \
	engine/allocate/reach.c engine/allocate/reach.h \
	engine/allocate/resampled.c \
	engine/allocate/risk_parity.c \
	engine/allocate/robust.c \
	engine/allocate/style.c engine/allocate/style.h \
	engine/allocate/tail_allocation.c engine/allocate/tail_allocation.h \
	engine/allocate/tracked.c engine/allocate/tracked.h \
	engine/allocate/tracking.c \
	engine/allocate/utility.c
