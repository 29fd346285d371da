"""A release build of apusd under measurement, on a free port of loopback and a data folder of its own."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build" / os.environ.get("APUS_BUILD", "release")
APUSD = BUILD / "apusd"


class Server:
    def __init__(self, folder, *options, before=()):
        """`before` is a command that becomes apusd at its end."""
        self.folder, self.log, self.options, self.before = folder, folder / "log", options, before
        self.start()

    def start(self):
        self.began = time.monotonic()
        log = open(self.log, "w")
        self.process = subprocess.Popen([*self.before, APUSD, "--data", self.folder / "data", "--port", "0", "--set", "log.level=notice", *self.options], stderr=log, stdout=log)
        while True:
            for line in self.log.read_text().splitlines():
                if "listens on http://" in line:
                    self.port = int(line.rsplit(":", 1)[1])
                    self.token = (self.folder / "data/token").read_text().strip()
                    return
            if self.process.poll() is not None or time.monotonic() - self.began > 30:
                raise SystemExit(self.log.read_text())
            time.sleep(0.01)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def call(self, method, path, body=None, connection=None):
        connection = connection or self.connection()
        headers = {"Authorization": "Bearer " + self.token}
        if body is not None:
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def memory(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024

    def cpu(self):
        """Seconds of processor time so far: noise of the machine does not count."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))
