"""The service behind the stubbed SDK: an HTTP server on a thread of its own, which counts its requests."""

import http.server
import json
import threading


class RemoteService:
    """Listens on a free port of 127.0.0.1 until it is closed. Every answer has another serial number."""

    def __init__(self):
        self.requests = 0
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _handler(service):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                service.requests += 1
                body = json.dumps(service._answer(self.path)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        return Handler

    def _answer(self, path):
        if path.startswith("/s3/"):
            return {
                "ContentLength": 4096,
                "ContentType": "image/png",
                "ETag": f'"{self.requests:032x}"',
                "LastModified": "2024-06-01T12:00:00+00:00",
            }
        return {"serial": self.requests, "weather": "晴れ"}

    def close(self):
        self._server.shutdown()
        self._server.server_close()
