"""Kills and fails every state-changing system call of every command that changes the book, one at a time.

A run under strace lists the calls of a command. Then, for each of them, the command is run again on a fresh copy of the
same book with that one call replaced by SIGKILL, by EIO or by ENOSPC. Afterwards `ballast check` must find nothing, the
book must be what it was before the command or what it is after it, files it makes must be whole or absent, and a call
that failed must have been told in a sentence. Prints TAP, one case for each command and kind of fault.

The first case reads the sources for the commands that open the book to change it, or make one, and holds them against the
commands below: a new one that is not here fails the test.
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.environ["BALLAST_PROGRAM"]
CALLS = ("write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,"
         "link,linkat,fchmod,chmod")
DAY = "2026-11-20"
STEP = int(os.environ.get("BALLAST_FAULT_STEP", "1"))  # every n-th call
ONLY = os.environ.get("BALLAST_FAULT_ONLY", "").split(",") if os.environ.get("BALLAST_FAULT_ONLY") else []
MANY, TOGETHER = 130, 100  # clients of the larger book, and how many share a transaction
FAULTS = {"kill": "signal=SIGKILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}


def strace():
    """strace that stops the program at the calls it was asked for and at no other, where the kernel can do that."""
    fast = ("strace", "--seccomp-bpf", "-f")
    done = subprocess.run([*fast, "-o", "/dev/null", "-e", "trace=fsync", "true"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    return fast if done.returncode == 0 and not done.stderr else fast[::2]


STRACE = strace() if shutil.which("strace") else ()


def run(arguments, folder, prefix=(), check=True):
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder, LANG="C.UTF-8",
                       ASAN_OPTIONS="detect_leaks=0", OPENBLAS_NUM_THREADS="1")
    done = subprocess.run([*prefix, PROGRAM, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if check and done.returncode not in (0, 3, 10):
        raise SystemExit("Bail out! %s: %s" % (" ".join(arguments), done.stderr.decode(errors="replace")))
    return done


def common(*arguments):
    return ["--book", "book/book.db", "--as-of", DAY, *arguments]


def dump(folder, book="book/book.db", without=None):
    """What a book says, as text; a leftover journal is rolled back by reading it. without: lines that begin so."""
    done = subprocess.run(["sqlite3", book, "PRAGMA integrity_check", ".dump"], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    lines = [line for line in done.stdout.split(b"\n") if without is None or not line.startswith(without)]
    return hashlib.sha256(b"\n".join(lines) + b"|%d" % done.returncode).hexdigest()


def tree(folder):
    """Names and contents of a folder of output; unfinished pieces (.partial in their name) may be there."""
    content = []
    for where, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if ".partial" not in name)
        for name in sorted(files):
            if ".partial" not in name:
                path = os.path.join(where, name)
                if name.endswith(".db"):
                    content.append((os.path.relpath(path, folder), dump(where, name)))
                    continue
                with open(path, "rb") as file:
                    content.append((os.path.relpath(path, folder), hashlib.sha256(file.read()).hexdigest()))
    return tuple(content)


def opens(folder, name):
    """A sealed copy, by the state of the book it holds."""
    with tempfile.TemporaryDirectory() as place:
        os.mkdir(os.path.join(place, "book"), 0o700)
        done = run(common("restore", os.path.join(folder, "out", name), "--passphrase-file",
                          os.path.join(folder, "passphrase")), place, check=False)
        clients = run(common("clients", "--format", "csv"), place, check=False)
        return name, done.returncode, hashlib.sha256(clients.stdout).hexdigest()


def is_json(path):
    try:
        with open(path) as file:
            return isinstance(json.load(file), dict)
    except ValueError:
        return False


# These go step by step, client by client or feed by feed, and each step is whole: what stopped half-way is finished by
# doing it again, and comes to the same.
STEPWISE = ("refresh", "rebalance --all", "actions apply to many")


def state(folder, command, book=None):
    """What the command left: the book (or its sum, where that was just taken) and the files outside."""
    outside = tree(os.path.join(folder, "out")) if os.path.isdir(os.path.join(folder, "out")) else ()
    if command == "sealed backup":  # no two have the same bytes, so what matters is that it opens
        outside = tuple(opens(folder, name) for name, _ in outside)
    if command == "feeds record":  # it names the folder it was made in
        outside = tuple((name, is_json(os.path.join(folder, "out", name))) for name, _ in outside)
    if command == "orders":
        outside = ()  # the file is written before the orders are marked as sent: it may be there a moment early
    if command == "refresh":  # what a feed's last failure was is told of a failed run too, as it should be
        book = dump(folder, without=b"INSERT INTO feed_state")
    return book or dump(folder), outside


def fresh(template, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder, symlinks=True)
    os.chmod(os.path.join(folder, "book"), 0o700)


def calls_of(arguments, folder):
    """The state-changing calls of a command, as (name, ordinal among the calls of that name)."""
    trace = os.path.join(folder, "trace")
    run(arguments, folder, prefix=(*STRACE, "-o", trace, "-e", "trace=%s,openat" % CALLS), check=True)
    counts, found = {}, []
    with open(trace, errors="replace") as file:
        for line in file:
            match = re.match(r"(?:\d+\s+)?(\w+)\((.*)", line)
            if match is None:
                continue
            name, rest = match.groups()
            counts[name] = counts.get(name, 0) + 1
            if name == "openat" and "O_CREAT" not in rest:
                continue
            if name == "write" and re.match(r"[12], ", rest):
                continue  # what is said on the terminal changes no state
            found.append((name, counts[name]))
    os.unlink(trace)
    return found


def prepare(root):
    """A book with a client that has a plan, a proposal, and files to import."""
    os.makedirs(root)
    run(common("sandbox", "--clients", "6", "--years", "3", "--seed", "7"), root)
    run(common("report", "weekly", "--quiet"), root)
    prices = run(common("export", "prices"), root).stdout.decode().splitlines()
    header = prices[0].split(",")
    last = {line.split(",")[header.index("symbol")]: line for line in prices[1:]}
    with open(os.path.join(root, "prices.csv"), "w") as file:
        file.write(prices[0] + "\n")
        for line in last.values():
            row = line.split(",")
            row[header.index("date")] = DAY
            file.write(",".join(row) + "\n")
    with open(os.path.join(root, "aside.csv"), "w") as file:
        file.write(prices[0] + "\n")
        for number, line in enumerate(last.values()):
            row = line.split(",")
            row[header.index("date")] = DAY
            if number % 2 == 0:
                row[header.index("close")] = "-" + row[header.index("close")]
            file.write(",".join(row) + "\n")
    with open(os.open(os.path.join(root, "passphrase"), os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write("four words are enough\n")
    os.makedirs(os.path.join(root, "out"), exist_ok=True)
    listing = run(common("approvals", "--format", "csv"), root).stdout.decode().splitlines()
    first = listing[1].split(",")
    return first[listing[0].split(",").index("proposal")], first[listing[0].split(",").index("client")]


# ---- which commands change something ----

def functions_of(source):
    """The functions of a file by name, with their bodies."""
    found = {}
    for match in re.finditer(r"^(?:static |enum |int |bool |const |struct )[^;{}()=]*?(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", source, re.M | re.S):
        found[match.group(1)] = match.group(2)
    return found


def changes(name, functions, seen):
    """True when a function, or one of its file that it names, opens the book for more than reading, or makes a book."""
    if name in seen or name not in functions:
        return False
    seen.add(name)
    body = functions[name]
    if re.search(r"call_open\(call, (?!true\b)", body) or re.search(r"\b(upkeep_init|sandbox_make|upkeep_restore)\(", body):
        return True
    return any(changes(word, functions, seen) for word in set(re.findall(r"\b[a-z_]\w*\b", body))
               if not re.search(r"\b%s\(call, true\b" % word, body))  # opens as it is told, and is told to read


def changing_commands():
    """Names of commands, as a person types them, whose code changes a book."""
    folder, found, all_names = os.path.join(os.environ["abs_top_srcdir"], "cli"), set(), set()
    for name in sorted(os.listdir(folder)):
        if not re.match(r"cmd_\w+\.c$", name):
            continue
        with open(os.path.join(folder, name)) as file:
            source = file.read()
        functions = functions_of(source)
        for command in re.findall(r"^const struct command cmd_\w+ = \{(.*?)^\};", source, re.M | re.S):
            words = [re.search(r"\.%s = \"([\w-]+)\"" % key, command) for key in ("name", "verb")]
            full = " ".join(word.group(1) for word in words if word is not None)
            run_name = re.search(r"\.run = (\w+)", command)
            all_names.add(full)
            if run_name is not None and changes(run_name.group(1), functions, set()):
                found.add(full)
    if len(all_names) < 40 or len(found) < 20:
        raise SystemExit("Bail out! the commands were not found in the sources")
    return found, all_names


def command_of(arguments, names):
    """The command that arguments call."""
    words = arguments[arguments.index("--as-of") + 2:]
    for length in (2, 1):
        if " ".join(words[:length]) in names:
            return " ".join(words[:length])
    return words[0]


def uncovered(list_of_commands):
    changing, names = changing_commands()
    covered = {command_of(arguments, names) for _, _, arguments in list_of_commands}
    return sorted(changing - covered)


def answers_about_prices(root):
    """A price is held back by hand, as a feed would leave it, and answered in each of the three ways."""
    held = ("INSERT INTO held_price (instrument_id, day, close, adjusted_close, currency, delivery_id, fault, before,"
            " state, actor, note, kept) SELECT instrument_id, day + 1, close / 2, 0, '', delivery_id, 'split', close,"
            " 0, '', '', 0 FROM price WHERE instrument_id = 2 ORDER BY day DESC LIMIT 1")
    subprocess.run(["sqlite3", "book/book.db", held], cwd=root, check=True)
    said = ["--by", "Supervisor", "--why", "looked at"]
    yield "prices accept", [], common("prices", "accept", "1", *said)
    yield "prices reject", [], common("prices", "reject", "1", *said)
    yield "prices correct", [], common("prices", "correct", "1", "1.21", *said)
    several = held.replace("day + 1", "day").replace("close / 2", "close / 2 + 10")
    subprocess.run(["sqlite3", "book/book.db", several], cwd=root, check=True)
    yield "prices accept, several at once", [], common("prices", "accept", "1", "2", *said)
    yield "prices reject, by what they have in common", [], common("prices", "reject", "--fault", "split", *said)


def answers_about_rates(root):
    """The same of an exchange rate."""
    held = ("INSERT INTO held_rate (base, quote, day, value, delivery_id, fault, before, state, actor, note, kept)"
            " SELECT 'USD', 'CNY', day, 7100000000000, delivery_id, 'unit', 0, 0, '', '', 0 FROM price LIMIT 1")
    subprocess.run(["sqlite3", "book/book.db", held], cwd=root, check=True)
    said = ["--by", "Supervisor", "--why", "looked at"]
    yield "rates accept", [], common("rates", "accept", "1", *said)
    yield "rates reject", [], common("rates", "reject", "1", *said)
    yield "rates correct", [], common("rates", "correct", "1", "9.1", *said)
    subprocess.run(["sqlite3", "book/book.db", held.replace("'USD'", "'EUR'")], cwd=root, check=True)
    yield "rates reject, several at once", [], common("rates", "reject", "1", "2", *said)
    yield "rates accept, by what they have in common", [], common("rates", "accept", "--fault", "unit", *said)


def about_feeds(root):
    """A feed that reads a folder of the person's own, so that no network is needed."""
    os.makedirs(os.path.join(root, "ballast", "feeds.d"), mode=0o700)
    os.makedirs(os.path.join(root, "ballast-prices"))
    symbol = run(common("export", "instruments"), root).stdout.decode().splitlines()[1].split(",")[0]
    with open(os.path.join(root, "ballast", "feeds.d", "mine.conf"), "w") as file:
        for name in ("mine", "other"):
            file.write("feed '%s' {\n url = 'file:~/ballast-prices/{symbol}.csv'\n format = csv\n layout = long\n"
                       " field.date = {'date'}\n field.close = {'close'}\n price.kind = raw\n}\n" % name)
    with open(os.path.join(root, "ballast-prices", symbol + ".csv"), "w") as file:
        file.write("date,close\n%s,1.5\n" % DAY)
    yield "refresh", [], common("refresh", "--feed", "mine")
    yield "feeds test", [], common("feeds", "test", "mine", symbol)
    yield "feeds diff", [], common("feeds", "diff", "mine", "other", symbol)
    yield "feeds record", [], common("feeds", "record", "mine", symbol, "--output", "out/recording")


