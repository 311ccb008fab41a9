# Translations. English is the message id and needs no catalogue; the code reads po/locale below the build tree or
# $(localedir) when installed. Files with words for people stand in po/POTFILES.
po_words = $(SED) -e '/^\#/d' -e '/^$$/d' $(srcdir)/po/POTFILES
po_extract = $(XGETTEXT) --force-po --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=_n:2 --add-comments=Translators: --add-location=file \
	--package-name=ballast --package-version=$(VERSION) --directory=$(srcdir) --files-from=-

EXTRA_DIST += po/POTFILES po/zh_CN.po

po/ballast.pot: po/POTFILES
	$(AM_V_GEN)$(MKDIR_P) po && $(po_words) | $(po_extract) --output=$@

# After a change of words: make update-po, translate what is empty in po/zh_CN.po, and take out what stands at its end
# behind #~ when its words are gone for good.
.PHONY: update-po po/ballast.pot
update-po: po/ballast.pot
	$(MSGMERGE) --force-po --update --backup=none --no-fuzzy-matching --add-location=file $(srcdir)/po/zh_CN.po po/ballast.pot
	$(SED) -e '/^"POT-Creation-Date:/d' $(srcdir)/po/zh_CN.po >po/zh_CN.new && mv po/zh_CN.new $(srcdir)/po/zh_CN.po

po/locale/zh_CN/LC_MESSAGES/ballast.mo: po/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) --check --output-file=$@ $(srcdir)/po/zh_CN.po

localezhdir = $(localedir)/zh_CN/LC_MESSAGES
localezh_DATA = po/locale/zh_CN/LC_MESSAGES/ballast.mo
CLEANFILES += po/ballast.pot po/locale/zh_CN/LC_MESSAGES/ballast.mo
