libengine_a_SOURCES += \
	engine/corporate/entitlement.c engine/corporate/entitlement.h \
	engine/corporate/exchange_lots.c
