# Volatility and who contributes it, the tail of returns, the deepest fall.
libengine_a_SOURCES += \
	engine/risk/contribution.c \
	engine/risk/drawdown.c \
	engine/risk/risk.h \
	engine/risk/tail.c
