"""Damages a book in some forty ways, as disks, people and other programs do, and asks `ballast` what it makes of each.

For every kind: nothing crashes and nothing waits; what cannot be read is told in a sentence, with the exit code for it;
`check` says what to type, and typing that brings a sound book back; what is no damage at all works as if nothing had been.
Prints TAP. With --show the sentences are printed too, to be read by a person.
"""
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ["BALLAST_PROGRAM"]
DAY = "2026-11-20"
SHOW = "--show" in sys.argv
PAGE = 4096


def run(place, *arguments, prefix=()):
    environment = dict(os.environ, HOME=place, XDG_DATA_HOME=place, XDG_CONFIG_HOME=place, BALLAST_BOOK=book_of(place),
                       LANG="C.UTF-8", OPENBLAS_NUM_THREADS="1", ASAN_OPTIONS="detect_leaks=0")
    return subprocess.run([*prefix, PROGRAM, "--as-of", DAY, *arguments], cwd=place, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def book_of(place):
    return os.path.join(place, "book", "book.db")


def read(path):
    with open(path, "rb") as file:
        return bytearray(file.read())


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, 0o600)


def page_of(path, table):
    with sqlite3.connect(path) as db:
        return db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]


# ---- damages: each takes the path of a sound book ----

def bytes_at(offset, content):
    def damage(path):
        book = read(path)
        book[offset:offset + len(content)] = content
        write(path, book)
    return damage


def cut_to(length):
    return lambda path: write(path, read(path)[:length])


def cut_by(length):
    return lambda path: write(path, read(path)[:-length])


def replaced(content):
    return lambda path: write(path, content)


def zero_page(table):
    def damage(path):
        book, number = read(path), page_of(path, table)
        book[(number - 1) * PAGE:number * PAGE] = bytes(PAGE)
        write(path, book)
    return damage


def noise(seed, count):
    def damage(path):
        book, chance = read(path), random.Random(seed)
        for _ in range(count):
            book[chance.randrange(PAGE, len(book))] = chance.randrange(256)
        write(path, book)
    return damage


def swap_pages(path):
    book = read(path)
    one, two = page_of(path, "price") - 1, page_of(path, "entry") - 1
    book[one * PAGE:one * PAGE + PAGE], book[two * PAGE:two * PAGE + PAGE] = (
        book[two * PAGE:two * PAGE + PAGE], book[one * PAGE:one * PAGE + PAGE])
    write(path, book)


def sql(*statements, schema=False):
    def damage(path):
        db = sqlite3.connect(path, isolation_level=None)
        if schema:
            db.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            db.execute(statement)
        db.close()
        os.chmod(path, 0o600)
    return damage


def without_triggers(*statements):
    def damage(path):
        db = sqlite3.connect(path, isolation_level=None)
        for (name, text) in db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute("DROP TRIGGER %s" % name)
        for statement in statements:
            db.execute(statement)
        db.close()
    return damage


def other_program(path):
    os.unlink(path)
    sql("CREATE TABLE moz_places (id INTEGER)")(path)


def hot_journal(path):
    """A writer killed half-way: pages written, journal there."""
    child = subprocess.Popen([sys.executable, "-c", "import os, signal, sqlite3, sys\n"
                              "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
                              "db.execute('PRAGMA cache_size = 1')\ndb.execute('PRAGMA cache_spill = 1')\ndb.execute('BEGIN')\n"
                              "db.execute('UPDATE price SET close = close + 1')\nos.kill(os.getpid(), signal.SIGKILL)\n", path])
    child.wait()
    if not os.path.exists(path + "-journal"):
        raise SystemExit("Bail out! no journal was left")


def cut_journal(path):
    hot_journal(path)
    write(path + "-journal", read(path + "-journal")[:700])


def beside(name, content):
    return lambda path: write(path + name, content)


def is_folder(path):
    os.unlink(path)
    os.mkdir(path)


def is_pipe(path):
    os.unlink(path)
    os.mkfifo(path, 0o600)


def is_link(path):
    os.rename(path, path + ".real")
    os.symlink(path + ".real", path)


def is_dangling(path):
    os.unlink(path)
    os.symlink(path + ".nowhere", path)


def open_to_all(path):
    os.chmod(path, 0o644)


def open_folder(path):
    os.chmod(os.path.dirname(path), 0o777)


