#!/bin/sh
# Every shape of an error that is known in Chinese is the wording of some source: a sentence that changes there is not
# forgotten here. Words of the operating system are told by the operating system.
set -u
source=${abs_top_srcdir:?is set by make check}
cd "$source" || exit 99
command -v python3 >/dev/null || { echo '1..0 # SKIP python3 is not installed'; exit 0; }
python3 - <<'END'
import errno, os, pathlib, re

def literals(text):
    """C string literals, those that follow each other joined, conversions made one sign."""
    text = re.sub(r'"\s*\n\s*"', '', text)
    for found in re.findall(r'"((?:[^"\\]|\\.)*)"', text):
        found = found.replace('\\"', '"').replace('%%', '\1')
        yield re.sub(r'%[-+ #0]*[\d.*]*(?:ll|l|z|h)*[a-zA-Z]', '\0', found).replace('\1', '%')

said = {os.strerror(number) for number in errno.errorcode}
for room in ('engine', 'data', 'advice', 'tui'):
    for path in pathlib.Path(room).rglob('*.c'):
        if path.name != 'detail.c':
            said.update(literals(path.read_text()))
# A price that is missing is named by its symbol in front of the words.
said.update('\0 ' + words for words in list(said))

source = pathlib.Path('advice/base/detail.c').read_text()
table = source[source.index('detail_shapes[] = {'):source.index('NULL,\n};')]
shapes = re.findall(r'N_\("((?:[^"\\]|\\.)*)"\)', table)
print(f'1..{len(shapes)}')
for number, shape in enumerate(shapes, 1):
    wording = re.sub(r'%\d\$s', '\0', shape.replace('\\"', '"'))
    print(f'{"ok" if wording in said else "not ok"} {number} - {shape}')
END
