# Manual pages, completion, units of the weekly report and of the check. Nothing is enabled by installing it.
dist_man_MANS = doc/ballast.1 doc/ballast-calendars.5 doc/ballast-feeds.5 doc/ballast-import.5 doc/ballast-keys.5 doc/ballast-meeting.7 \
	doc/ballast-scenarios.5

dist_bashcompletion_DATA = doc/ballast.bash

systemduserunit_DATA = doc/ballast-weekly.service doc/ballast-weekly.timer doc/ballast-check.service doc/ballast-check.timer
EXTRA_DIST += doc/ballast-weekly.service.in doc/ballast-weekly.timer doc/ballast-check.service.in doc/ballast-check.timer
CLEANFILES += doc/ballast-weekly.service doc/ballast-check.service

# The prefix is known to make only: it may be given at "make install" too.
unit_words = $(SED) -e 's|@bindir[@]|$(bindir)|g' -e 's|@prefix[@]|$(prefix)|g'

doc/ballast-weekly.service: doc/ballast-weekly.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) doc && $(unit_words) $(srcdir)/doc/ballast-weekly.service.in >$@.new && mv $@.new $@

doc/ballast-check.service: doc/ballast-check.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) doc && $(unit_words) $(srcdir)/doc/ballast-check.service.in >$@.new && mv $@.new $@
