#!/usr/bin/env python3
"""Thirty ways in which a network is hostile, for a body of every layout: /BEHAVIOUR/LAYOUT. Prints its ports: plain, and
three that speak TLS with certificates nobody should trust (self-signed, of another name, expired). Ends on /quit."""
import gzip
import http.server
import os
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

TABLE = "date,close\n2026-11-05,10\n2026-11-06,10.5\n"
GOOD = {
    "objects": '[{"d":"2026-11-05","c":10},\n{"d":"2026-11-06","c":10.5}]',
    "arrays": '[["2026-11-05",10],\n["2026-11-06",10.5]]',
    "columns": '{"d":["2026-11-05","2026-11-06"],\n"c":[10,10.5]}',
    "keyed": '{"2026-11-05":{"c":10},\n"2026-11-06":{"c":10.5}}',
    "split": '{"names":["d","c"],\n"rows":[["2026-11-05",10],["2026-11-06",10.5]]}',
    "strings": '{"rows":["2026-11-05,10",\n"2026-11-06,10.5"]}',
    "long": TABLE,
    "wide": TABLE.replace("close", "A"),
    "delim": "2026-11-05~10\n2026-11-06~10.5\n",
    "xml": '<t><r d="2026-11-05" c="10"/>\n<r d="2026-11-06" c="10.5"/></t>',
}
REPLACED = {
    "nan": ("10.5", "NaN"), "huge": ("10.5", "1e999"), "twice": ("11-05", "11-06"), "zero-date": ("2026-11-06", "0000-00-00"),
    "far-date": ("2026-11-06", "9999-12-31"), "crlf": ("\n", "\r\n"), "cr": ("\n", "\r"),
}


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=(), length=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        try:
            parts = self.path.split("?")[0].split("/")
            self.serve(parts[1], GOOD.get(parts[2], "") if len(parts) > 2 else "")
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def serve(self, name, good):
        body = good.encode()
        if name == "good":
            self.answer(200, body)
        elif name in REPLACED:
            self.answer(200, good.replace(*REPLACED[name]).encode())
        elif name == "order":
            self.answer(200, good.replace("11-05", "x").replace("11-06", "11-05").replace("x", "11-06").encode())
        elif name == "slow":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in body:
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)
        elif name == "reset":
            self.answer(200, body[:len(body) // 2], length=len(body))
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.rfile.close()  # the last that holds the connection: now it is reset
            self.close_connection = True
        elif name == "short":
            self.answer(200, body, length=len(body) + 500)
            self.close_connection = True
        elif name == "endless":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while True:  # until the client has had enough
                self.wfile.write(b"2000\r\n" + b"0" * 0x2000 + b"\r\n")
        elif name == "bomb":
            self.answer(200, gzip.compress(b"0" * 20_000_000), [("Content-Encoding", "gzip")])
        elif name == "notgzip":
            self.answer(200, body, [("Content-Encoding", "gzip")])
        elif name in ("loop", "cross", "file"):
            target = {"loop": self.path, "cross": "http://localhost:%d/good" % self.server.server_address[1],
                      "file": "file:///etc/passwd"}[name]
            self.answer(302, body, [("Location", target)])
        elif name == "html":
            self.answer(200, b"<!DOCTYPE html><html><title>\x1b]52;c;SECRET/KEY+1\x07</title></html>")
        elif name == "quota":
            self.answer(200, b'{"Note":"\\u001b[31m no more for SECRET/KEY+1, SECRET%2FKEY%2B1, SECRET\\/KEY+1"}')
        elif name == "garbage":
            self.answer(200, body.replace(b"10.5", b"\xb9\xf3\xff\xd6"))
        elif name == "mark":
            self.answer(200, b"\xef\xbb\xbf" + body)
        elif name == "empty":
            self.answer(200, b"")
        elif name == "deep":
            self.answer(200, b"[" * 20000)
        elif name == "busy":
            self.answer(429, body)
        elif name == "later":
            self.answer(429, body, [("Retry-After", "3600")])
        elif name == "broken":
            self.answer(500, body)
        elif name == "quit":
            self.answer(200, b"bye")
            threading.Timer(0.1, os._exit, [0]).start()
        else:
            self.close_connection = True  # "silent": no answer at all


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some cases are about


def certificate(folder, name, subject, more):
    key, made = folder + "/" + name + ".key", folder + "/" + name + ".pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=" + subject, "-addext", "subjectAltName=" + more, "-days", "1", "-keyout", key, "-out", made],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if name == "expired":
        subprocess.run(["openssl", "x509", "-in", made, "-signkey", key, "-days", "-1", "-out", made + "2"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made += "2"
    return key, made


def start(folder, name=None, subject="localhost", more="IP:127.0.0.1"):
    server = Server(("127.0.0.1", 0), Provider)
    if name is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        key, made = certificate(folder, name, subject, more)
        context.load_cert_chain(made, key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


with tempfile.TemporaryDirectory() as made_folder:
    ports = [start(made_folder)]
    try:
        ports += [start(made_folder, "self"), start(made_folder, "other", "example.org", "DNS:example.org"),
                  start(made_folder, "expired")]
    except (OSError, subprocess.CalledProcessError):
        ports = ports[:1] + [0, 0, 0]  # no openssl here: these cases are skipped
print(*ports, flush=True)
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.2)
