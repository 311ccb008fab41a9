#!/bin/sh
# Every word for people exists in Chinese, and the catalogue is the program's own.
set -u
source=${abs_top_srcdir:?is set by make check}
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
number=0

# ok SENTENCE FILE: holds when FILE, the list of what is wrong, is empty.
ok() {
	number=$((number + 1))
	if [ -s "$2" ]; then
		echo "not ok $number - $1"
		head -n 40 "$2" | sed -e 's/^/# /'
	else
		echo "ok $number - $1"
	fi
}

if ! command -v xgettext >/dev/null || ! command -v msgattrib >/dev/null; then
	echo '1..0 # SKIP gettext is not installed'
	exit 0
fi

echo 1..7
cd "$source" || exit 99
sed -e '/^#/d' -e '/^$/d' po/POTFILES | sort >"$folder/listed"

# Words of C sources that are marked for translation; the header that defines the marks marks nothing.
find main.c engine data report advice tui cli -name '*.[ch]' ! -path advice/base/language.h -exec grep -lE '(^|[^A-Za-z0-9_])N?_\(("|$)' {} + |
	sort >"$folder/marked"

comm -13 "$folder/listed" "$folder/marked" >"$folder/wrong"
ok 'every file with words for people is in po/POTFILES' "$folder/wrong"

comm -23 "$folder/listed" "$folder/marked" >"$folder/wrong"
ok 'po/POTFILES lists no file without words' "$folder/wrong"

grep -vE '^(main\.c$|tui/|cli/|advice/)' "$folder/marked" >"$folder/wrong"
ok 'words for people live in the faces and in advice only' "$folder/wrong"

xgettext --force-po --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=_n:2 --add-location=file --files-from="$folder/listed" \
	--output="$folder/ballast.pot" 2>"$folder/wrong"
ok 'the words can be read out of the sources' "$folder/wrong"
if ! msgmerge --quiet --force-po --no-fuzzy-matching --output-file="$folder/merged.po" po/zh_CN.po "$folder/ballast.pot"; then
	echo 'Bail out! po/zh_CN.po cannot be merged with the words of the sources'
	exit 1
fi

{
	msgattrib --untranslated --no-obsolete "$folder/merged.po"
	msgattrib --only-fuzzy --no-obsolete "$folder/merged.po"
} | sed -n -e '/^#: /p' -e '/^msgid "./p' >"$folder/wrong"
ok 'every message has a Chinese translation that nobody doubts' "$folder/wrong"

msgattrib --only-obsolete "$folder/merged.po" | grep '^#~ msgid' >"$folder/wrong"
ok 'no translation is left over from words that are gone' "$folder/wrong"

msgfmt --check --use-fuzzy --output-file=/dev/null "$folder/merged.po" 2>"$folder/wrong" && : >"$folder/wrong"
ok 'directives of translated formats agree with the English' "$folder/wrong"
