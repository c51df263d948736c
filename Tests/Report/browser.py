"""A headless Chromium, driven over its DevTools protocol on the loopback; standard library only."""

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.parse


class Browser:
    """One browser with one page; it ends with the `with` block."""

    def __enter__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise SystemExit("Chromium is missing: apt-get install chromium")
        self.profile = tempfile.mkdtemp(prefix="report-browser-")
        arguments = [
            program, "--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-extensions", "--disable-dev-shm-usage", "--remote-debugging-port=0",
            "--user-data-dir=" + self.profile, "about:blank",
        ]
        if os.geteuid() == 0:
            arguments.insert(1, "--no-sandbox")
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            port, path = self._address()
            self._connect(port, path)
            targets = self.call("Target.getTargets")["targetInfos"]
            page = next(target for target in targets if target["type"] == "page")
            attached = self.call(
                "Target.attachToTarget", targetId=page["targetId"], flatten=True)
            self.session = attached["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.call(domain + ".enable")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if getattr(self, "socket", None):
            self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _address(self):
        place = os.path.join(self.profile, "DevToolsActivePort")
        for _ in range(600):
            if self.process.poll() is not None:
                raise SystemExit("Chromium ended before it began: it may need other libraries")
            try:
                with open(place) as file:
                    port, path = file.read().split("\n")[:2]
                    return int(port), path
            except (FileNotFoundError, ValueError):
                time.sleep(0.1)
        raise SystemExit("Chromium did not begin within a minute")

    def _connect(self, port, path):
        self.session = None
        self.number = 0
        self.events = []
        self.buffer = b""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n")
        self.socket.sendall(request.encode())
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(4096)
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise SystemExit("Chromium refused the connection: " + head.decode("latin-1"))

    def _take(self, count):
        while len(self.buffer) < count:
            more = self.socket.recv(1 << 16)
            if not more:
                raise SystemExit("Chromium closed the connection")
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _send(self, text):
        data = text.encode()
        mask = os.urandom(4)
        if len(data) < 126:
            head = struct.pack("!BB", 0x81, 0x80 | len(data))
        elif len(data) < 65536:
            head = struct.pack("!BBH", 0x81, 0x80 | 126, len(data))
        else:
            head = struct.pack("!BBQ", 0x81, 0x80 | 127, len(data))
        body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        self.socket.sendall(head + mask + body)

    def _receive(self):
        message = b""
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", self._take(8))[0]
            message += self._take(length)
            if first & 0x80:
                return json.loads(message)

    def call(self, method, **parameters):
        """Calls a method of the protocol; events that come meanwhile are kept."""
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        self._send(json.dumps(request))
        while True:
            answer = self._receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def open(self, path, width, scheme):
        """Opens a file at a width in a colour scheme; gives what went wrong while it loaded."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900,
            deviceScaleFactor=1 if width > 600 else 2, mobile=width <= 600)
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        url = "file://" + urllib.parse.quote(os.path.abspath(path))
        self.call("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._receive())
        self.call("Runtime.evaluate", expression="0")
        troubles = []
        for event in self.events:
            kind, detail = event["method"], event.get("params", {})
            if kind == "Runtime.exceptionThrown":
                troubles.append("exception: " + detail["exceptionDetails"]["text"])
            elif kind == "Log.entryAdded":
                troubles.append("log: " + detail["entry"]["text"])
            elif kind == "Runtime.consoleAPICalled":
                troubles.append("console: " + str(detail["args"]))
            elif kind == "Network.requestWillBeSent" and detail["request"]["url"] != url:
                troubles.append("request: " + detail["request"]["url"])
        return troubles

    def evaluate(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise SystemExit("the check failed: " + json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def screenshot(self, path, clip=None):
        """Saves the whole page as a PNG, or a part of it."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = clip or {"x": 0, "y": 0, "width": size["width"], "height": size["height"]}
        answer = self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True,
            clip=dict(clip, scale=1))
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))

    def print_pdf(self, path):
        """Saves the page as it is printed."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))