def write_ahead(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    os.chmod(path, 0o600)


def newer(path):
    sql("PRAGMA user_version = 999")(path)


def gone(path):
    os.unlink(path)


def sealed(path):
    place = os.path.dirname(os.path.dirname(path))
    secret = os.path.join(place, "secret")
    with open(os.open(secret, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write("four words are enough\n")
    run(place, "backup", "--sealed", os.path.join(place, "sealed"), "--passphrase-file", secret)
    write(path, read(os.path.join(place, "sealed")))


# What must come of it: "lost": check exits 6, or 1 when the book opens, says what to type, and that brings a sound book back;
# a number: a sentence and that exit code, and nothing is repaired; "fine": all works as if nothing had been.
DAMAGES = [
    ("cut to a quarter", cut_to(60000), "lost"),
    ("cut to its first hundred bytes", cut_to(100), "lost"),
    ("cut to sixteen bytes", cut_to(16), "lost"),
    ("cut to one byte", cut_to(1), "lost"),
    ("short of its last byte", cut_by(1), "lost"),
    ("short of its last page", cut_by(PAGE), "lost"),
    ("empty", replaced(b""), "lost"),
    ("nothing but zeros", replaced(bytes(200000)), "lost"),
    ("gone", gone, "lost"),
    ("first word overwritten", bytes_at(0, b"XXXXXX"), "lost"),
    ("one bit of its first word", bytes_at(3, b"\x6d"), "lost"),
    ("size of its pages overwritten", bytes_at(16, b"\xff\xff"), "lost"),
    ("version of its form overwritten", bytes_at(18, b"\x09\x09"), "lost"),
    ("mark of the program changed", bytes_at(68, b"\x12\x34\x56\x78"), "lost"),
    ("mark of the program zeroed", bytes_at(68, bytes(4)), "lost"),
    ("first page zeroed after its head", bytes_at(100, bytes(PAGE - 100)), "lost"),
    ("first page of prices zeroed", zero_page("price"), "lost"),
    ("first page of entries zeroed", zero_page("entry"), "lost"),
    ("first page of the journal zeroed", zero_page("journal"), "lost"),
    ("two pages in each other's place", swap_pages, "lost"),
    ("two hundred bytes of noise", noise(1, 200), "lost"),
    ("four thousand bytes of noise", noise(2, 4000), "lost"),
    ("a compressed file in its place", replaced(b"\x1f\x8b\x08\x00" + bytes(range(256)) * 100), "lost"),
    ("a table of text in its place", replaced(b"client,account,symbol\nC1,A,B\n" * 50), "lost"),
    ("a table is missing", sql("DROP TABLE goal"), "lost"),
    ("a column is missing", sql("ALTER TABLE client DROP COLUMN liabilities"), "lost"),
    ("an index is missing", sql("DROP INDEX journal_client"), "lost"),
    ("an entry was changed by hand", without_triggers("UPDATE entry SET cash = cash + 1000000 WHERE id = 3"), "lost"),
    ("a record of the journal was changed", without_triggers("UPDATE journal SET payload = '{}' WHERE seq = 2"), "lost"),
    ("a record of the journal was removed", without_triggers("DELETE FROM journal WHERE seq = 2"), "lost"),
    ("a client was removed", without_triggers("PRAGMA foreign_keys = OFF", "DELETE FROM client WHERE id = 1"), "lost"),
    ("a lot was made of nothing", without_triggers("UPDATE lot SET quantity = quantity + 1000000 WHERE id = 1"), "lost"),
    ("the triggers that keep it append-only are gone", without_triggers(), "lost"),
    ("a program that was killed left its journal", hot_journal, "fine"),
    ("a journal of noise lies beside it", beside("-journal", bytes(range(256)) * 20), "fine"),
    ("an empty journal lies beside it", beside("-journal", b""), "fine"),
    ("bytes were added to its end", lambda path: write(path, read(path) + b"more"), "fine"),
    ("it was set to a write-ahead log", write_ahead, "fine"),
    ("another program's database", other_program, "lost"),
    ("of a later version", newer, 6),
    ("a sealed copy in its place", sealed, "lost"),
    ("a folder in its place", is_folder, 6),
    ("a pipe in its place", is_pipe, 6),
    ("a link to it", is_link, 6),
    ("a link to nowhere", is_dangling, 6),
    ("others may read it", open_to_all, 6),
    ("its folder is anybody's", open_folder, 6),
]


def is_told(done, code):
    """A sentence, the code, and nothing that only a programmer understands."""
    text = done.stderr.decode(errors="replace")
    if done.returncode != code:
        return "exit code %d, not %d: %s" % (done.returncode, code, text[-300:])
    if not text.strip() or re.search(r"[A-Za-z]Sanitizer|runtime error:|(?i:assert|segmentation|malformed)|SQLITE_|no such table", text):
        return "no sentence for people: %s" % text[-300:]
    return None


def leads_back(place, done):
    """What check says to type, typed: a book that is sound."""
    try:
        command = json.loads(done.stdout)["recovery"]["command"]
    except (ValueError, KeyError) as wrong:
        return "nothing to type: %s" % wrong
    path = os.path.dirname(os.path.abspath(PROGRAM)) + os.pathsep + os.environ["PATH"]
    typed = subprocess.run(["sh", "-c", command], cwd=place, env=dict(os.environ, HOME=place, PATH=path, XDG_CONFIG_HOME=place),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60)
    if typed.returncode != 0:
        return "\"%s\" fails: %s" % (command, typed.stderr.decode(errors="replace")[-300:])
    checked = run(place, "check")
    return None if checked.returncode == 0 else "after \"%s\" check says: %s" % (
        command, (checked.stdout + checked.stderr).decode(errors="replace")[-300:])


def judge(place, expected):
    checked = run(place, "check", "--format", "json")
    listed = run(place, "clients", "--format", "csv")
    if expected == "fine":
        for done in (checked, listed):
            if done.returncode != 0:
                return "exit code %d: %s" % (done.returncode, (done.stdout + done.stderr).decode(errors="replace")[-300:])
        return None
    if expected == "lost":
        wrong = is_told(checked, 1 if checked.returncode == 1 else 6)
        if wrong is None and listed.returncode != 0:
            wrong = is_told(listed, 6)
        return wrong or leads_back(place, checked)
    return is_told(checked, expected) or is_told(listed, expected)


def show(place):
    for arguments in (("check",), ("clients",)):
        done = run(place, *arguments)
        print("#   $ ballast %s -> %d" % (" ".join(arguments), done.returncode))
        for line in (done.stderr + done.stdout).decode(errors="replace").splitlines()[:24]:
            print("#   | " + line)


def under_strace(place, command, name, error, when):
    """A system call on the book that fails, or on what lies beside it."""
    return run(place, command, prefix=("strace", "-f", "-o", "/dev/null", "-P", book_of(place), "-P", book_of(place) + "-journal",
                                       "-e", "trace=%s" % name, "-e", "inject=%s:error=%s:when=%s" % (name, error, when)))


def main():
    root = tempfile.mkdtemp(prefix="ballast-damage-")
    os.chmod(root, 0o700)
    number = 0
    try:
        whole = os.path.join(root, "whole")
        os.makedirs(whole, mode=0o700)
        run(whole, "sandbox", "--clients", "3", "--years", "3", "--seed", "7")
        if run(whole, "backup").returncode != 0 or run(whole, "check").returncode != 0:
            raise SystemExit("Bail out! no sound book could be made")
        for name, damage, expected in DAMAGES:
            place = os.path.join(root, "place")
            shutil.copytree(whole, place)
            damage(book_of(place))
            number += 1
            try:
                if SHOW:
                    print("# %s" % name)
                    show(place)
                wrong = judge(place, expected)
            except subprocess.TimeoutExpired:
                wrong = "it waits for ever"
            print("%s %d - %s: %s" % ("ok" if wrong is None else "not ok", number, name,
                                      expected if isinstance(expected, str) else "told"), flush=True)
            if wrong is not None:
                print("# " + wrong.replace("\n", "\n# "))
            subprocess.run(["chmod", "-R", "u+rwX", place], check=False)
            shutil.rmtree(place)
        if shutil.which("strace") is None or subprocess.run(["strace", "-o", "/dev/null", "true"], stderr=subprocess.PIPE).returncode != 0:
            faults = []
        else:
            faults = [("clients", "pread64", "EIO", "1+"), ("clients", "pread64", "EIO", "5"), ("check", "pread64", "EIO", "9"),
                      ("clients", "openat", "ENOSPC", "1+"), ("clients", "openat", "EMFILE", "1+"), ("clients", "openat", "EACCES", "1+"),
                      ("monitor", "openat", "ENOSPC", "2+"), ("monitor", "pwrite64", "ENOSPC", "1+"), ("monitor", "pwrite64", "EIO", "2"),
                      ("monitor", "pwrite64", "EDQUOT", "1+"), ("monitor", "fdatasync", "EIO", "1+"), ("clients", "fcntl", "ENOLCK", "1+")]
        for command, name, error, when in faults:
            number += 1
            done = under_strace(whole, command, name, error, when)
            text = (done.stdout + done.stderr).decode(errors="replace")
            sound = run(whole, "check").returncode == 0
            good = sound and 0 <= done.returncode < 128 and (done.returncode == 0 or len(done.stderr.strip()) > 20)
            print("%s %d - %s under %s of %s (%s): told, and the book is sound" % ("ok" if good else "not ok", number, command, error,
                                                                                name, when))
            if SHOW or not good:
                print("#   -> %d\n#   | %s" % (done.returncode, text[-400:].replace("\n", "\n#   | ")))
        print("1..%d" % number)
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
