# Runs once in a fresh Python, before any script: takes the bridge to JavaScript away and defines how a script is run.
import sys


def _close_bridge():
    import importlib.abc

    closed = {"js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "ctypes", "_ctypes", "micropip"}

    class Closed(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in closed:
                raise ModuleNotFoundError(f"{name} is not available in the sandbox", name=name)
            return None

    # The code that reaches JavaScript loses what it needs, wherever a reference to it may survive.
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in closed:
            del sys.modules[name]
            for key in list(getattr(module, "__dict__", ())):
                if not key.startswith("__"):
                    try:
                        delattr(module, key)
                    except Exception:
                        pass
    # Finders are objects or classes; those of Pyodide go.
    theirs = [one for one in sys.meta_path if "pyodide" in type(one).__module__ or "pyodide" in getattr(one, "__module__", "")]
    sys.meta_path[:] = [Closed(), *(one for one in sys.meta_path if one not in theirs)]
    sys.path_importer_cache.clear()


def _use_plain_asyncio():
    # Pyodide's own event loop is JavaScript's; this one only sleeps until the next timer, which is all there is to wait for.
    import asyncio
    import time

    class NoEvents:
        def select(self, timeout):
            if timeout:
                time.sleep(timeout)
            elif timeout is None:
                raise RuntimeError("the script awaits something that never happens")
            return []

        def close(self):
            pass

    class Loop(asyncio.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = NoEvents()

        def _process_events(self, events):
            pass

        def _write_to_self(self):
            pass

    # Pyodide wraps this one in JavaScript's promises.
    time.sleep = getattr(time.sleep, "__wrapped__", time.sleep)
    asyncio.events._set_running_loop(None)
    asyncio.events.new_event_loop = Loop
    asyncio.new_event_loop = Loop
    asyncio.runners.events.new_event_loop = Loop
    # Pyodide puts its own run in place of Python's.
    def run(main, *, debug=None, loop_factory=None):
        with asyncio.Runner(debug=debug, loop_factory=loop_factory or Loop) as runner:
            return runner.run(main)

    asyncio.run = run
    asyncio.runners.run = run


def _open_urls_through_host():
    import email.message
    import io
    import json
    import struct
    import urllib.error
    import urllib.request
    import urllib.response

    class HostHandler(urllib.request.BaseHandler):
        handler_order = 100

        def http_open(self, request):
            body = request.data or b""
            if not isinstance(body, bytes):
                body = b"".join(body)
            headers = [[key, str(value)] for key, value in request.header_items()]
            header = json.dumps({
                "url": request.full_url,
                "method": request.get_method(),
                "headers": headers,
                "hasBody": request.data is not None,
                "redirect": "follow",
            }).encode()
            with open("/dev/cortex-fetch", "r+b", buffering=0) as device:
                message = struct.pack("<II", len(header), len(body)) + header + body
                while message:
                    message = message[device.write(message):]
                reply = device.readall()
            header_length, _ = struct.unpack_from("<II", reply)
            answer = json.loads(reply[8:8 + header_length])
            if "error" in answer:
                raise urllib.error.URLError(answer["error"])
            found = email.message.Message()
            for key, value in answer["headers"]:
                if key not in ("content-encoding", "content-length", "transfer-encoding"):
                    found[key] = value
            response = urllib.response.addinfourl(io.BytesIO(reply[8 + header_length:]), found, answer["url"], answer["status"])
            response.msg = answer["statusText"]
            return response

        https_open = http_open

    opener = urllib.request.build_opener(HostHandler)
    urllib.request.install_opener(opener)


def _runner():
    import builtins
    import json
    import os
    import runpy
    import traceback

    def run(given):
        _close_bridge()
        settings = json.loads(given)
        script = settings["script"]
        for key in list(os.environ):
            del os.environ[key]
        os.environ.update(settings["env"])
        sys.argv = [script]
        sys.path.insert(0, script.rpartition("/")[0])
        sys.dont_write_bytecode = True
        if settings["hasNetwork"]:
            _open_urls_through_host()
        code = 0
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as stop:
            if stop.code is None:
                code = 0
            elif isinstance(stop.code, int):
                code = stop.code & 255
            else:
                print(stop.code, file=sys.stderr)
                code = 1
        except BaseException as error:
            code = 1
            frames = error.__traceback__
            while frames and frames.tb_frame.f_code.co_filename != script:
                frames = frames.tb_next
            traceback.print_exception(type(error), error, frames)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        return code

    return run


_use_plain_asyncio()
__cortex_run__ = _runner()
