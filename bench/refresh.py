#!/usr/bin/env python3
"""A refresh of 700 instruments from a server of this machine whose answers take 20 ms: the time taken, over the time that the
feed's own limit implies: requests / rate, or what a client that does nothing but ask takes with as many requests at once, in
the same run (latency x requests / requests at once, and what the machine adds). 1.00 is a program that costs nothing.

    refresh.py BALLAST [INSTRUMENTS]

The limits are those of a declaration. Each is measured twice: on instruments whose week before is known, and once more when
nothing is new. The last row fetches ten years of days for each, which take longer to read and to store than to fetch."""
import asyncio
import datetime
import os
import subprocess
import sys
import tempfile
import threading
import time

LATENCY = 0.020
DAY = datetime.date(2026, 11, 20)
HISTORY = "".join("%s,%.2f\n" % (DAY - datetime.timedelta(days=back), 10 + back % 7 / 10) for back in range(3600, -1, -1)
                  if (DAY - datetime.timedelta(days=back)).weekday() < 5)
WEEK = "".join(HISTORY.splitlines(keepends=True)[-8:])


class Server(threading.Thread):
    """Answers HTTP/1.1 on connections that stay open, each request after LATENCY."""

    def __init__(self):
        super().__init__(daemon=True)
        self.body, self.port, self.ready, self.requests = "", 0, threading.Event(), 0
        self.start()
        self.ready.wait()

    def run(self):
        asyncio.run(self.serve())

    async def serve(self):
        server = await asyncio.start_server(self.talk, "127.0.0.1", 0, backlog=128)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await server.serve_forever()

    async def talk(self, reader, writer):
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(LATENCY)
                self.requests += 1
                body = ("date,close\n" + self.body).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def prepare(ballast, place, count):
    """A book of instruments, and prices of the week before."""
    environment = dict(os.environ, HOME=place, XDG_CONFIG_HOME=place + "/config", XDG_STATE_HOME=place + "/state",
                       BALLAST_BOOK=place + "/book.db")
    os.makedirs(place + "/config/ballast/feeds.d", 0o700)

    def run(*words):
        done = subprocess.run([ballast, "--as-of", str(DAY), "--quiet", *words], env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode not in (0, 3):
            sys.exit("%s: %s" % (" ".join(words), done.stderr))
        return done.stdout

    run("init", "--currency", "CNY")
    with open(place + "/instruments.csv", "w") as file:
        file.write("symbol,name,asset_class,currency,risk_level,kind,lot,minimum,buy_fee_bp,sell_fee_bp,expense_bp,region,sector\n")
        file.writelines("S%04d,Fund %d,equity,CNY,R3,etf,1,1,1,1,1,CN,\n" % (i, i) for i in range(count))
    run("import", "instruments", place + "/instruments.csv")
    with open(place + "/prices.csv", "w") as file:
        file.write("date,symbol,close\n")
        for i in range(count):
            file.writelines("%s,S%04d,%s\n" % (*line.split(",")[:1], i, line.split(",")[1]) for line in WEEK.splitlines()[:-1])
    run("import", "prices", place + "/prices.csv")
    return run


async def only_ask(port, count, at_once):
    left = count

    async def one():
        nonlocal left
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while left > 0:
            left -= 1
            writer.write(b"GET /S HTTP/1.1\r\nHost: here\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.rpartition(b"Content-Length: ")[2]))
        writer.close()

    await asyncio.gather(*(one() for _ in range(at_once)))


def bare(server, count, at_once):
    """Seconds of a client that does nothing but ask."""
    begun = time.monotonic()
    asyncio.run(only_ask(server.port, count, at_once))
    server.requests = 0
    return time.monotonic() - begun


def declare(place, port, limit):
    with open(place + "/config/ballast/feeds.d/bench.conf", "w") as file:
        file.write("feed 'bench' { url = 'http://127.0.0.1:%d/{symbol}' insecure = yes format = csv field.date = {'date'}\n"
                   "field.close = {'close'} limit = '%s' }\n" % (port, limit))


def measure(run, server, count, what, implied):
    before, begun = server.requests, time.monotonic()
    run("refresh", "--feed", "bench")
    taken = time.monotonic() - begun
    if server.requests - before != count:
        sys.exit("%d requests instead of %d" % (server.requests - before, count))
    print("%-34s %8.2f s %8.2f s %7.2f" % (what, taken, implied, taken / implied), flush=True)


def main():
    ballast, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 700
    server = Server()
    print("%-34s %10s %10s %7s" % ("%d instruments after %.0f ms" % (count, 1e3 * LATENCY), "taken", "implied", "ratio"))
    for limit, at_once in (("1conc", 1), ("4conc", 4), ("8conc", 8), ("50/s", None)):
        with tempfile.TemporaryDirectory() as place:
            run = prepare(ballast, place, count)
            declare(place, server.port, limit)
            server.body = WEEK
            for what in ("a new day", "nothing new")[:2 if at_once else 1]:
                implied = bare(server, count, at_once) if at_once else count / 50
                measure(run, server, count, limit + ", " + what, implied)
    with tempfile.TemporaryDirectory() as place:
        run = prepare(ballast, place, count)
        declare(place, server.port, "8conc")
        server.body = HISTORY
        measure(run, server, count, "8conc, ten years of days", bare(server, count, 8))


main()
