#!/usr/bin/env python3
"""Keys of providers, from every place a key may come from, through everything that touches a feed: they are sent to the
provider and are found nowhere else. Each key is one that is looked for in every shape a program could leave it in: as it is,
and in base 64 and hexadecimal. Looked through are answers and complaints, recordings, the book's bytes, copies, reports,
exports, the journal, whatever else is left below the home, the arguments of every process, the environment of what the
program starts, and every system call that writes or starts anything. Prints TAP."""
import base64
import html
import http.server
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

BALLAST = os.path.abspath(os.environ["abs_top_builddir"] + "/ballast")
DAY = "2026-11-20"
SOURCES = ("file", "cmd", "systemd", "env")
TAIL = "/f+\"&x="  # what every way of escaping writes differently; letters and digits stay as they are in all of them
CANARIES = {source: "CANARY%s7q3ZxK9w" % source for source in SOURCES}
SECRETS = {source: core + TAIL for source, core in CANARIES.items()}
FAILURES = ("401", "403", "404", "429", "500", "malformed", "page", "echo", "reset", "hang", "cross", "long", "deep")
PATHS = ("good",) + FAILURES


# ---- the provider ------------------------------------------------------------------------------------------------------

class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    arrived = {}  # source -> how many requests carried its key in address, header and body
    is_hanging = threading.Event()  # a request came that is not answered at once

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        posted = self.rfile.read(int(self.headers["Content-Length"])).decode()
        _, source, what = urllib.parse.urlsplit(self.path).path.split("/")[:3]
        key = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["k"][0]
        if key == SECRETS[source] and self.headers["X-Key"] == key and json.loads(posted)["token"] == key:
            self.arrived[source] = self.arrived.get(source, 0) + 1
        try:
            self.serve(what, key, posted)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def serve(self, what, key, posted):
        good = b'[{"d":"2026-11-18","c":10},{"d":"2026-11-19","c":10.5}]'
        echo = "\n".join((key, self.path, posted, urllib.parse.quote(key, safe=""), urllib.parse.quote(key, safe="").lower(),
                          json.dumps(key), json.dumps(key).replace("/", "\\/"), html.escape(key),
                          "".join(c if c.isalnum() else "\\u%04x" % ord(c) for c in key),
                          base64.b64encode(key.encode()).decode(), base64.urlsafe_b64encode(key.encode()).decode(),
                          base64.b64encode(("user:%s:" % key).encode()).decode(), str(self.headers)))
        if what == "good":
            self.answer(200, good)
        elif what.isdigit():
            self.answer(int(what), echo.encode(), [("X-Echo", urllib.parse.quote(key))])
        elif what == "malformed":
            self.answer(200, (good.decode() + echo).encode())
        elif what == "page":
            self.answer(200, ("<!DOCTYPE html><title>%s</title>" % echo).encode())
        elif what == "echo":
            self.answer(200, json.dumps({"error": echo}).encode(), [("Content-Type", "application/json; k=" + key)])
        elif what == "reset":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(echo.encode())
            self.close_connection = True
        elif what == "hang":
            self.is_hanging.set()
            time.sleep(3)
            self.answer(200, good)
        elif what == "cross":
            self.answer(302, echo.encode(), [("Location", "http://localhost:%d/?k=%s" % (self.server.server_address[1],
                                                                                      urllib.parse.quote(key)))])
        elif what == "long":
            self.answer(200, (echo * 200).encode())
        elif what == "deep":
            self.answer(200, b"[" * 2000 + json.dumps(echo).encode())


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


# ---- what is looked for ------------------------------------------------------------------------------------------------

def shapes(core):
    """What is left of a key in each way of writing it; of base 64, what does not depend on what stands beside it."""
    found = [core.encode(), core.encode().hex().encode(), core.encode().hex().upper().encode(), core.lower().encode(),
             core.upper().encode()]
    for before in range(3):
        encoded = base64.b64encode(b"-" * before + core.encode()).rstrip(b"=")
        found.append(encoded[4 if before else 0:-2])
    return found


NEEDLES = {source: shapes(core) for source, core in CANARIES.items()}


def hits(data):
    return [source for source in SOURCES if any(needle in data for needle in NEEDLES[source])]


# ---- the desk of this test ---------------------------------------------------------------------------------------------

