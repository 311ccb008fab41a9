libengine_a_SOURCES += \
	engine/corporate/dividend_tax.c engine/corporate/dividend_tax.h \
	engine/corporate/entitlement.c engine/corporate/entitlement.h \
	engine/corporate/exchange_lots.c
