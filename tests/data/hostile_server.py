#!/usr/bin/env python3
"""Thirty-two ways in which a network is hostile, each on a port of its own, for every feed that is shipped: which feed asks is
seen by its address, and the answer is spoilt in the shape that feed reads. Prints the ports in one line, in the order of
BEHAVIOURS, then those of four that speak TLS: self-signed, of another name, expired, and good; the last three are signed
by the authority whose certificate is ca.pem in the folder $BALLAST_TEST_FOLDER. Ends with its standard input."""
import calendar
import gzip
import http.server
import io
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import zipfile

BEHAVIOURS = [
    "slow", "reset", "short", "endless", "bomb", "loop", "cross", "file", "html", "quota", "nan", "huge", "twice", "zero-date",
    "far-date", "zero", "ahead", "order", "garbage", "mark", "crlf", "cr", "empty", "deep", "busy", "later", "broken", "notgzip",
    "silent",
]
KEY = "SECRET/KEY+1"
ECHO = "no more for %s, SECRET%%2FKEY%%2B1, SECRET\\/KEY+1" % KEY


# ---- dates, as each provider writes them; a day is a text such as 2026-11-05 -----------------------------------------

def iso(day):
    return day


def compact(day):
    return day.replace("-", "")


def in_words(day):
    year, month, date = day.split("-")
    return "%s %s %s" % (date, calendar.month_name[int(month)] or "January", year)


def seconds(day, later=0):
    year, month, date = (int(part) for part in day.split("-"))
    if year == 0:
        return -62167219200  # the first of January of the year 0
    return calendar.timegm((year, month, date, 0, 0, 0)) + later


# ---- answers: two days and their closes, as each provider writes them ------------------------------------------------

def table(head, row, date=iso, newest_first=False):
    def make(days, closes):
        rows = [row.format(d=date(day), c=close) for day, close in zip(days, closes)]
        return head + "".join(line + "\n" for line in (reversed(rows) if newest_first else rows))
    return make


def listed(before, row, after, date=iso, newest_first=False):
    def make(days, closes):
        rows = [row.replace("<d>", str(date(day))).replace("<c>", close) for day, close in zip(days, closes)]
        return before + ",\n".join(reversed(rows) if newest_first else rows) + after
    return make


def last_only(text, date=iso):
    return lambda days, closes: text.replace("<d>", date(days[1])).replace("<c>", closes[1])


def columns(days, closes):
    return ('{"chart":{"result":[{"meta":{"currency":"EUR","exchangeTimezoneName":"Europe/Berlin"},\n"timestamp":[%s],\n'
            '"indicators":{"quote":[{"close":[%s]}]}}],"error":null}}'
            % (",".join(str(seconds(day, 36000)) for day in days), ",".join(closes)))


SINA = ('var hq_str_sh600519="name,' + "1,1,<c>,1,1," + "1," * 24 + '<d>,15:00:03,00";\n')
TENCENT = 'v_sh600519="1~name~600519~<c>~1~' + "1~" * 25 + '<d>161432~1~1~1~1~1";\n'
XML = ('<?xml version="1.0" encoding="UTF-8"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
       'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>')