def about_the_book(client):
    """Commands that make a book, or change what is known of a client."""
    yield "init", [], ["--book", "out/new.db", "--as-of", DAY, "init", "--currency", "CNY"]
    yield "sandbox", [], ["--book", "out/new.db", "--as-of", DAY, "sandbox", "--clients", "1", "--years", "2", "--seed", "3"]
    yield "profile", [], common("profile", client, "--answers", "answers.csv")
    yield "recommend", [], common("recommend", client)
    yield "mandate", [], common("mandate", client, "--reserve", "1234", "--by", "Client")


def corporate_actions(root):
    """A split of something that is held, from the fact to the ledger and back."""
    holdings = [line.split(",") for line in run(common("export", "holdings"), root).stdout.decode().splitlines()]
    client, account, symbol = next(row[:3] for row in holdings[1:] if row[2] != "CASH")
    said = common("actions", "add", symbol, "split", DAY, "--ratio", "2:1", "--by", "Supervisor")
    entered = common("actions", "apply", "--by", "Supervisor")
    yield "actions add", [], said
    with open(os.path.join(root, "actions.csv"), "w") as file:
        file.write("symbol,date,type,amount,ratio\n%s,%s,dividend,0.1,\n%s,%s,split,,2:1\n" % (symbol, DAY, symbol, DAY))
    yield "actions import", [], common("actions", "import", "actions.csv")
    with open(os.path.join(root, "terms.csv"), "w") as file:
        file.write("symbol,proceeds_days,day_limit\n%s,3,5000\n" % symbol)
    yield "terms import", [], common("terms", "import", "terms.csv")
    with open(os.path.join(root, "windows.csv"), "w") as file:
        file.write("symbol,day_limit,limit_from,limit_until\n%s,1000,,2026-11-30\n%s,9000,2026-12-01,\n" % (symbol, symbol))
    closed = common("terms", "add", symbol, "closed", "--until", "2026-12-25", "--by", "Supervisor")
    yield "terms import of windows", [common("terms", "import", "terms.csv")], common("terms", "import", "windows.csv")
    yield "terms add", [], closed
    yield "terms end", [closed], common("terms", "end", "1", "2026-12-24", "--by", "Supervisor")
    yield "terms withdraw", [closed], common("terms", "withdraw", "2", "--by", "Supervisor", "--why", "it never was")
    yield "actions elect", [], common("actions", "elect", client, account, "reinvest", "--by", "Supervisor")
    yield "actions withdraw", [said], common("actions", "withdraw", "1", "--by", "Supervisor", "--why", "it never was")
    yield "actions apply", [said], [*entered, "--client", client]
    yield "actions apply to some", [said], entered
    yield "actions apply to many", ["book-many", said], entered
    with open(os.path.join(root, "split.csv"), "w") as file:  # the statement of it, which comes later
        file.write("date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
                   "%s,%s,%s,split,%s,2:1,,,,S1\n" % (DAY, client, account, symbol))
    yield "import of what an action entered", [said, [*entered, "--client", client]], common("import", "transactions", "split.csv")
    yield "actions undo", [said, [*entered, "--client", client]], common("actions", "undo", "1", "--by", "Supervisor")


