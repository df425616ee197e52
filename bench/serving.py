"""Start a server on a free port to measure it, and stop it by its own handle."""

import contextlib
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def server(folder=ROOT, entry="streamlit_app.py"):
    """Yield the address of a fresh server and the seconds from its start to its first successful health check."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        entry,
        "--server.port",
        str(port),
        "--server.address",
        "localhost",
    ]
    with tempfile.TemporaryFile() as log:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield f"localhost:{port}", _healthy(process, port, begun, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _healthy(process, port, begun, log):
    while process.poll() is None and time.perf_counter() - begun < 60:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                return time.perf_counter() - begun
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    log.seek(0)
    raise RuntimeError(f"the server did not come up:\n{log.read().decode(errors='replace')}")
