# From prices with gaps to a mean and a covariance.
libengine_a_SOURCES += \
	engine/estimate/align.c \
	engine/estimate/betas.c \
	engine/estimate/black_litterman.c engine/estimate/black_litterman.h \
	engine/estimate/covariance.c \
	engine/estimate/cross_product.c engine/estimate/cross_product.h \
	engine/estimate/denoise.c \
	engine/estimate/estimate.h \
	engine/estimate/factor_model.c engine/estimate/factor_model.h \
	engine/estimate/mean_estimators.c \
	engine/estimate/means.c \
	engine/estimate/moments.c \
	engine/estimate/nearest_correlation.c \
	engine/estimate/pairwise.c \
	engine/estimate/price_returns.c \
	engine/estimate/quality.c engine/estimate/quality.h \
	engine/estimate/shrinkage.c \
	engine/estimate/shrinkage_targets.c \
	engine/estimate/stambaugh.c \
	engine/estimate/symmetric_eigen.c engine/estimate/symmetric_eigen.h \
	engine/estimate/varying_sample.c engine/estimate/varying_sample.h \
	engine/estimate/winsorise.c
