libdata_a_SOURCES += \
	data/settings/config.h \
	data/settings/loaders.h \
	data/settings/settings.h
