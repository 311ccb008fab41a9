# Volatility and who contributes it, the tail of returns, falls from a high, ratios, stress, factors, concentration.
libengine_a_SOURCES += \
	engine/risk/concentration.c \
	engine/risk/contribution.c \
	engine/risk/drawdown.c \
	engine/risk/exposure.h \
	engine/risk/factors.c \
	engine/risk/liquidity.c \
	engine/risk/modified_tail.c \
	engine/risk/ratios.c engine/risk/ratios.h \
	engine/risk/risk.h \
	engine/risk/stress.c engine/risk/stress.h \
	engine/risk/tail.c
