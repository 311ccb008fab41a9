"""Kills and fails every state-changing system call of every command that changes the book, one at a time.

A run under strace lists the calls of a command. Then, for each of them, the command is run again on a fresh copy of the
same book with that one call replaced by SIGKILL, by EIO or by ENOSPC. Afterwards `ballast check` must find nothing, the
book must be what it was before the command or what it is after it, files it makes must be whole or absent, and a call
that failed must have been told in a sentence. Prints TAP, one case for each command and kind of fault.
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
STEP = int(os.environ.get("BALLAST_FAULT_STEP", "1"))  # every n-th call only, where a run is slow
FAULTS = {"kill": "signal=SIGKILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}


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


def dump(folder, book="book/book.db"):
    """What a book says, as text; a leftover journal is rolled back by reading it."""
    done = subprocess.run(["sqlite3", book, "PRAGMA integrity_check", ".dump"], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    return hashlib.sha256(done.stdout + b"|%d" % done.returncode).hexdigest()


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


def state(folder, command):
    outside = tree(os.path.join(folder, "out")) if os.path.isdir(os.path.join(folder, "out")) else ()
    if command == "orders":
        outside = ()  # the file is written before the orders are marked as sent: it may be there a moment early
    return dump(folder), outside


def fresh(template, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder, symlinks=True)
    os.chmod(os.path.join(folder, "book"), 0o700)


def calls_of(arguments, folder):
    """The state-changing calls of a command, as (name, ordinal among the calls of that name)."""
    trace = os.path.join(folder, "trace")
    run(arguments, folder, prefix=("strace", "-f", "-o", trace, "-e", "trace=%s,openat" % CALLS), check=True)
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
    os.makedirs(os.path.join(root, "out"), exist_ok=True)
    listing = run(common("approvals", "--format", "csv"), root).stdout.decode().splitlines()
    first = listing[1].split(",")
    return first[listing[0].split(",").index("proposal")], first[listing[0].split(",").index("client")]


def commands(root, proposal, client):
    """Each command with what must have happened before it."""
    fills = os.path.join(root, "fills.csv")
    yield "import", [], common("import", "prices", "prices.csv")
    with open(os.path.join(root, "rates.csv"), "w") as file:
        file.write("date,base,quote,rate\n%s,USD,CNY,7.1234\n%s,EUR,USD,1.0821\n" % (DAY, DAY))
    yield "import rates", [], common("import", "rates", "rates.csv")
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
    yield "alerts", [], common("alerts", "settle", *numbers, "--by", "Supervisor", "--why", "both were called")
    yield "monitor", [], common("monitor")
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
    yield "restore", [common("backup", "copy.db"), common("approve", proposal, "--by", "Supervisor")], \
        common("restore", "copy.db")


def try_fault(name, ordinal, fault, arguments, template, folder, states, command):
    """One injected fault; returns None or what went wrong."""
    fresh(template, folder)
    inject = "inject=%s:%s:when=%d" % (name, FAULTS[fault], ordinal)
    done = run(arguments, folder, check=False,
               prefix=("strace", "-f", "-o", "/dev/null", "-e", "trace=%s" % name, "-e", inject))
    where = "%s %d" % (name, ordinal)
    if fault != "kill":
        if done.returncode < 0 or done.returncode > 128:
            return "%s: ended by a signal (%d): %s" % (where, done.returncode, done.stderr[-200:])
        if done.returncode not in (0, 3, 10) and not done.stderr.strip():
            return "%s: failed without a sentence" % where
    checked = run(common("check"), folder, check=False)
    if checked.returncode != 0:
        return "%s: check says %s" % (where, (checked.stdout + checked.stderr).decode(errors="replace")[-300:])
    now = state(folder, command)
    before, after = states
    if now[0] not in (before[0], after[0]):
        return "%s: the book is neither as before nor as after" % where
    if now[1] not in (before[1], after[1]):
        return "%s: the files are neither as before nor as after" % where
    if fault != "kill" and done.returncode in (0, 3, 10) and now != after:
        return "%s: said it was done, and it was not" % where
    return None


def main():
    for tool in ("strace", "sqlite3"):
        if shutil.which(tool) is None:
            print("1..0 # SKIP %s is not installed" % tool)
            return
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], stderr=subprocess.PIPE)
    if probe.returncode != 0:
        print("1..0 # SKIP strace may not trace here: %s" % probe.stderr.decode(errors="replace").strip())
        return
    place = tempfile.mkdtemp(prefix="ballast-faults-")
    number, injected = 0, 0
    try:
        root = os.path.join(place, "root")
        proposal, client = prepare(root)
        for command, steps, arguments in commands(root, proposal, client):
            template, folder = os.path.join(place, "template"), os.path.join(place, "work")
            fresh(root, template)
            for step in steps:
                run(step, template)
            fresh(template, folder)
            before = state(folder, command)
            calls = calls_of(arguments, folder)
            after = state(folder, command)
            calls = calls[::STEP]
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
                      ("not ok" if wrong or not calls else "ok", number, command, fault, len(calls)), flush=True)
                for failure in wrong[:5]:
                    print("# " + failure.replace("\n", " "))
        print("# %d faults injected" % injected)
        print("1..%d" % number)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
