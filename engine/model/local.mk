libengine_a_SOURCES += \
	engine/model/assumptions.c engine/model/assumptions.h \
	engine/model/calendar.c engine/model/calendar.h \
	engine/model/corporate_action.c engine/model/corporate_action.h \
	engine/model/dealing_terms.c engine/model/dealing_terms.h \
	engine/model/goal.h \
	engine/model/instrument.c engine/model/instrument.h \
	engine/model/investor.h \
	engine/model/ledger.c engine/model/ledger.h \
	engine/model/mandate.c engine/model/mandate.h \
	engine/model/rate.c engine/model/rate.h \
	engine/model/rules.c engine/model/rules.h \
	engine/model/scenarios.c engine/model/scenarios.h \
	engine/model/series.c engine/model/series.h \
	engine/model/total_return.c engine/model/total_return.h