def commands(root, proposal, client):
    """Each command with what must have happened before it."""
    answers = run(common("export", "answers"), root).stdout.decode().splitlines()
    sheet = next(line.split(",") for line in answers[1:] if line.startswith(client + ","))
    with open(os.path.join(root, "answers.csv"), "w") as file:
        file.write("%s\n%s\n" % (answers[0], ",".join([sheet[0], DAY] + sheet[2:])))
    yield from about_the_book(client)
    yield from about_feeds(root)
    fills = os.path.join(root, "fills.csv")
    yield "import", [], common("import", "prices", "prices.csv")
    yield "import of prices put aside", [], common("import", "prices", "aside.csv")
    with open(os.path.join(root, "bank.qif"), "w") as file:
        file.write("!Type:Bank\nD11/18/2026\nT1000.00\n^\nD11/19/2026\nT-250.00\n^\n")
    bank = common("import", "transactions", "bank.qif", "--client", client, "--account", "BANK")
    yield "import of QIF", [], bank
    with tempfile.TemporaryDirectory() as place:
        work = os.path.join(place, "w")
        shutil.copytree(root, work)
        run(bank, work)
        told = json.loads(run(common("import", "--list", "--format", "json"), work).stdout)
        last = str(told["imports"][0]["import"])
    yield "import --undo", [bank], common("import", "--undo", last)
    yield "import --redo", [bank, common("import", "--undo", last)], common("import", "--redo", last)
    holdings = run(common("export", "holdings"), root).stdout.decode().splitlines()
    with open(os.path.join(root, "held.csv"), "w") as file:  # one lot short, so that there is an alert to open
        file.write("\n".join([holdings[0]] + [line for line in holdings[1:] if line.startswith(client + ",")][1:]) + "\n")
    yield "reconcile", [], common("reconcile", "held.csv")
    with open(os.path.join(root, "rates.csv"), "w") as file:
        file.write("date,base,quote,rate\n%s,USD,CNY,7.1234\n%s,EUR,USD,1.0821\n" % (DAY, DAY))
    yield "import rates", [], common("import", "rates", "rates.csv")
    yield from answers_about_prices(root)
    yield from answers_about_rates(root)
    yield from corporate_actions(root)
    yield "accept", [], common("accept", client, "A", "--by", "Client")
    house = common("goals", client, "--add", "House", "--amount", "500000", "--due", "2034-06-30", "--paths", "100")
    with tempfile.TemporaryDirectory() as place:
        work = os.path.join(place, "w")
        shutil.copytree(root, work)
        told = json.loads(run([*house, "--format", "json"], work).stdout)
        number = next(str(goal["goal"]) for goal in told["goals"]["goals"] if goal["name"] == "House")
    yield "goals --add", [], house
    yield "goals --change", [house], common("goals", client, "--change", number, "--monthly", "900", "--paths", "100")
    yield "goals --remove", [house], common("goals", client, "--remove", number, "--paths", "100")
    yield "rebalance", [common("accept", client, "A", "--by", "Client")], common("rebalance", client, "--force")
    alerts = [line.split(",") for line in run(common("alerts", "--format", "csv"), root).stdout.decode().splitlines()]
    numbers = [row[alerts[0].index("alert")] for row in alerts[1:3]]
    settle = common("alerts", "settle", *numbers, "--by", "Supervisor", "--why", "both were called")
    yield "alerts settle", [], settle
    yield "alerts take", [], common("alerts", "take", *numbers, "--by", "Supervisor")
    yield "alerts note", [], common("alerts", "note", *numbers, "--by", "Supervisor", "--why", "asked the client")
    yield "alerts reopen", [settle], common("alerts", "reopen", *numbers, "--by", "Supervisor", "--why", "not done yet")
    yield "monitor", [], common("monitor")
    yield "rebalance --all", [], common("rebalance", "--all", "--force")
    yield "reject", [], common("reject", proposal, "--by", "Supervisor", "--why", "not now")
    yield "approve", [], common("approve", proposal, "--by", "Supervisor")
    approved = [common("approve", proposal, "--by", "Supervisor")]
    yield "orders", approved, common("orders", "--output", "out/orders.csv")
    sent = approved + [common("orders", "--output", "orders.csv")]
    with tempfile.TemporaryDirectory() as place:
        work = os.path.join(place, "w")
        shutil.copytree(root, work)
        for step in sent:
            run(step, work)
        with open(os.path.join(work, "orders.csv")) as file, open(fills, "w") as answer:
            rows = [line.rstrip("\r\n").split(",") for line in file]
            answer.write("reference,date,quantity,price,fee,execution\n")
            for number, row in enumerate(rows[1:], 1):
                named = dict(zip(rows[0], row))
                answer.write("%s,%s,%s,%s,1,E%d\n" % (named["reference"], DAY, named["quantity"], named["price"], number))
    yield "fills", sent, common("fills", "fills.csv")
    yield "report", [], ["--book", "book/book.db", "--as-of", "2026-11-23", "report", "weekly", "--output", "out"]
    yield "backup", [], common("backup", "out/backup.db")
    yield "backup among the automatic ones", [], common("backup")
    yield "sealed backup", [], common("backup", "--sealed", "out/sealed.new", "--passphrase-file", "passphrase")
    yield "migration", ["book-v1"], common("clients")
    yield "sealed restore", [common("backup", "--sealed", "sealed", "--passphrase-file", "passphrase"),
                             common("approve", proposal, "--by", "Supervisor")], \
        common("restore", "sealed", "--passphrase-file", "passphrase")
    yield "restore", [common("backup", "copy.db"), common("approve", proposal, "--by", "Supervisor")], \
        common("restore", "copy.db")


