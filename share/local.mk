# Shipped data, found under $BALLAST_DATADIR: here in the source tree, pkgdatadir once installed.
rulesdir = $(pkgdatadir)/rules
dist_rules_DATA = share/rules/cn.conf
assumptionsdir = $(pkgdatadir)/assumptions
dist_assumptions_DATA = share/assumptions/2026-01.conf
feedsdir = $(pkgdatadir)/feeds.d
dist_feeds_DATA = share/feeds.d/ecb.conf share/feeds.d/folder.conf share/feeds.d/tiingo.conf
