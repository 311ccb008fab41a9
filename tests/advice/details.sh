#!/bin/sh
# Errors in Chinese: every shape that is known is the wording of some source, and every wording of a source that can reach a
# person is known. A sentence that changes or is added there is not forgotten here. Words of the operating system are told by it,
# those of the libraries stand in library_words.txt.
set -u
source=${abs_top_srcdir:?is set by make check}
cd "$source" || exit 99
command -v python3 >/dev/null || { echo '1..0 # SKIP python3 is not installed'; exit 0; }
python3 - <<'END'
import ctypes, ctypes.util, errno, os, pathlib, re

# Functions that a sentence of theirs goes through on its way to a person.
SAY = re.compile(r'\b(error_set|error_prefix|problems_add|\w*_?fail(?:_\w+)?|\w*refuse\w*|SCAN_FAIL)\s*\(')
TOKEN = re.compile(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)
CONVERSION = re.compile(r'%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:ll|l|z|hh|h)?[diouxXeEfgGcsp]')
SENTENCE = re.compile(r"[a-z']{2,}[,;:]? [a-z\0]")
SQL = re.compile(r'\b(?:SELECT|INSERT|FROM|WHERE|ORDER BY|JOIN|AND|NULL|INTEGER|TEXT|STRICT|UNIQUE|UPDATE|DELETE|CREATE|END)\b|coalesce|, $|^\w\.\w')

# What is not said to people, or is one of the pieces of a sentence that is known as a whole.
EXCEPTIONS = {
    'a file of settings, a proposed declaration: text of a file': {
        "no such option '", 'language of screens and reports; auto follows the locale',
        'name of a theme file, without .theme', 'take clicks and the wheel; off leaves selection to the terminal',
        'for screen readers: no frames, no bars, charts as words', 'start with amounts masked',
        'rows may be copied to the terminal\'s clipboard, which other programs read', 'colour of a rise: red is the custom in China',
        'copy the book before what changes much of it; no: only when asked', 'automatic copies that stay: the newest ones',
        'and the newest of each of so many days', 'and the newest of each of so many weeks',
        'and the newest of each of so many months', 'name put under decisions; empty: the login name',
    },
    'a name of the machinery: for assert, the profiler of SQLite, or the names of a transaction': {
        'every figure has room for its source', 'ballast closes', 'ballast price batch', 'the numbers in the SQL above',
        'change \0', 'action \0 \0', 'action \0 \0/\0', 'action \0 %',
        '\0 does not fit here: begin, then sections and lists, then end',
    },
    'what is written in place of something else': {'12345678 => CLIENT/ACCOUNT', '600519 => 600519.SH'},
    'compared with what comes in': {'<!doctype html', 'SQLite format 3'},
}

