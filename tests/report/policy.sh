#!/bin/sh
# The page's security policy names the hash of the very style the page carries, and its JSON is JSON to another parser.
expected="$abs_top_srcdir/tests/report/expected"

echo "1..2"
if ! command -v python3 >/dev/null 2>&1; then
	echo "ok 1 - the policy admits the page's own style # SKIP no python3"
	echo "ok 2 - the sample is JSON without a key twice in one object # SKIP no python3"
	exit 0
fi
if python3 - "$expected/sample.html" <<'PYTHON'
import base64, hashlib, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
style = re.search("<style>(.*?)</style>", page, re.S).group(1)
right = "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
named = re.search("style-src '([^']*)'", page).group(1)
if named != right or " style=" in page:
    sys.exit("# html_style_hash should be " + right + ", and no element may carry a style of its own")
PYTHON
then echo "ok 1 - the policy admits the page's own style"
else echo "not ok 1 - the policy admits the page's own style"
fi
if python3 - "$expected/sample.json" <<'PYTHON'
import json, sys
def once(pairs):
    keys = [key for key, value in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)
def no_constant(word):
    raise ValueError(word)
document = json.load(open(sys.argv[1], encoding="utf-8"), object_pairs_hook=once, parse_constant=no_constant)
assert document["clients"][0]["trades"][0]["trade"] == "-65500"
assert document["clients"][0]["trades"][2]["drift"] is None
assert document["clients"][1]["mix"]["CASH"] == 0.4
PYTHON
then echo "ok 2 - the sample is JSON without a key twice in one object"
else echo "not ok 2 - the sample is JSON without a key twice in one object"
fi
