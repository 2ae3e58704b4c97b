"""Models that are fetched file by file: from their home, else from its mirror, over a real server on this computer."""

from __future__ import annotations

import hashlib
import http.server
import threading
from contextlib import contextmanager

import pytest

from trainer.errors import ModelError
from trainer.recognition.catalogue import read_catalogue
from trainer.recognition.models import Models

KINDS = {
    "sensevoice": {"model.int8.onnx": bytes(range(256)) * 2000, "tokens.txt": b"<unk> 0\n"},
    "whisper-small": {
        "model.bin": bytes(range(255, -1, -1)) * 2000,
        "config.json": b"{}",
        "tokenizer.json": b'{"a": 1}',
        "vocabulary.txt": b"a\nb\n",
    },
}
"""Model of the catalogue → what stands in for its files; the first one is large."""

CATALOGUE = """
[[model]]
name = "{name}"
title = "试"
engine = "{engine}"
language = "multi"
licence = "MIT"
unpacked = 600_000
"""


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the server's `files`, with ranges; a file of `breaks` ends after so many bytes."""

    def do_GET(self):
        name, wanted = self.path.rpartition("/")[2], self.headers.get("Range")
        self.server.asked.append((name, wanted))
        if name not in self.server.files:
            self.send_error(404)
            return
        body = self.server.files[name]
        if wanted:
            body = body[int(wanted.removeprefix("bytes=").removesuffix("-")) :]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.breaks.get(name)])

    def log_message(self, *_):
        """Quiet."""


@contextmanager
def serving(files):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.files, made.breaks, made.asked = dict(files), {}, []
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def files(kind):
    return KINDS[kind]


@pytest.fixture
def large(files):
    return next(iter(files))


@pytest.fixture
def home(files, local_network):
    with serving(files) as made:
        yield made


@pytest.fixture
def mirror(files, local_network):
    with serving(files) as made:
        yield made


@pytest.fixture
def models(kind, files, home, mirror, tmp_path):
    lines = [CATALOGUE.format(name=kind, engine=kind.partition("-")[0])]
    for server in (home, mirror):
        lines.append('[[model.source]]\nkind = "url"\narchives = [')
        for name, content in files.items():
            url = f"http://127.0.0.1:{server.server_port}/a/resolve/1/{name}"
            digest = hashlib.sha256(content).hexdigest()
            lines.append(f'{{ url = "{url}", file = "{name}", size = {len(content)}, sha256 = "{digest}" }},')
        lines.append("]")
    path = tmp_path / "catalogue.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return Models(tmp_path / "模型", read_catalogue(path))


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "model.json"}


def test_every_file_comes_checked_and_under_its_name(models, kind, files, home, mirror):
    steps = []
    installed = models.pull(kind, progress=lambda *step: steps.append(step))
    assert content(installed.folder) == files
    assert (installed.name, installed.engine) == (kind, kind.partition("-")[0])
    assert home.asked == [(name, None) for name in files]
    assert mirror.asked == []
    assert [path.name for path in models.folder.iterdir() if path.is_dir() and path.name != ".download"] == [kind]
    assert list(models.folder.glob(".download/*")) == []
    count = len(files)
    last = len(list(files.values())[-1])
    assert (f"下载 {kind}（{count}/{count}）", last, last) in steps
    assert steps[-1] == (f"装入 {kind}", sum(map(len, files.values())), 600_000)
    assert models.pull(kind) == installed
    assert len(home.asked) == count


def test_an_interrupted_file_goes_on_and_what_is_complete_is_not_fetched_again(
    models, kind, files, large, home, mirror
):
    mirror.files = {}
    last = list(files)[-1]
    del home.files[last]
    home.breaks[large] = 100_000
    for _ in range(2):  # once the large file breaks off, once the last one is not there
        with pytest.raises(ModelError, match=rf"trainer models pull {kind}"):
            models.pull(kind)
        home.breaks = {}
    home.files = dict(files)
    home.asked.clear()
    assert content(models.pull(kind).folder) == files
    assert home.asked == [(last, None)]


@pytest.mark.parametrize("have", ["nothing", "a part", "all but the last"])
def test_where_the_home_fails_the_mirror_goes_on(models, kind, files, large, home, mirror, have):
    last = list(files)[-1]
    if have == "nothing":
        home.files = {}
    elif have == "a part":
        home.breaks[large] = 100_000
    else:
        del home.files[last]
    said = []
    assert content(models.pull(kind, said.append).folder) == files
    assert [line for line in said if line.endswith("换下一个来源。")]
    assert sum("127.0.0.1" in line for line in said) == 3
    came = {
        "nothing": [(name, None) for name in files],
        "a part": [(large, "bytes=100000-"), *((name, None) for name in list(files)[1:])],
        "all but the last": [(last, None)],
    }
    assert mirror.asked == came[have]


def test_a_page_instead_of_the_file_is_no_source(models, kind, files, large, home):
    home.files[large] = b"<html>please log in</html>"
    said = []
    assert content(models.pull(kind, said.append).folder) == files
    assert any("大小不对" in line for line in said)


def test_another_content_is_refused_and_forgotten(models, kind, large, home, mirror):
    home.files[large] = home.files[large][:-1] + b"x"
    with pytest.raises(ModelError, match=f"{large} 校验不对"):
        models.pull(kind)
    assert models.installed() == ()
    assert list(models.folder.glob(".download/*/*")) == []


def test_a_damaged_model_is_found_and_fetched_again(models, kind, files, large):
    folder = models.pull(kind).folder
    (folder / large).write_bytes(files[large][:1000])
    assert models.verify(kind)[0].faults == (f"{large} 的内容变了",)
    said = []
    models.pull(kind, said.append)
    assert "已损坏" in said[0]
    assert models.verify(kind)[0].ok


def test_files_that_were_fetched_elsewhere_are_known_by_their_sums(models, kind, files, large, tmp_path):
    folder = tmp_path / "从别处"
    folder.mkdir()
    for name, data in {**files, "README.md": b"x"}.items():
        (folder / name).write_bytes(data)
    added = models.add(folder)
    assert (added.name, content(added.folder)) == (kind, files)
    assert models.verify(kind)[0].ok
    (folder / large).write_bytes(files[large][:-1] + b"x")
    assert models.add(folder).name == "从别处"


@pytest.mark.parametrize(
    ("kind", "hint"),
    [("sensevoice", "还要安装识别引擎：pip install sherpa-onnx"),
     ("whisper-small", "还要安装识别引擎：pip install faster-whisper")],
)  # fmt: skip
def test_a_missing_package_is_named_after_the_model_came(models, kind, hint, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    said = []
    models.pull(kind, said.append)
    assert said[-1] == hint