# A wording with pieces in it that are words: the sentences it becomes, each of them a shape; and the pieces.
NEAR = '; did you mean "\0"?'
WHOLES = {
    '"\0" is no asset class\0\0\0': ['"\0" is no asset class', '"\0" is no asset class; did you mean \0?'],
    '"\0" is no kind of file\0\0; it is one of instruments, prices, clients, holdings, transactions, answers, rates': [
        '"\0" is no kind of file; it is one of instruments, prices, clients, holdings, transactions, answers, rates',
        '"\0" is no kind of file, perhaps \0; it is one of instruments, prices, clients, holdings, transactions, answers, rates'],
    'the row is in \0, \0 "\0" in \0': ['the row is in \0, instrument "\0" in \0', 'the row is in \0, client "\0" in \0'],
    'the book has no \0 "\0"; did you mean "\0"?': ['the book has no client "\0"' + NEAR, 'the book has no instrument "\0"' + NEAR],
    'the book has no \0 "\0"; import it first': ['the book has no client "\0"; import it first',
                                              'the book has no instrument "\0"; import it first'],
    '"\0" is no \0': ['"\0" is no limit', '"\0" is no objective', '"\0" is no view', '"\0" is no what-if'],
    '"\0": \0': ['"\0": this objective takes no number', '"\0": a percentage is wanted after the equals sign',
                 '"\0": a number above 0 is wanted after the equals sign'],
    '\0 must be \0': ['\0 must be above zero', '\0 must be zero or more'],
    '\0 \0 must \0': ['\0 must be above zero', '\0 must not be negative', 'the amount \0', 'what is set aside a month \0'],
    '\0 "\0" is no amount; write it like 300000 or 1500.50': [
        '\0 "\0" is no amount; write it like 300000 or 1500.50', 'the growth \0', 'the inflation \0'],
    'there is no key "\0"\0\0\0': ['there is no key "\0"', 'there is no key "\0"' + NEAR],
    '\0: there is no figure "\0"\0\0\0': ['there is no figure "\0"', 'there is no figure "\0"' + NEAR],
    '\0: instrument "\0": there is no feed "\0"\0\0\0': ['there is no feed "\0"', 'there is no feed "\0"' + NEAR],
    'theme \0: there is no role \'\0\'\0\0\0': ["there is no role '\0'", "there is no role '\0'; did you mean '\0'?"],
    'the disk that holds "\0" is full\0; the change was undone, make room and try again': [
        'the disk that holds "\0" is full; the change was undone, make room and try again',
        'the disk that holds "\0" is full, or your share of it is; the change was undone, make room and try again'],
    'there is no \0 "\0"; did you mean "\0"?': ['there is no client "\0"' + NEAR, 'there is no instrument "\0"' + NEAR],
    'there is no \0 "\0"': ['there is no client "\0"', 'there is no instrument "\0"'],
    'there is no report of \0 day': ['there is no report of an earlier day', 'there is no report of that day'],
    '\0: \0 = "\0"; it is one of \0, \0\0\0\0\0': ['\0 = "\0"; it is one of \0'],
    'the zip archive holds \0 file "\0"': ['the zip archive holds no file "\0"', 'the zip archive holds more than one file "\0"'],
    'row \0 is not \0': ['row \0 is not an object', 'row \0 is not a list'],
    'line \0, column \0\0\0\0: \0': ['line \0, column \0 (\0): \0', 'line \0, column \0: \0'],
    'column \0\0\0\0': ['column \0: \0', 'column \0 (\0): \0'],
    "keys: '\0' would mean both \0 and \0\0\0; give one of them another key": [
        "keys: '\0' would mean both \0 and \0; give one of them another key",
        "keys: '\0' would mean both \0 and \0 on screen \0; give one of them another key"],
    '"\0" cannot \0\0\0': ['"\0" cannot \0', '"\0" cannot \0; these can: \0', 'weigh trading costs', 'weigh the impact of trades',
                            'keep a turnover limit', 'keep a tracking error limit', 'keep a limit on how many are held',
                            'keep a smallest position', 'take a covariance by factors'],
    'return \0 of asset \0 is \0, which has no \0 return': ['return \0 of asset \0 is \0, which has no simple return',
                                                         'return \0 of asset \0 is \0, which has no log return'],
    'the \0 series have no date \0': ['the \0 series have no date in common', 'the \0 series have no date at all'],
    '\0 return \0 is \0; it must be finite\0': ['\0 return \0 is \0; it must be finite',
                                             '\0 return \0 is \0; it must be finite and above -1'],
    'shock \0 (\0\0\0) is never used, because shock \0 before it covers it; put the more particular one first': [
        'shock \0 (\0) is never used, because shock \0 before it covers it; put the more particular one first'],
    'the \0 limit of \0 (\0 %)': ['the lower limit of \0 (\0 %)', 'the upper limit of \0 (\0 %)'],
    '"\0" \0': ['"\0" is not a number', '\0 is not above 0', '\0 is below 0', '\0 is 0', '\0 is empty'],
    'the row \0': ['the row is too large', 'the row takes money out, which a sale cannot'],
    'field.date is missing': ['\0 is missing'], 'field.close is missing': ['\0 is missing'], 'url is missing': ['\0 is missing'],
    '\0: risk_free is missing': ['\0 is missing'],
}
PIECES = {
    '; did you mean "', '; did you mean ', "; did you mean '", ', or your share of it is', ' on screen ', 'more than one', 'no', '"?', '?',
    "'?", 'an object', 'a list', 'an earlier', 'that', 'is not above 0', ', perhaps ', 'be above zero', 'not be negative',
    'instrument', 'client', 'above zero', 'zero or more', '; and \0 more', ', ',
    '; these can: ', 'in common', 'at all', 'simple', 'log', ' and above -1',
}

def tokens(text):
    """The literals of C, those that follow each other joined: (offset, words before, literal)."""
    held = None
    for found in TOKEN.finditer(text):
        token = found.group(0)
        start = text.rfind('\n', 0, found.start()) + 1
        if token[0] != '"' or text[start:found.start()].lstrip().startswith('#include'):
            continue
        if held and not text[held[3]:found.start()].strip():
            held = (held[0], held[1], held[2] + token[1:-1], found.end())
            continue
        if held:
            yield held[:3]
        held = (found.start(), text[max(0, found.start() - 40):found.start()], token[1:-1], found.end())
    if held:
        yield held[:3]

def wording(literal):
    """The literal with one sign for what is filled in."""
    literal = literal.replace('\\"', '"').replace('%%', '\1')
    return CONVERSION.sub('\0', literal).replace('\1', '%')

def calls(text):
    """The spans of the arguments of the functions that say something."""
    for found in SAY.finditer(text):
        depth, at = 1, found.end()
        while depth and at < len(text):
            token = TOKEN.match(text, at)
            depth += 0 if token else (text[at] == '(') - (text[at] == ')')
            at = token.end() if token else at + 1
        yield found.group(1), found.end(), at

def sources(*rooms):
    for room in rooms:
        for path in sorted(pathlib.Path(room).rglob('*.c')):
            if not path.name.startswith('detail'):
                yield path, path.read_text()