GOOD = {
    "stooq": table("Date,Open,High,Low,Close,Volume\n", "{d},9,9,9,{c},9"),
    "yahoo": columns,
    "alphavantage-json": listed('{"Meta Data":{},\n"Time Series (Daily)":{', '"<d>":{"1. open":"9","4. close":"<c>"}', "}}"),
    "alphavantage-csv": table("timestamp,open,high,low,close,volume\n", "{d},9,9,9,{c},9", newest_first=True),
    "twelvedata": listed('{"meta":{"currency":"USD"},\n"values":[', '{"datetime":"<d>","close":"<c>"}', '],"status":"ok"}'),
    "twelvedata-csv": table("datetime;open;high;low;close;volume\n", "{d};9;9;9;{c};9"),
    "tiingo": listed("[", '{"date":"<d>T00:00:00.000Z","close":<c>,"adjClose":<c>,"divCash":0.0,"splitFactor":1.0}', "\n]"),
    "nasdaq-datalink": listed('{"dataset_data":{"column_names":["Date","Close"],\n"data":[', '["<d>",<c>]', "]}}",
                              newest_first=True),
    "ecb-daily": listed(XML, "<Cube time='<d>'><Cube currency='USD' rate='<c>'/></Cube>\n", "</Cube></gesmes:Envelope>"),
    "ecb-hist": table("Date,USD,JPY,\n", "{d},{c},170,", newest_first=True),
    "ecb-today-csv": table("Date, USD, JPY, \n", "{d}, {c}, 170, ", date=in_words),
    "ecb-portal": table("KEY,FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE\n", "EXR.D.USD.EUR.SP00.A,D,USD,{d},{c}"),
    "fred": table("observation_date,DGS10\n", "{d},{c}"),
    "frankfurter": listed('{"base":"EUR",\n"rates":{', '"<d>":{"USD":<c>}', "}}"),
    "coingecko": listed('{"prices":[', "[<d>,<c>]", "]}", date=lambda day: seconds(day, 86400) * 1000),
    "eastmoney-nav": listed('{"Data":{"LSJZList":[', '{"FSRQ":"<d>","DWJZ":"<c>","LJJZ":"9"}',
                            '],"SYType":null},\n"ErrCode":0,"TotalCount":2}', newest_first=True),
    "eastmoney-pingzhong": listed("var a = 1;\nvar Data_netWorthTrend = [", '{"x":<d>,"y":<c>}', "];\nvar b = 2;\n",
                                  date=lambda day: (seconds(day) - 28800) * 1000),
    "eastmoney-kline": listed('{"data":{"klines":[', '"<d>,9,<c>,9,9,9,9"', "]}}"),
    "sina-quote": last_only(SINA),
    "tencent-quote": last_only(TENCENT, date=compact),
    "tencent-kline": listed('{"code":0,"data":{"sh600519":{"day":[', '["<d>","9","<c>","9","9","9"]', "]}}}"),
    "tushare": listed('{"code":0,"data":{"fields":["trade_date","close"],\n"items":[', '["<d>",<c>]', "]}}", date=compact),
    "folder": table("date,close\n", "{d},{c}"),
}
ZIPPED = ("ecb-hist", "ecb-today-csv")

# What each says, under status 200, to one who asked too often; the others have no words of their own for it.
QUOTA = {
    "stooq": "Exceeded the daily hits limit: " + ECHO,
    "yahoo": "Too Many Requests: " + ECHO,
    "alphavantage-json": '{"Note":"\\u001b[31m %s"}' % ECHO, "alphavantage-csv": '{"Note":"\\u001b[31m %s"}' % ECHO,
    "twelvedata": '{"code":429,"status":"error","message":"%s"}' % ECHO,
    "twelvedata-csv": '{"code":429,"status":"error","message":"%s"}' % ECHO,
    "tiingo": '{"detail":"Error: over your hourly request allocation; %s"}' % ECHO,
    "nasdaq-datalink": '{"quandl_error":{"code":"QELx01","message":"%s"}}' % ECHO,
    "coingecko": '{"status":{"error_code":429,"error_message":"%s"}}' % ECHO,
    "tushare": '{"code":40203,"msg":"%s","data":null}' % ECHO,
}

# Which feed asks: by the beginning of its address, and what else tells two of one provider apart.
ASKED = [
    ("stooq", "/q/d/l/", ""), ("yahoo", "/v8/finance/chart/", ""), ("alphavantage-csv", "/query?", "datatype=csv"),
    ("alphavantage-json", "/query?", ""), ("twelvedata-csv", "/time_series?", "format=CSV"), ("twelvedata", "/time_series?", ""),
    ("tiingo", "/tiingo/daily/", ""), ("nasdaq-datalink", "/api/v3/datasets/", ""),
    ("ecb-daily", "/stats/eurofxref/eurofxref-daily.xml", ""), ("ecb-hist", "/stats/eurofxref/eurofxref-hist.zip", ""),
    ("ecb-today-csv", "/stats/eurofxref/eurofxref.zip", ""), ("ecb-portal", "/service/data/EXR/D.USD.EUR.SP00.A", ""),
    ("fred", "/graph/fredgraph.csv", ""), ("frankfurter", "/v1/2026-", ""), ("coingecko", "/api/v3/coins/", ""),
    ("eastmoney-nav", "/f10/lsjz?", ""), ("eastmoney-pingzhong", "/pingzhongdata/", ""),
    ("eastmoney-kline", "/api/qt/stock/kline/get?", ""), ("sina-quote", "/list=", ""), ("tencent-quote", "/q=", ""),
    ("tencent-kline", "/appstock/app/fqkline/get?", ""), ("folder", "/ballast-prices/", ""), ("tushare", "/", ""),
]
DAYS, CLOSES = ("2026-11-05", "2026-11-06"), ("10", "10.5")
CHANGED = {
    "nan": (DAYS, ("10", "NaN")), "huge": (DAYS, ("10", "1e999")), "twice": (DAYS[1:] * 2, CLOSES),
    "zero-date": ((DAYS[0], "0000-00-00"), CLOSES), "far-date": ((DAYS[0], "9999-12-31"), CLOSES),
    "zero": (DAYS, ("10", "0")), "ahead": ((DAYS[0], "2026-12-24"), CLOSES),
    "order": (DAYS[::-1], CLOSES[::-1]), "garbage": (DAYS, ("10", "\udcb9\udcf3\udcff\udcd6")),
}
BOMB = gzip.compress(b"0" * 20_000_000)


