#!/bin/sh
# The arrows between the rooms, read from the sources: who may include whom, where outside libraries live, and what
# stays out of the layers that cannot speak to the user.
set -u
cd "${abs_top_srcdir:-$(dirname "$0")/..}" || exit 99
LC_ALL=C
export LC_ALL

sources=$(find engine data report advice tui cli main.c -name '*.[ch]' | sort)
if [ -z "$sources" ]; then
	echo 'Bail out! no source was found'
	exit 99
fi
number=0 failed=0

# verdict SENTENCE OFFENDERS: passes when there is no offender.
verdict()
{
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		failed=1
	fi
}

# Lines "file<TAB>header" for what is included in quotes, and in angle brackets.
# shellcheck disable=SC2086 # the file names are words
quoted=$(awk '/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, part, "\""); print FILENAME "\t" part[2] }' $sources)
# shellcheck disable=SC2086
angled=$(awk '/^[ \t]*#[ \t]*include[ \t]*</ { split($0, part, /[<>]/); print FILENAME "\t" part[2] }' $sources)

echo 1..9

verdict 'every quoted include is a path from the top of the tree' "$(
	printf '%s\n' "$quoted" | while IFS='	' read -r file header; do
		[ "$header" = config.h ] || [ -f "$header" ] || echo "$file includes \"$header\""
	done)"

verdict 'includes follow the arrows and never point up' "$(
	printf '%s\n' "$quoted" | awk -F '\t' '
		function room(path, part, count) {
			if (path == "main.c")
				return "main"
			count = split(path, part, "/")
			return part[1] == "engine" && count > 2 ? "engine/" part[2] : part[1]
		}
		function is_word(to) { return to == "engine/base" || to == "engine/model" }
		function allows(from, to, header) {
			if (from == to || header == "config.h")
				return 1
			if (from == "engine/base")
				return 0
			if (from == "engine/model")
				return to == "engine/base"
			if (is_word(to))
				return 1
			if (from ~ /^engine/)
				return index(below[from], " " to " ") > 0
			if (from == "advice")
				return to ~ /^engine\// || to == "data" || to == "report"
			if (from == "tui" || from == "cli" || from == "main")
				return to == "advice" || to == "report" || header ~ /^data\/settings\// ||
				       (from == "main" && (to == "tui" || to == "cli"))
			return 0
		}
		BEGIN {
			below["engine/allocate"] = " engine/solve engine/estimate "
			below["engine/simulate"] = " engine/estimate "
			below["engine/backtest"] = " engine/solve engine/estimate engine/allocate engine/rebalance "
		}
		!allows(room($1), room($2), $2) { print $1 " includes \"" $2 "\"" }')"

