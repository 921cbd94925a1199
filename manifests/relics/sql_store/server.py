import json
import signal
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import database

MAX_BODY_BYTES = 4 * 2**20

ROUTES = {
    ("GET", "/health"): lambda given: {"ok": database.query("SELECT 1")["rows"] == [[1]]},
    ("GET", "/tables"): lambda given: database.tables(),
    ("POST", "/query"): lambda given: database.query(given["sql"], given.get("parameters") or ()),
    ("POST", "/execute"): lambda given: database.execute(given["sql"], given.get("parameters") or (), given.get("many")),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        path = self.path.split("?")[0]
        route = ROUTES.get((self.command, path))
        if route is None:
            return 404, {"error": f"There is no {self.command} {path}."}
        length = int(self.headers.get("content-length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            return 413, {"error": "The request is larger than 4 MiB."}
        try:
            return 200, route(json.loads(self.rfile.read(length) or b"{}"))
        except KeyError as missing:
            return 400, {"error": f"{missing.args[0]} is missing."}
        except json.JSONDecodeError:
            return 400, {"error": "The body is not JSON."}
        except (sqlite3.Error, sqlite3.Warning, TypeError) as problem:
            told = "It took longer than 20 s and was stopped." if "interrupted" in str(problem) else str(problem)
            return 400, {"error": told}

    def handle_any(self):
        status, body = self.answer()
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = do_PUT = handle_any

    def log_message(self, format, *values):
        if not self.path.startswith("/health"):
            sys.stderr.write(f"{format % values}\n")


def end(*_):
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
print("sql_store answers on port 8005")
ThreadingHTTPServer(("0.0.0.0", 8005), Handler).serve_forever()
