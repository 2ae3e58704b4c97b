from __future__ import annotations

import hashlib
import http.server
import threading

import pytest

from trainer.errors import ModelError
from trainer.recognition.fetch import UnreachableError, fetch_url

DATA = bytes(range(256)) * 2000
DIGEST = hashlib.sha256(DATA).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves DATA, with ranges, as the server's attributes tell."""

    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        body = self.server.body
        if wanted and self.server.knows_ranges:
            body = body[int(wanted.removeprefix("bytes=").removesuffix("-")) :]
            self.send_response(206)
        else:
            self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.breaks_after])

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def server(local_network):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.body, made.ranges, made.knows_ranges, made.breaks_after, made.status = DATA, [], True, None, 200
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        made.url = f"http://127.0.0.1:{made.server_port}/model.zip"
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def get(server, tmp_path):
    def run(progress=lambda _done, _total: None):
        return fetch_url(server.url, tmp_path / "model.zip", len(DATA), DIGEST, progress)

    return run


def test_a_download_is_checked_and_then_named(get, tmp_path):
    seen = []
    assert get(lambda done, total: seen.append((done, total))).read_bytes() == DATA
    assert seen[0] == (0, len(DATA))
    assert seen[-1] == (len(DATA), len(DATA))
    assert [path.name for path in tmp_path.iterdir()] == ["model.zip"]


def test_what_is_there_is_not_fetched_again(get, server):
    get()
    get()
    assert server.ranges == [None]


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_an_interrupted_download_goes_on(get, server, tmp_path, knows_ranges):
    server.breaks_after = 100_000
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1"):
        get()
    assert (tmp_path / "model.zip.part").stat().st_size == 100_000
    assert not (tmp_path / "model.zip").exists()
    server.breaks_after, server.knows_ranges = None, knows_ranges
    assert get().read_bytes() == DATA
    assert server.ranges == [None, "bytes=100000-"]


def test_wrong_content_is_refused_and_forgotten(get, server, tmp_path):
    server.body = DATA[:-1] + b"x"
    with pytest.raises(ModelError, match="校验不对"):
        get()
    assert list(tmp_path.iterdir()) == []


def test_a_page_instead_of_a_file_is_no_source(get, server, tmp_path):
    server.body = b"<html>please log in</html>"
    with pytest.raises(UnreachableError, match="大小不对"):
        get()
    assert list(tmp_path.iterdir()) == []


def test_not_found_is_unreachable(get, server):
    server.status = 404
    with pytest.raises(UnreachableError, match="连不上"):
        get()


def test_a_complete_part_is_only_checked(get, server, tmp_path):
    (tmp_path / "model.zip.part").write_bytes(DATA)
    assert get().read_bytes() == DATA
    assert server.ranges == []


def test_a_part_that_is_too_long_is_dropped(get, server, tmp_path):
    (tmp_path / "model.zip.part").write_bytes(DATA + b"x")
    assert get().read_bytes() == DATA


def test_nobody_listens(tmp_path, local_network):
    with pytest.raises(UnreachableError, match="连不上"):
        fetch_url("http://127.0.0.1:9/model.zip", tmp_path / "m.zip", 1, DIGEST, lambda _done, _total: None)
