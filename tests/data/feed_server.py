#!/usr/bin/env python3
"""A provider of prices that behaves well, badly and worse. Prints its port; ends when its standard input does."""
import gzip
import http.server
import os
import sys
import threading
import time

GOOD = b"date,close\n2026-11-05,10\n2026-11-06,10.5\n"
calls = {}


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
        calls[name] = calls.get(name, 0) + 1
        port = self.server.server_address[1]
        try:
            self.serve(name, port)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

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
        elif name == "key":
            is_there = self.headers.get("X-Api-Key") == "SECRET/KEY+1"
            self.answer(200 if is_there else 401, GOOD)
        elif name == "hop":
            self.redirect("/good")
        elif name == "loop":
            self.redirect("/loop")
        elif name == "cross":
            self.redirect("http://localhost:%d/good" % port)
        elif name == "file":
            self.redirect("file:///etc/passwd")
        elif name == "relative":
            self.redirect("//localhost:%d/good" % port)
        elif name == "calls":
            self.answer(200, str(calls.get(self.path.split("/")[2], 0)).encode())
        else:
            self.answer(404, b"no such path")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some tests are about


server = Server(("127.0.0.1", 0), Provider)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