verdict 'every outside library has one home' "$(
	printf '%s\n' "$angled" | awk -F '\t' '
		function strays(file, header) {
			if (header ~ /curses/)
				return file !~ /^tui\/term_curses(_keys|_paint|_state)?\.[ch]$/
			if (header ~ /^sqlite3/)
				return file !~ /^data\/store\//
			if (header ~ /^curl\//)
				return file != "data/feed/http.c"
			if (header ~ /^sodium/)
				return file !~ /^data\/(journal|seal)\//
			if (header ~ /^jansson/)
				return file != "data/exchange/json.c"
			if (header ~ /^confuse/)
				return file != "data/settings/config.c"
			if (header == "expat.h")
				return file != "data/exchange/xml.c"
			if (header == "zlib.h")
				return file != "data/exchange/zip.c"
			if (header == "iconv.h")
				return file != "data/exchange/encoding.c"
			# advice hands vectors, matrices and a random generator to the engine; main() switches the handler off
			if (header ~ /^gsl\/gsl_(vector|matrix|rng)\.h$/)
				return file !~ /^(engine|advice)\//
			if (header == "gsl/gsl_errno.h")
				return file !~ /^engine\// && file != "main.c"
			if (header ~ /^(gsl\/|cblas|lapack)/)
				return file !~ /^engine\//
			if (header == "libintl.h")
				return file !~ /^(tui|cli|advice)\// && file != "main.c"
			return index(c_library, " " header " ") == 0 && header !~ /^sys\//
		}
		BEGIN {
			c_library = " assert.h ctype.h dirent.h errno.h fcntl.h float.h ftw.h getopt.h glob.h inttypes.h " \
				"arpa/inet.h langinfo.h limits.h locale.h math.h netinet/in.h poll.h pthread.h pwd.h regex.h signal.h spawn.h stdalign.h " \
				"stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h " \
				"strings.h termios.h time.h unistd.h wchar.h wctype.h "
		}
		strays($1, $2) { print $1 " includes <" $2 ">" }'
	# what knows curses beside them would know it through their inside
	printf '%s\n' "$quoted" | awk -F '\t' '
		$2 == "tui/term_curses_state.h" && $1 !~ /^tui\/term_curses(_keys|_paint)?\.c$/ { print $1 " includes \"" $2 "\"" }')"

# shellcheck disable=SC2046
verdict 'the engine reads no clock, file, terminal or locale' "$(
	printf '%s\n' "$angled" | awk -F '\t' '
		$1 == "engine/base/memory.c" && $2 == "sys/mman.h" { next } # the size of pages is what memory is about
		$1 ~ /^engine\// && $2 ~ /^(dirent|fcntl|ftw|getopt|glob|langinfo|locale|poll|pthread|pwd|signal|spawn|termios|time|unistd|sys\/.*)(\.h)?$/ {
			print $1 " includes <" $2 ">"
		}'
	grep -nE '(^|[^A-Za-z0-9_])(fopen|freopen|open|time|clock|clock_gettime|getenv|setlocale|rand|srand|random|system)\(' \
		$(printf '%s\n' "$sources" | grep '^engine/.*\.c$'))"

# A name belongs to one folder, where it may have a header and a source.
verdict 'a base name occurs once in the tree' "$(
	find engine data report advice tui cli tests bench main.c -name '*.[ch]' | sed 's/\.[ch]$//' | sort -u |
		awk -F / '{ where[$NF] = where[$NF] " " $0; count[$NF]++ }
			END { for (name in count) if (count[name] > 1) print name ":" where[name] }' | sort)"

below=$(printf '%s\n' "$sources" | grep -E '^(engine|data|report|advice)/')

# shellcheck disable=SC2086
verdict 'nothing prints below the faces' "$(
	grep -nE '(^|[^A-Za-z0-9_])(v?f?printf|puts|putchar|perror|psignal|syslog)\(|(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)' \
		$below /dev/null | grep -vE '^engine/base/memory\.c:[0-9]+:.*fputs\(sentence, stderr\);$' |
		grep -vE '^[^:]+:[0-9]+:[ 	]*(/?\*|//)')"

# shellcheck disable=SC2046
verdict 'words for people stand in tui, cli, advice and main only' "$(
	grep -nE '(^|[^A-Za-z0-9_])(_|N_|gettext|dgettext|ngettext)\("' \
		$(printf '%s\n' "$sources" | grep -E '^(engine|data|report)/') /dev/null)"

# shellcheck disable=SC2086
verdict 'no function of unbounded or hidden reach is called' "$(
	grep -nE '(^|[^A-Za-z0-9_])(gets|sprintf|vsprintf|strtok|tmpnam|mktemp|atoi|atol|atof|alloca)\(' $sources /dev/null)"

# The words are written in two halves, so that this file does not find itself; six X make a temporary name.
verdict 'nothing is left for later' "$(
	find engine data report advice tui cli tests bench share main.c -type f \
		\( -name '*.[ch]' -o -name '*.sh' -o -name '*.mk' -o -name '*.py' \) \
		-exec grep -nE 'TO''DO|FIX''ME|(^|[^X])XX''X([^X]|$)' {} /dev/null \;)"

exit $failed
