libengine_a_SOURCES += \
	engine/suitability/gate.c \
	engine/suitability/questionnaire.c \
	engine/suitability/score.c \
	engine/suitability/suitability.h