def thinned(calls, command):
    """Of the pages written into a copy that has no name yet, every eighth; every other call."""
    if command not in ("backup among the automatic ones", "sealed backup", "sealed restore", "migration", "import --undo",
                       "rebalance --all", "sandbox", "actions apply to many"):
        return calls
    return [call for index, call in enumerate(calls) if call[0] != "pwrite64" or index % 8 == 0]


def older_book(folder):
    """The book is one of version 1, which the next command lifts to the program's."""
    fixture = os.path.join(os.environ["abs_top_srcdir"], "tests", "fixtures", "book-v1.sql")
    shutil.rmtree(os.path.join(folder, "book"))
    os.mkdir(os.path.join(folder, "book"), 0o700)
    with open(fixture) as file:
        subprocess.run(["sqlite3", "book/book.db"], cwd=folder, stdin=file, check=True, stdout=subprocess.DEVNULL)
    os.chmod(os.path.join(folder, "book", "book.db"), 0o600)


def book_of_many(folder):
    """Of more clients than share a transaction when a corporate action is entered."""
    shutil.rmtree(os.path.join(folder, "book"))
    run(common("sandbox", "--clients", str(MANY), "--years", "2", "--seed", "7"), folder)


def is_said_truly(folder, done):
    """What a run over many says it kept before it failed is what the book has; the last of it may be there unsaid, when the
    call that failed was the one after which it stands."""
    said = re.search(rb"What (\d+) clients? (?:was|were) due is entered and kept", done.stderr)
    said = int(said.group(1)) if said is not None else 0
    counted = subprocess.run(["sqlite3", "book/book.db", "SELECT count(DISTINCT a.client_id) FROM action_outcome o"
                              " JOIN account a ON a.id = o.account_id"], cwd=folder, stdout=subprocess.PIPE, check=True)
    kept = int(counted.stdout)
    return said == kept or (said < kept and (kept % TOGETHER == 0 or said == kept - kept % TOGETHER))