class Place:
    def __init__(self):
        self.home = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)  # no disk is tested here
        self.said, self.found, self.looked = b"", [], 0
        for name in ("config/ballast/feeds.d", "state", "data", "credentials", "here", "reports"):
            os.makedirs(self.path(name), 0o700)
        self.kept = {self.path("key"), self.path("credentials/canary"), self.path("helper.sh")}  # where keys belong
        self.write("key", SECRETS["file"] + "\n")
        self.write("credentials/canary", SECRETS["systemd"] + "\n")
        self.write("helper.sh", "printenv | sort >%s\nps -ww -o args= -p $PPID >>%s\ncat <<'E'\n%s\nE\n"
                   % (self.path("child"), self.path("child"), SECRETS["cmd"]))
        self.places = {"file": "file:" + self.path("key"), "cmd": "cmd:sh " + self.path("helper.sh"),
                       "systemd": "systemd:canary", "env": "env:BALLAST_CANARY"}
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.home, "XDG_CONFIG_HOME": self.path("config"),
                            "XDG_STATE_HOME": self.path("state"), "XDG_DATA_HOME": self.path("data"), "LC_ALL": "C.UTF-8",
                            "BALLAST_BOOK": self.path("data/book.db"), "CREDENTIALS_DIRECTORY": self.path("credentials"),
                            "BALLAST_CANARY": SECRETS["env"], "BALLAST_DATADIR": os.environ["BALLAST_DATADIR"],
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def path(self, name):
        return os.path.join(self.home, name)

    def write(self, name, text):
        with open(self.path(name), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)

    def look(self, where, data):
        self.looked += 1
        self.found += ["%s: %s" % (where, source) for source in hits(data)]

    def run(self, *words, trace=None):
        words = [BALLAST, "--as-of", DAY, *words]
        if trace is not None:
            words = ["strace", "-f", "-qq", "-s", "1000000", "-o", trace, "-e", "trace=write,writev,pwrite64,sendto,sendmsg,execve"
                     ] + words
        done = subprocess.run(words, env=self.environment, cwd=self.path("here"), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.look(" ".join(words[3:6]), done.stdout + done.stderr)
        if done.returncode < 0:
            self.found.append("%s ended by signal %d" % (" ".join(words[3:6]), -done.returncode))
        return done

    def look_at_files(self, what):
        for folder, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(folder, name)
                if path not in self.kept and os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.look("%s, %s" % (what, os.path.relpath(path, self.home)), file.read())
                        self.look("the name of a file", path.encode())


def declare(place, port):
    for source in SOURCES:
        for what in PATHS:
            place.write("config/ballast/feeds.d/%s-%s.conf" % (source, what),
                        "feed '%s-%s' { url = 'http://127.0.0.1:%d/%s/%s/{symbol}?k={secret:key}' insecure = yes\n"
                        "method = POST headers { Content-Type = 'application/json' X-Key = '{secret:user}' }\n"
                        "body = '{\"token\":\"{secret:token}\"}' field.date = {'d'} field.close = {'c'}\n"
                        "secret.key = '%s' secret.user = '%s' secret.token = '%s'\n"
                        "timeout = 1 retry = '1 timeout' max_bytes = 20000 errors = {'json /error exists => quota'} }\n"
                        % (source, what, port, source, what, *[place.places[source]] * 3))


# ---- claims ------------------------------------------------------------------------------------------------------------

number, failed = 0, False


def claim(sentence, problems):
    global number, failed
    number += 1
    failed = failed or bool(problems)
    print("%sok %d - %s" % ("not " if problems else "", number, sentence), flush=True)
    for problem in problems[:20]:
        print("# " + str(problem))


def taken(place):
    found, place.found = place.found, []
    return found


def through_every_command(place):
    symbol = "510300"
    for source in SOURCES:
        for what in PATHS:
            name = "%s-%s" % (source, what)
            place.run("feeds", "test", name, symbol)
            place.run("--format", "json", "feeds", "record", name, symbol, "--output", "recording-%s.json" % name)
            if os.path.exists(place.path("here/recording-%s.json" % name)):
                place.run("feeds", "replay", "recording-%s.json" % name)
            place.run("refresh", "--feed", name)
        place.run("feeds", "check", place.path("config/ballast/feeds.d/%s-good.conf" % source))
    place.run("feeds", "check")
    place.run("refresh")  # all of them, one instead of another


def through_everything_else(place):
    for words in (("feeds",), ("--format", "json", "feeds"), ("--format", "json", "market"), ("journal", "list"), ("journal", "export"),
                  ("export", "prices"), ("export", "instruments"), ("backup", place.path("copy.db")), ("check",), ("oversight",),
                  ("prices", "quality"), ("report", "weekly", "--output", place.path("reports/week"), "--formats",
                                          "html,json,csv,markdown")):
        done = place.run(*words)
        if done.returncode not in (0, 3, 4, 10):
            place.found.append("%s: %s" % (" ".join(words), done.stderr.decode()[:200]))


def leaves_a_core(pid):
    with open("/proc/%d/limits" % pid, encoding="ascii") as file:
        return not re.search("Max core file size +0 ", file.read())


def processes(place):
    """While requests hang: what every process says of itself, and what is left by one that is killed."""
    for source in SOURCES:
        for how in (signal.SIGABRT, signal.SIGTERM, signal.SIGINT):
            Provider.is_hanging.clear()
            running = subprocess.Popen([BALLAST, "--as-of", DAY, "refresh", "--feed", source + "-hang"], env=place.environment,
                                       cwd=place.path("here"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            begun = time.monotonic()
            is_asked = False
            while not is_asked and time.monotonic() < begun + 20:
                is_asked = Provider.is_hanging.wait(0.05)  # and is looked at once more while it hangs
                for process in filter(str.isdigit, os.listdir("/proc")):
                    try:
                        with open("/proc/%s/cmdline" % process, "rb") as file:
                            place.look("the arguments of a process", file.read())
                    except (FileNotFoundError, ProcessLookupError, PermissionError):
                        pass
            if not is_asked:
                place.found.append("the provider was not asked")
            if leaves_a_core(running.pid):
                place.found.append("a crash would leave a core")
            running.send_signal(how)
            place.look("the last words", b"".join(running.communicate()))
    with open(place.path("child"), "rb") as file:  # what the program of a key saw: its environment, and who started it
        child = file.read()
    place.look("the environment of a child", child)
    if b"PATH=" not in child or BALLAST.encode() not in child:
        place.found.append("the child has told nothing: %r" % child[:200])


def system_calls(place):
    """Every call that writes or starts something: the one that carries a key is the request, or the program of the key."""
    for source in SOURCES:
        for what in ("good", "echo", "500"):
            trace, requests = place.path("trace"), 0
            place.kept.add(trace)
            place.run("refresh", "--feed", "%s-%s" % (source, what), trace=trace)
            with open(trace, "rb") as file:
                lines = file.read().splitlines()
            program = lines[0].split()[0]
            for line in lines:
                place.looked += 1
                if not hits(line.replace(b'\\"', b'"')):
                    continue
                call = line.split(None, 1)[1]
                is_request = line.split()[0] == program and re.match(rb'sendto\(\d+, "(POST /|\{\\"token\\")', call)
                is_source = line.split()[0] != program and call.startswith(b"write(") and source == "cmd"
                requests += bool(is_request)
                if not is_request and not is_source:
                    place.found.append("%s-%s: %s" % (source, what, call[:160].decode("ascii", "replace")))
            if requests == 0:
                place.found.append("%s-%s: no request was seen" % (source, what))
            os.remove(trace)


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2 if os.geteuid() == 0 else
                       (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    server = Server(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = Place()
    try:
        place.run("sandbox", "--clients", "3", "--years", "3", "--seed", "1", "--quiet")
        declare(place, server.server_address[1])
        through_every_command(place)
        claim("no command shows a key, however the provider echoes it", taken(place))
        claim("every key has reached its provider", [source for source in SOURCES if Provider.arrived.get(source, 0) < len(PATHS)])
        through_everything_else(place)
        claim("nor do reports, exports, copies and the journal", taken(place))
        processes(place)
        claim("nor the arguments and the environment of a process, nor the last words of one that is killed", taken(place))
        if shutil.which("strace"):
            system_calls(place)
            claim("no system call writes a key but the request's", taken(place))
        place.look_at_files("left behind")
        claim("no file below the home holds a key", taken(place))
        place.write("canary-of-the-test", SECRETS["file"])
        place.look_at_files("planted")
        claim("and one that did would have been found", [] if taken(place) else ["it was not"])
        print("# %d requests carried a key; %d places were looked at" % (sum(Provider.arrived.values()), place.looked))
    finally:
        shutil.rmtree(place.home)
    print("1..%d" % number)
    sys.exit(1 if failed else 0)


main()
