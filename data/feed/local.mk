libdata_a_SOURCES += \
	data/feed/feed.h