def body_of(feed, behaviour):
    text = GOOD[feed](*CHANGED.get(behaviour, (DAYS, CLOSES)))
    if behaviour == "crlf":
        text = text.replace("\n", "\r\n")
    elif behaviour == "cr":
        text = text.replace("\n", "\r")
    body = text.encode("utf-8", "surrogateescape")
    if behaviour == "mark":
        body = b"\xef\xbb\xbf" + body
    if feed in ZIPPED:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("rates.csv", body)
        body = packed.getvalue()
    return body


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behaviour = "good"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=(), length=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self):
        feed = next((feed for feed, path, part in ASKED if self.path.startswith(path) and part in self.path), None)
        if feed is None or not re.search("[?/]|=", self.path):
            self.answer(404, b"which feed is that?")
            return
        try:
            self.serve(self.behaviour, feed, body_of(feed, self.behaviour))
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def serve(self, name, feed, body):
        if name == "slow":
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
            chunk = b"40000\r\n" + b"0" * 0x40000 + b"\r\n"
            for _ in range(10 * 2**30 // 0x40000):  # ten gigabytes, unless the client has had enough
                self.wfile.write(chunk)
        elif name == "bomb":
            self.answer(200, BOMB, [("Content-Encoding", "gzip")])
        elif name == "notgzip":
            self.answer(200, body, [("Content-Encoding", "gzip")])
        elif name in ("loop", "cross", "file"):
            target = {"loop": self.path, "cross": "http://localhost:%d/" % self.server.server_address[1],
                      "file": "file:///etc/passwd"}[name]
            self.answer(302, body, [("Location", target)])
        elif name == "html":
            self.answer(200, b"<!DOCTYPE html>\n<html><title>\x1b]52;c;" + KEY.encode() + b"\x07</title></html>")
        elif name == "quota":
            self.answer(200, QUOTA.get(feed, "You ask too often; " + ECHO).encode())
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
        elif name == "silent":
            self.close_connection = True  # no answer at all
        else:
            self.answer(200, body)  # good, or spoilt already


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some cases are about


def openssl(*words):
    subprocess.run(("openssl",) + words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificate(folder, name, subject, more, days="1"):
    """A key and a certificate for it: its own, or the authority's, which is made first. Returns both paths."""
    key, made = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + subject, "-keyout", key)
    if name in ("ca", "self"):
        openssl(*new, "-x509", "-addext", more, "-days", days, "-out", made)
        return key, made
    with open(made + ".ext", "w") as file:
        file.write(more)
    openssl(*new, "-out", made + ".csr")
    openssl("x509", "-req", "-in", made + ".csr", "-CA", os.path.join(folder, "ca.pem"), "-CAkey",
            os.path.join(folder, "ca.key"), "-CAcreateserial", "-days", days, "-extfile", made + ".ext", "-out", made)
    return key, made


def start(behaviour, certified=None):
    handler = type("Provider", (Provider,), {"behaviour": behaviour})
    server = Server(("127.0.0.1", 0), handler)
    if certified is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certified[1], certified[0])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def start_tls(folder):
    certificate(folder, "ca", "Test authority", "basicConstraints=critical,CA:TRUE")
    here = "subjectAltName=IP:127.0.0.1"
    return [start("good", certificate(folder, "self", "localhost", here)),
            start("good", certificate(folder, "other", "example.org", "subjectAltName=DNS:example.org")),
            start("good", certificate(folder, "expired", "localhost", here, "-1")),
            start("good", certificate(folder, "good", "localhost", here))]


ports = [start(behaviour) for behaviour in BEHAVIOURS]
try:
    ports += start_tls(os.environ["BALLAST_TEST_FOLDER"])
except (KeyError, OSError, subprocess.CalledProcessError):
    ports += [0, 0, 0, 0]  # no openssl here: these cases are skipped
print(*ports, flush=True)
sys.stdin.read()
os._exit(0)
