# From prices with gaps to a mean and a covariance.
libengine_a_SOURCES += \
	engine/estimate/covariance.c \
	engine/estimate/cross_product.c engine/estimate/cross_product.h \
	engine/estimate/estimate.h \
	engine/estimate/means.c \
	engine/estimate/moments.c \
	engine/estimate/nearest_correlation.c \
	engine/estimate/pairwise.c \
	engine/estimate/price_returns.c \
	engine/estimate/shrinkage.c
