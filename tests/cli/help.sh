#!/bin/sh
# Help comes from the table of commands: every command has some, and every suggestion leads somewhere.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

"$program" --help >"$folder/help"
ok 'help goes to standard output and is no failure' test $? -eq 0 -a -s "$folder/help"
# The list of commands stands between two blank lines after its heading.
sed -n -e '/^Commands:/,/^$/p' "$folder/help" | sed -n -e 's/^  \([a-z]\{1,\}\( [a-z]\{1,\}\)\{0,1\}\)  .*/\1/p' >"$folder/commands"
ok 'help lists commands' test "$(wc -l <"$folder/commands")" -ge 15

has_help() {
	exits 0 && [ "$(head -n 1 "$folder/out")" = Usage: ] && shows "ballast $1" && [ ! -s "$folder/err" ]
}

# Lines end by column 80 where there is no terminal; examples stay whole, to be copied.
is_narrow() {
	! sed -e '/^Examples:/,$d' "$folder/out" | grep -q '.\{81\}'
}

while read -r command; do
	# shellcheck disable=SC2086 # a command and its verb are two words
	run $command --help
	ok "$command has help" has_help "$command"
	ok "the help of $command fits 80 columns" is_narrow
	# shellcheck disable=SC2086
	run --help $command
	ok "help may be asked for before $command" has_help "$command"
	# shellcheck disable=SC2086
	refused "$command refuses an option it does not have" 2 '--no-such-thing' $command --no-such-thing
	# shellcheck disable=SC2086
	run $command --format yaml
	ok "$command refuses a format there is not" is_refusal 2 yaml "$(book_state)"
done <"$folder/commands"

# Prints what is wider than the terminal it was written to, and what goes on elsewhere than below its description.
wide_lines() {
	python3 - "$program" "$@" <<'END'
import fcntl, os, pty, re, struct, subprocess, sys, termios, unicodedata

def shown(columns, words):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 30, columns, 0, 0))
    process = subprocess.Popen([sys.argv[1], *words], stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    text = b''
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    process.wait()
    return text.decode().replace('\r', '')

def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in line)

for columns in (60, 80, 120):
    for language in ('en', 'zh_CN'):
        text = re.split('\n(?:Examples:|示例：)\n', shown(columns, ['--lang', language, *sys.argv[2:]]))[0]
        lines = text.split('\n')
        if len(lines) < 10:
            print(f'{columns} {language}: {text}')
        for line in lines:
            if width(line) > columns or re.match(' {7,29}[^ ]| {31}', line):
                print(f'{columns} {language}: {line}')
        if not any(re.match(' {30}[^ ]', line) for line in lines):
            print(f'{columns} {language}: nothing goes on below a description')
END
}

if command -v python3 >/dev/null; then
	for verb in report\ weekly lab\ optimize import; do
		# shellcheck disable=SC2086 # a command and its verb are two words
		wide_lines $verb --help >"$folder/wide" 2>&1
		ok "the help of $verb fits terminals of 60, 80 and 120 columns in both languages" test ! -s "$folder/wide"
	done
else
	skip 'help fits terminals of 60, 80 and 120 columns in both languages' 'python3 is not installed'
fi
run --lang zh_CN --help
ok 'help speaks Chinese' shows '命令'
"$program" -h >"$folder/out" 2>"$folder/err"
code=$?
ok '-h is help too' has_help COMMAND
run --version
ok 'the version is one line' test "$(wc -l <"$folder/out")" -eq 1
ok 'the version names the program' shows 'ballast '
run version --format json
ok 'the version is there for programs' shows '"version"'

refused 'a command with a slip of the finger is recognised' 2 'did you mean "clients"' clinets
refused 'a word that is no command is named' 2 '"frobnicate"' frobnicate
refused 'an option with a slip of the finger is recognised' 2 'did you mean --format' clients --fromat json
refused 'a format with a slip of the finger is recognised' 2 'did you mean "json"' clients --format jsn
refused 'a verb with a slip of the finger is recognised' 2 'did you mean "weekly"' report weakly
refused 'a group without its verb is told what is missing' 2 '"report" needs one word more' report
refused 'an option without its value is named' 2 '--format' clients --format
refused 'a switch with a value is named' 2 '--quiet' clients --quiet=yes
run --format json clients
ok 'common options may stand before the command' exits 6
run report --format json weekly
ok 'common options may stand between a command and its verb' exits 6

"$program" </dev/null >"$folder/out" 2>"$folder/err"
code=$?
ok 'without a terminal and a command there is help, on standard error' is_refusal 2 'Commands:' none
finish
