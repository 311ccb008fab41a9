# Shipped data, found under $BALLAST_DATADIR: here in the source tree, pkgdatadir once installed.
rulesdir = $(pkgdatadir)/rules
dist_rules_DATA = share/rules/cn.conf
assumptionsdir = $(pkgdatadir)/assumptions
dist_assumptions_DATA = share/assumptions/2026-01.conf
scenariosdir = $(pkgdatadir)/scenarios
dist_scenarios_DATA = share/scenarios/2026-01.conf
feedsdir = $(pkgdatadir)/feeds.d
dist_feeds_DATA = share/feeds.d/alphavantage.conf share/feeds.d/coingecko.conf \
	share/feeds.d/eastmoney.conf share/feeds.d/ecb.conf share/feeds.d/folder.conf \
	share/feeds.d/frankfurter.conf share/feeds.d/fred.conf share/feeds.d/nasdaq-datalink.conf \
	share/feeds.d/sina.conf share/feeds.d/stooq.conf share/feeds.d/tencent.conf share/feeds.d/tiingo.conf \
	share/feeds.d/tushare.conf share/feeds.d/twelvedata.conf share/feeds.d/yahoo.conf
# Invented funds to try the laboratory on.
labdir = $(pkgdatadir)/examples/lab
dist_lab_DATA = share/examples/lab/bounds.csv share/examples/lab/budgets.csv share/examples/lab/flows.csv \
	share/examples/lab/groups.csv share/examples/lab/lots.csv share/examples/lab/market.csv share/examples/lab/now.csv \
	share/examples/lab/payments.csv share/examples/lab/prices.csv share/examples/lab/values.csv \
	share/examples/lab/views.csv share/examples/lab/weights.csv
# How brokers write their files, and invented files to try it on.
importdir = $(pkgdatadir)/import.d
dist_import_DATA = share/import.d/cn-broker.conf share/import.d/cn-positions.conf share/import.d/eu-broker.conf \
	share/import.d/us-broker.conf
importexamplesdir = $(pkgdatadir)/examples/import
dist_importexamples_DATA = share/examples/import/account.qif share/examples/import/clients.csv \
	share/examples/import/cn-broker.csv share/examples/import/cn-positions.csv share/examples/import/eu-broker.csv \
	share/examples/import/instruments.csv share/examples/import/prices.ledger share/examples/import/statement-1.ofx \
	share/examples/import/statement-2.ofx share/examples/import/us-broker.csv
# The days on which markets are closed.
calendarsdir = $(pkgdatadir)/calendars
dist_calendars_DATA = share/calendars/TARGET.conf share/calendars/XETR.conf share/calendars/XHKG.conf \
	share/calendars/XNYS.conf share/calendars/XSHG.conf
