libdata_a_SOURCES += \
	data/settings/calendar_loader.c data/settings/calendar_loader.h \
	data/settings/config.c data/settings/config.h \
	data/settings/config_place.c data/settings/config_place.h \
	data/settings/config_twice.c data/settings/config_twice.h \
	data/settings/loaders.c data/settings/loaders.h \
	data/settings/recall.c data/settings/recall.h \
	data/settings/regular_file.c data/settings/regular_file.h \
	data/settings/scenario_loader.c \
	data/settings/settings.c data/settings/settings.h