# Shapes, as wordings.
shapes = {}
for path in sorted(pathlib.Path('advice/base').glob('detail*.c')):
    for shape in re.findall(r'N_\("((?:[^"\\]|\\.)*)"\)', path.read_text()):
        shapes[re.sub(r'%\d\$s', '\0', shape.replace('\\"', '"'))] = shape
composing = [s[:-1] for s in shapes if s.endswith(': \0')]
composing = [re.compile(re.escape(s).replace('\0', '[^ ]+?' if s == '\0: ' else '.+?')) for s in composing]

def known(words):
    """A shape, or one behind what is put before another: a file and line, an account, an entry."""
    if words in WHOLES:
        return all(whole in shapes for whole in WHOLES[words])
    if words in shapes or f'"\0" {words}' in shapes or 'the row ' + words in shapes or f'"\0": {words}' in shapes or not re.search('[A-Za-z]{2}', words):
        return True
    return any(found and found.end() < len(words) and known(words[found.end():])
               for found in (prefix.match(words) for prefix in composing))

excepted = {words for reason in EXCEPTIONS.values() for words in reason}
said, unknown, missed = set(), [], set()
for path, text in sources('engine', 'data', 'advice', 'tui', 'cli', 'report'):
    room = path.parts[0]
    spans = list(calls(text))
    for offset, before, literal in tokens(text):
        words = wording(literal)
        said.add(words)
        caller = next((name for name, start, end in spans if start <= offset < end), None)
        if caller == 'error_prefix':
            said.add(words := words + ': \0')
        if re.search(r'\b(?:_n?|N_)\(\s*$', before) or words in excepted:
            missed.discard(words) if words not in excepted else missed.add(words)
            continue
        said.update(WHOLES.get(words, ()))
        if words in PIECES or not re.search('[A-Za-z\0%] ?\\S* [A-Za-z\0]', words):
            continue
        if caller is None and (room not in ('data',) or not SENTENCE.search(words) or SQL.search(words) or words[0] == '#'):
            continue
        if not known(words):
            unknown.append(f'{path}: "{words}"'.replace('\0', '%s'))

# A sentence behind the file, line or name that is put before it; one with a symbol put before it where it is shown; the pieces.
for words in list(said):
    said.add('\0 ' + words)
    said.add('the row ' + words)
    said.add('"\0" ' + words)
    rest = words
    while ': ' in rest:
        rest = rest.split(': ', 1)[1]
        said.add(rest)
said |= {os.strerror(number) for number in errno.errorcode}

# What the libraries say stands in a file with the version it is of: another one installed here changes nothing of the test,
# and the one it is of has to say it so.
def installed(name):
    """The library's version and whatever text it holds; nothing when it is not there."""
    try:
        loaded = ctypes.CDLL(ctypes.util.find_library(name))
        asked = {'curl': 'curl_version', 'expat': 'XML_ExpatVersion', 'jansson': 'jansson_version_str'}.get(name)
        if asked:
            getattr(loaded, asked).restype = ctypes.c_char_p
            version = getattr(loaded, asked)()
        else:
            version = ctypes.string_at(ctypes.addressof(ctypes.c_char.in_dll(loaded, 'confuse_version')))
    except (OSError, AttributeError, TypeError, ValueError):
        return '', ''
    path = next(line.split()[-1] for line in open('/proc/self/maps') if f'/lib{name}.' in line)
    text = pathlib.Path(path).read_bytes().decode('latin1')
    return re.search(r'\d+(\.\d+)+', version.decode()).group(0), CONVERSION.sub('\0', text)

of_libraries = []
for line in pathlib.Path('tests/advice/library_words.txt').read_text().splitlines():
    if line[:1] == '#' or not line:
        continue
    if line[0] != '\t':
        name, version = line.split()
        here, held = installed(name)
        of_libraries.append([f'the wordings of {name} {version} are its own', here == version, []])
        continue
    words = re.sub(r'%\d\$s', '\0', line[1:])
    said |= {words, words + ' near \0'} if name == 'jansson' else {words}
    if here == version and words not in held:
        of_libraries[-1][2].append(f'{name} {version}: {line[1:]}')

results = [(words in said or words.endswith(': \0'), shape) for words, shape in shapes.items()]
results.append((not unknown, 'every wording that can reach a person has a shape'))
results.append((excepted <= missed, 'every exception is still the wording of a source'))
print(f'1..{len(results) + len(of_libraries)}')
for number, (holds, sentence) in enumerate(results, 1):
    print(f'{"ok" if holds else "not ok"} {number} - {sentence}')
for number, (sentence, is_here, wrong) in enumerate(of_libraries, len(results) + 1):
    print(f'{"not ok" if wrong else "ok"} {number} - {sentence}' + ('' if is_here else ' # SKIP another one is installed'))
    for line in wrong:
        print('# not said: ' + line)
for line in sorted(unknown):
    print('# no shape: ' + line)
for words in sorted(excepted - missed):
    print('# no such wording: ' + words.replace('\0', '%s'))
END
