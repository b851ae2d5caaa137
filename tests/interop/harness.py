"""What the tests with peers have in common: programs in the background, and the count of checks."""

import json
import queue
import re
import subprocess
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / ".cache" / "interop"
PEERS = HERE / "peers"
START_SECONDS, END_SECONDS = 15, 5


class CannotRun(Exception):
    """Something that the script needs is missing and could not be installed."""


class NotListening(Exception):
    """A server did not print its first line."""


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, good, seen=""):
        print(f"{'ok  ' if good else 'FAIL'} {what}", flush=True)
        if good:
            self.passed += 1
        else:
            self.failed += 1
            for line in str(seen).strip()[-2000:].splitlines():
                print(f"     {line}", flush=True)


class Process:
    """A program that runs in the background. It is stopped however a check ends."""

    def __init__(self, command, environment=None):
        self.command = [str(word) for word in command]
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", errors="replace", env=environment,
        )
        self.lines, self.errors = [], []
        self._coming = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read_output(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._coming.put(line)
        self._coming.put(None)

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.rstrip("\n"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join(END_SECONDS)

    def port(self):
        """The port of the line "listening on HOST:PORT", which must be the first."""
        try:
            line = self._coming.get(timeout=START_SECONDS) or ""
        except queue.Empty:
            line = ""
        if found := re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", line):
            return int(found[1])
        raise NotListening(f"{' '.join(self.command)}\n{self.said()}")

    def ended(self, seconds):
        """The exit status, or None if it is still running after that time."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        for reader in self._readers:
            reader.join(END_SECONDS)
        return status

    def said(self):
        """Everything that it printed."""
        return "\n".join(self.lines + self.errors)

    def objects(self):
        """The lines that are JSON objects."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]


def finish(command, seconds, what):
    """Runs a command. Raises CannotRun if it fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, cwd=ROOT,
        )
    except FileNotFoundError:
        raise CannotRun(f"{what}: there is no {command[0]}") from None
    except subprocess.TimeoutExpired:
        raise CannotRun(f"{what}: not done after {seconds} seconds") from None
    if done.returncode != 0:
        raise CannotRun(f"{what}: {(done.stderr or done.stdout).strip()[-3000:]}")
    return done.stdout
