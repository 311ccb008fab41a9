#!/usr/bin/env python3
"""A provider of prices that behaves well, badly and worse. Prints its port; ends when its standard input does."""
import calendar
import email.utils
import gzip
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

GOOD = b"date,close\n2026-11-05,10\n2026-11-06,10.5\n"
calls = {}      # how often each name was asked for
asked = {}      # with which addresses
busy, most = {}, {}  # how many requests are being answered at once, and the most there were
lock = threading.Lock()
PAGED = ["2026-10-%02d" % day for day in range(1, 26)]  # twenty-five days


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, target):
        self.answer(302, b"", [("Location", target)])

    def chunks(self, pieces):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def do_GET(self):
        name = self.path.split("/")[1].split("?")[0]
        with lock:
            calls[name] = calls.get(name, 0) + 1
            asked.setdefault(name, []).append(self.path)
            busy[name] = busy.get(name, 0) + 1
            most[name] = max(most.get(name, 0), busy[name])
        try:
            self.serve(name, self.server.server_address[1])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with lock:
                busy[name] -= 1

    def do_POST(self):
        self.posted = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def marlow(self, isin):
        """The provider of the manual's example; its days begin at midnight in London, an hour earlier from 29 March on."""
        fault = "BAD_KEY" if self.headers["X-Marlow-Key"] != "SECRET/KEY+1" else isin if isin.isupper() and "_" in isin else None
        if fault is not None:
            self.answer(200, json.dumps({"fault": {"kind": fault, "text": "key " + str(self.headers["X-Marlow-Key"])}}).encode())
            return
        first = calendar.timegm((2026, 3, 9, 0, 0, 0))
        days = [first + day * 86400 for day in range(33) if day % 7 < 5]
        summer = calendar.timegm((2026, 3, 29, 1, 0, 0))
        rows = [{"at": {"ts": day - (3600 if day >= summer else 0)}, "vol": 81000,
                 "px": {"open": "2410.0", "close": "n/a" if number == 3 else "%.1f" % (2400 + number)}}
                for number, day in enumerate(days)]
        page = int(urllib.parse.parse_qs(self.path.partition("?")[2])["page"][0])
        self.answer(200, json.dumps({"meta": {"count": len(rows), "quote": {"unit": "GBX", "zone": "Europe/London"}},
                                     "result": {"history": rows[(page - 1) * 10:page * 10]}}).encode())

    def page(self, size, total):
        """One of the pages of PAGED; the second fails the first time."""
        number = int(urllib.parse.parse_qs(self.path.partition("?")[2])["page"][0])
        if number == 2 and calls["pages"] == 2:
            self.answer(503, b"try again")
            return
        rows = [{"d": day, "c": 10} for day in PAGED[(number - 1) * size:number * size]]
        self.answer(200, json.dumps({"n": total, "rows": rows}).encode())

    def serve(self, name, port):
        if name == "good":
            self.answer(200, GOOD)
        elif name == "gzip":
            self.answer(200, gzip.compress(GOOD), [("Content-Encoding", "gzip")])
        elif name == "bomb":
            self.answer(200, gzip.compress(b"0" * 50_000_000), [("Content-Encoding", "gzip")])
        elif name == "notgzip":
            self.answer(200, b"this is no gzip", [("Content-Encoding", "gzip")])
        elif name == "long":
            self.chunks(b"2026-11-05,10\n" * 1000 for _ in range(1000))
        elif name == "header":
            self.answer(200, GOOD, [("X-%d" % i, "x" * 1000) for i in range(90)])
        elif name == "hang":
            time.sleep(5)
            self.answer(200, GOOD)
        elif name == "short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(GOOD)
            self.close_connection = True
        elif name == "nothing":
            self.close_connection = True
        elif name == "html":
            self.answer(200, b"<!DOCTYPE html><title>Are you human?</title>")
        elif name == "empty":
            self.answer(200, b"")
        elif name == "note":
            self.answer(200, b'{"Note": "you have used key SECRET/KEY+1 too often"}')
        elif name == "echo":
            self.answer(200, b'{"Note": "no more for SECRET/KEY+1, SECRET\\/KEY+1, SECRET%2FKEY%2B1, SECRET%2fKEY%2b1"}',
                        [("Content-Type", "application/json; for=SECRET/KEY+1")])
        elif name == "binary":
            self.answer(200, b"date,close\n\xff\0SECRET/KEY+1\0\n", [("Content-Type", "text/csv")])
        elif name == "status":
            self.answer(int(self.path.split("/")[2].split("?")[0]), b"no")
        elif name == "flaky":
            self.answer(*((500, b"try again") if calls[name] % 3 else (200, GOOD)))
        elif name == "wait":
            if calls[name] % 2:
                self.answer(429, b"slow down", [("Retry-After", "1")])
            else:
                self.answer(200, GOOD)
        elif name == "late":
            self.answer(429, b"slow down", [("Retry-After", "3600")])
        elif name == "date":
            when = email.utils.formatdate(time.time() + 90, usegmt=True)
            self.answer(429, b"slow down", [("Retry-After", when)])
        elif name == "past":
            self.answer(429, b"slow down", [("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")])
        elif name.startswith("lag"):
            time.sleep(0.1)
            self.answer(200, GOOD)
        elif name == "drip":
            self.send_response(200)
            self.send_header("Content-Length", str(len(GOOD)))
            self.end_headers()
            for byte in GOOD:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.2)
        elif name.startswith("rates"):  # a file of all pairs
            self.answer(200, b"Date,CNY,JPY,USD,\n2026-11-06,7.8,170,1.08,\n2026-11-05,7.7,%s,1.07,\n"
                             % (b"17" if name == "ratesleap" else b"0" if name == "rateszero" else b"169"))
        elif name.startswith("prices"):
            self.answer(200, b"who,date,close\nAAA,2026-11-05,10\nBBB,2026-11-05,7\nAAA,2026-11-06,0\nBBB,2026-11-06,7.1\n")
        elif name.startswith("paged"):
            number = int(urllib.parse.parse_qs(self.path.partition("?")[2])["page"][0])
            body = b"Date,CNY,JPY,USD,\n" + (b"2026-11-%02d,7.8,170,1.08,\n" % (7 - number) if number < 3 else b"")
            self.answer(*((503, b"") if name == "pagedbroken" and number == 2 else (200, body)))
        elif name == "heals":
            self.answer(*((500, b"down") if calls[name] <= 6 else (200, GOOD)))
        elif name == "knows":
            self.answer(*((200, GOOD) if "s=vti.us" in self.path else (404, b"no such symbol")))
        elif name == "v2":
            self.marlow(self.path.split("/")[3])
        elif name == "pages":
            self.page(10, len(PAGED))
        elif name == "post":
            wanted = {"token": "SECRET/KEY+1", "code": 'A"B', "from": "20241004"}
            is_right = self.command == "POST" and json.loads(self.posted) == wanted
            self.answer(200 if is_right else 400, GOOD)
        elif name == "form":
            self.answer(200 if self.posted == b"code=A%22B&key=SECRET%2FKEY%2B1" else 400, GOOD)
        elif name == "key":
            is_there = self.headers.get("X-Api-Key") == "SECRET/KEY+1"
            self.answer(200 if is_there else 401, GOOD)
        elif name == "hop":
            self.redirect("/good")
        elif name == "loop":
            self.redirect("/loop")
        elif name == "cross":
            self.redirect("http://localhost:%d/caught" % port)
        elif name == "file":
            self.redirect("file:///etc/passwd")
        elif name == "relative":
            self.redirect("//localhost:%d/caught" % port)
        elif name == "upward":
            self.redirect("https://127.0.0.1:%d/caught" % port)
        elif name in ("calls", "most", "asked"):
            about = self.path.split("/")[2]
            self.answer(200, {"calls": lambda: str(calls.get(about, 0)), "most": lambda: str(most.get(about, 0)),
                              "asked": lambda: "\n".join(asked.get(about, []))}[name]().encode())
        else:
            self.answer(404, b"no such path")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some tests are about


server = Server(("127.0.0.1", 0), Provider)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