def bad_copies(folder):
    """Names of automatic copies that are no whole books of their owner's alone; unfinished ones may be there."""
    copies = os.path.join(folder, "book", "book.db.backups")
    bad = []
    for name in os.listdir(copies) if os.path.isdir(copies) else []:
        path = os.path.join(copies, name)
        if ".partial" in name:
            continue
        done = subprocess.run(["sqlite3", path, "PRAGMA integrity_check"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.stdout != b"ok\n" or os.stat(path).st_mode & 0o077:
            bad.append(name)
    return bad


checked_before = {}


def complaint_of_check(folder, raw):
    """What `ballast check` has to say against the book; None: nothing. The same content beside files of the same names and
    modes has the same answer, so that it is asked for once; raw: the dump of the book."""
    around = tuple(sorted((os.path.relpath(os.path.join(where, name), folder), os.stat(os.path.join(where, name)).st_mode)
                          for where, folders, files in os.walk(os.path.join(folder, "book")) for name in files + folders))
    if (raw, around) not in checked_before:
        done = run(common("check"), folder, check=False)
        checked_before[raw, around] = None if done.returncode == 0 else "ends with %d and says %s" % (
            done.returncode, (done.stdout + done.stderr).decode(errors="replace")[-300:])
    return checked_before[raw, around]


def try_fault(name, ordinal, fault, arguments, template, folder, states, command):
    """One injected fault; returns None or what went wrong."""
    fresh(template, folder)
    inject = "inject=%s:%s:when=%d" % (name, FAULTS[fault], ordinal)
    done = run(arguments, folder, check=False,
               prefix=(*STRACE, "-o", "/dev/null", "-e", "trace=%s" % name, "-e", inject))
    where = "%s %d" % (name, ordinal)
    if fault != "kill":
        if done.returncode < 0 or done.returncode > 128:
            return "%s: ended by a signal (%d): %s" % (where, done.returncode, done.stderr[-200:])
        if done.returncode not in (0, 3, 10) and not done.stderr.strip():
            return "%s: failed without a sentence" % where
        if command == "actions apply to many" and done.returncode not in (0, 3) and not is_said_truly(folder, done):
            return "%s: what it says it kept is not what it kept: %s" % (where, done.stderr[-200:])
    raw = dump(folder)  # before anything else opens the book, and lifts it
    if command == "migration" and raw not in (states[0][0], states[1][0]):
        return "%s: the book is neither of the old version nor of the new" % where
    complaint = complaint_of_check(folder, raw)
    if complaint:
        return "%s: check %s" % (where, complaint)
    if bad_copies(folder):
        return "%s: no whole copies: %s" % (where, " ".join(bad_copies(folder)))
    now = state(folder, command, None if command == "migration" else raw)
    before, after = states
    if command in STEPWISE and now not in (before, after):
        run(arguments, folder, check=False)
        now = state(folder, command)
        if now != after:
            return "%s: done again, it does not come to the same" % where
    if now[0] not in (before[0], after[0]):
        return "%s: the book is neither as before nor as after" % where
    if now[1] not in (before[1], after[1]):
        return "%s: the files are neither as before nor as after" % where
    if fault != "kill" and done.returncode in (0, 3, 10) and now != after:
        return "%s: said it was done, and it was not" % where
    return None


def in_memory():
    """A folder in memory, where there is room: what is killed is a process, so that no disk has to be waited for."""
    folder = "/dev/shm"
    if not os.access(folder, os.W_OK | os.X_OK) or shutil.disk_usage(folder).free < 1 << 30:
        return None
    return folder


def main():
    for tool in ("strace", "sqlite3"):
        if shutil.which(tool) is None:
            print("1..0 # SKIP %s is not installed" % tool)
            return
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], stderr=subprocess.PIPE)
    if probe.returncode != 0:
        print("1..0 # SKIP strace may not trace here: %s" % probe.stderr.decode(errors="replace").strip())
        return
    place = tempfile.mkdtemp(prefix="ballast-faults-", dir=in_memory())
    number, injected = 0, 0
    try:
        root = os.path.join(place, "root")
        proposal, client = prepare(root)
        list_of_commands = list(commands(root, proposal, client))
        missing, number = uncovered(list_of_commands), 1
        print("%s 1 - every command that changes a book is among these" % ("not ok" if missing else "ok"), flush=True)
        for name in missing:
            print("# %s: add a line to commands()" % name)
        for command, steps, arguments in list_of_commands:
            if ONLY and command not in ONLY:
                continue
            template, folder = os.path.join(place, "template"), os.path.join(place, "work")
            fresh(root, template)
            for step in steps:
                if step == "book-v1":
                    older_book(template)
                elif step == "book-many":
                    book_of_many(template)
                else:
                    run(step, template)
            fresh(template, folder)
            before = state(folder, command)
            calls = calls_of(arguments, folder)
            after = state(folder, command)
            calls = thinned(calls, command)[::STEP]
            for fault in FAULTS:
                number += 1
                def attempt(index, fault=fault, arguments=arguments, command=command, calls=calls, ends=(before, after)):
                    place_of_its_own = os.path.join(place, "work%d" % index)
                    try:
                        return try_fault(*calls[index], fault, arguments, template, place_of_its_own, ends, command)
                    finally:
                        shutil.rmtree(place_of_its_own, ignore_errors=True)

                with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                    wrong = [failure for failure in pool.map(attempt, range(len(calls))) if failure is not None]
                injected += len(calls)
                print("%s %d - %s survives %s at each of %d calls" %
                      ("not ok" if wrong or (not calls and before != after) else "ok", number, command, fault, len(calls)), flush=True)
                for failure in wrong[:5]:
                    print("# " + failure.replace("\n", " "))
        print("# %d faults injected" % injected)
        print("1..%d" % number)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
