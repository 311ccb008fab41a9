# The engine: pure computation. GSL is its only library.
noinst_LIBRARIES += libengine.a
libengine_a_SOURCES =

include engine/base/local.mk
include engine/model/local.mk
include engine/estimate/local.mk
include engine/solve/local.mk
include engine/allocate/local.mk
include engine/suitability/local.mk
include engine/rebalance/local.mk
include engine/risk/local.mk
include engine/performance/local.mk
include engine/simulate/local.mk
include engine/watch/local.mk
include engine/corporate/local.mk
