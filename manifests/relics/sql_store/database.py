"""One SQLite file. Readers cannot change it, nobody reaches another file, and no statement runs for ever."""

import base64
import sqlite3
import threading
import time

FILE = "/store/store.sqlite"
MAX_ROWS = 1000
MAX_SECONDS = 20
# What a statement may not do: open other files, or load code.
REFUSED = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH}

writing = threading.Lock()


def connect(is_reader):
    connection = sqlite3.connect(FILE, timeout=MAX_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if is_reader:
        connection.execute("PRAGMA query_only = ON")
    until = time.monotonic() + MAX_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    connection.set_authorizer(allow)
    return connection


def allow(action, first, *_):
    is_pragma_that_sets = action == sqlite3.SQLITE_PRAGMA and first not in ("table_info", "index_list", "index_info", "foreign_key_list")
    is_function = action == sqlite3.SQLITE_FUNCTION and first == "load_extension"
    return sqlite3.SQLITE_DENY if action in REFUSED or is_pragma_that_sets or is_function else sqlite3.SQLITE_OK


def plain(value):
    return "base64:" + base64.b64encode(value).decode() if isinstance(value, bytes) else value


def query(sql, parameters=()):
    connection = connect(is_reader=True)
    try:
        cursor = connection.execute(sql, tuple(parameters))
        rows = cursor.fetchmany(MAX_ROWS + 1)
        columns = [column[0] for column in cursor.description or []]
        return {"columns": columns, "rows": [[plain(value) for value in row] for row in rows[:MAX_ROWS]], "isCut": len(rows) > MAX_ROWS}
    finally:
        connection.close()


def execute(sql, parameters=(), many=None):
    with writing:
        connection = connect(is_reader=False)
        try:
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            try:
                last = connection.execute(sql, tuple(parameters)).lastrowid if many is None else connection.executemany(sql, many).lastrowid
                changes = connection.total_changes - before
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return {"changes": changes, "lastId": last}
        finally:
            connection.close()


def tables():
    found = []
    names = query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name")["rows"]
    for (name,) in names:
        quoted = '"' + name.replace('"', '""') + '"'
        columns = [{"name": row[1], "type": row[2]} for row in query(f"PRAGMA table_info({quoted})")["rows"]]
        found.append({"name": name, "columns": columns, "rows": query(f"SELECT count(*) FROM {quoted}")["rows"][0][0]})
    return {"tables": found}
