libdata_a_SOURCES += \
	data/seal/seal.c data/seal/seal.h
