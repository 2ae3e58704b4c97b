from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer import folders, lock, settings
from trainer.errors import SettingsError


def load(tmp_path: Path, text: str | bytes) -> settings.Settings:
    path = tmp_path / "trainer.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return settings.load(path)


def test_everything_can_be_set(tmp_path):
    found = load(
        tmp_path,
        'name = "小李"\nstaff_number = "2035"\ncompany = "梧桐里"\ndevice = "USB"\nmode = "考核"\n'
        'data_folder = "mine"\n[slots]\n项目 = "一期"\n'.replace("项目", '"项目"'),
    )

    assert found.slots == {"姓名": "小李", "工号": "2035", "公司": "梧桐里", "项目": "一期"}
    assert (found.device, found.mode, found.trainee) == ("USB", "exam", "小李")
    assert (found.data_folder, found.own_scenarios) == (tmp_path / "mine", tmp_path / "mine" / "scenarios")


def test_ones_own_scenarios_may_be_anywhere(tmp_path):
    assert load(tmp_path, '"情景文件夹" = "shared"').own_scenarios == tmp_path / "shared"


def test_how_to_practise_by_voice_can_be_set(tmp_path):
    found = load(tmp_path, '"方式" = "语音"\nspeaker = "USB"\npause = 3\n"录音保留天数" = 0\n')
    default = load(tmp_path, "")

    assert (found.by, found.speaker, found.pause, found.keep_recordings_days) == ("voice", "USB", 3.0, 0)
    assert (default.by, default.speaker, default.pause, default.keep_recordings_days) == (None, None, 2.5, 30)


def test_chinese_keys_are_accepted_in_quotes(tmp_path):
    assert load(tmp_path, '"姓名" = "小李"').slots == {"姓名": "小李"}


def test_an_empty_file_gives_the_defaults(tmp_path):
    found = load(tmp_path, "\ufeff")

    assert (found.slots, found.device, found.mode) == ({}, None, "practice")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('nmae = "小李"', ["trainer.toml:1:1: 没有“nmae”这个设置，是不是 name？"]),
        ("staff_number = 1008", ['trainer.toml:1:1: staff_number 要加引号写成文字，例如 staff_number = "1008"']),
        ('name = "甲"\nmode = "test"\nx = 1', ["trainer.toml:2:1: mode 只能是", "trainer.toml:3:1: 没有“x”"]),
        ('by = "phone"', ["trainer.toml:1:1: by 只能是 voice（语音）或 keyboard（键盘）"]),
        ("pause = 0.1\nkeep_recordings_days = 1.5", ["trainer.toml:1:1: pause 是停多少秒", "trainer.toml:2:1: keep_"]),
        ("pause = true\nkeep_recordings_days = -1", ["trainer.toml:1:1: pause", "trainer.toml:2:1: keep_"]),
        (f'company = "{"海" * 101}"', ["trainer.toml:1:1: “公司”要写 1 到 100 个字的内容"]),
        ('[slots]\n"楼" = "……"', ["trainer.toml:2:1: “楼”要写 1 到 100 个字的内容"]),
        ('data_folder = "~nosuchuser/x"', ["trainer.toml:1:1: data_folder 里 ~ 后面的用户不在这台电脑上"]),
        ('data_folder = "~\\u0000/x"', ["trainer.toml:1:1: data_folder 里有看不见的字符 U+0000，请删掉"]),
        ('data_folder = "a\\u0000b"', ["trainer.toml:1:1: data_folder 里有看不见的字符 U+0000，请删掉"]),
        ("x" * 100_001, ["文件太大"]),
        ('slots = "a"', ["trainer.toml:1:1: slots 要写成一张表"]),
        ('姓名 = "小李"', ["trainer.toml:1:1: 这一行读不懂（TOML 格式）。中文的名称要加引号"]),
        ("name = “小李”", ["trainer.toml:1:8: 这一行读不懂（TOML 格式）。引号和等号要用英文的"]),
        ('name = "甲"\n"姓名" = "乙"', ["trainer.toml:2:1: “姓名”和前面的设置重复了"]),
        ('name = "小李'.encode("gb18030"), ["不是 UTF-8 编码"]),
    ],
    ids=[
        "typo",
        "number",
        "two at once",
        "way",
        "numbers",
        "no numbers",
        "long slot",
        "slot of signs",
        "folder of nobody",
        "folder of a name that cannot be",
        "folder with a NUL",
        "too large",
        "slots",
        "bare Chinese",
        "full-width quotes",
        "twice",
        "GBK",
    ],
)
def test_every_problem_is_named_with_its_line(tmp_path, text, problems):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)

    lines = caught.value.message.splitlines()
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        assert problem in line


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ('company = "海棠\\u001b[31m苑"', "U+001B"),
        ('name = "小王\\n总分 100"', "U+000A"),
        ('data_folder = "a\\u202eb"', "U+202E"),
        ('[slots]\n"公司" = "a\\u009bb"', "U+009B"),
    ],
)
def test_what_would_steer_the_screen_is_told(tmp_path, line, sign):
    with pytest.raises(SettingsError, match=rf"里有看不见的字符 {re.escape(sign)}，请删掉"):
        load(tmp_path, line)


def test_a_name_in_several_lines_of_the_file_is_one_name(tmp_path):
    assert load(tmp_path, 'company = """\n海棠苑\n"""').slots == {"公司": "海棠苑"}


def test_the_file_here_goes_before_the_one_of_the_user(tmp_path, monkeypatch):
    home = tmp_path / "config"
    home.mkdir()
    monkeypatch.setattr(folders, "config", lambda: home)
    assert settings.find(tmp_path) is None

    (home / "trainer.toml").touch()
    assert settings.find(tmp_path) == home / "trainer.toml"

    (tmp_path / "trainer.toml").touch()
    assert settings.find(tmp_path) == tmp_path / "trainer.toml"


def test_slots_of_the_command_line():
    assert settings.parse_slots(["公司=梧桐里", "工号\uff1d2035", "称呼=陈=女士"]) == {
        "公司": "梧桐里",
        "工号": "2035",
        "称呼": "陈=女士",
    }


def test_bad_slots_are_told_all_at_once():
    with pytest.raises(SettingsError) as caught:
        settings.parse_slots(["公司", "=x", "工号=1"])

    assert len(caught.value.message.splitlines()) == 2


def test_an_unknown_slot_offers_the_nearest():
    with pytest.raises(SettingsError, match="是不是 公司"):
        settings.check_slots(["公四"], ["公司", "姓名"])


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("姓名".encode("gbk"), "不是 UTF-8 编码"),
        ('姓名 = "小李"'.encode(), '1:1: 这一行读不懂（TOML 格式）。中文的名称要加引号，例如 "姓名" = "小王"'),
        ("name ＝ 1".encode(), "引号和等号要用英文的"),
        (b"name = \n", "每行写成 name ="),
        (b"[slots]\nx = 5\n", "2:1: x 要加引号写成文字"),
    ],
    ids=["GBK", "bare Chinese key", "full-width sign", "no value", "a number among the slots"],
)
def test_files_nobody_can_read(tmp_path, raw, says):
    path = tmp_path / "trainer.toml"
    path.write_bytes(raw)

    with pytest.raises(SettingsError) as caught:
        settings.load(path)

    assert says in caught.value.message


def test_a_folder_in_place_of_the_file(tmp_path):
    with pytest.raises(SettingsError, match="打不开"):
        settings.load(tmp_path)


def test_no_file_at_all_gives_the_defaults(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "find", lambda *_: None)

    assert settings.load().path is None


def test_what_is_remembered_leaves_the_rest_of_the_file_as_it_is(tmp_path):
    path = tmp_path / "trainer.toml"
    path.write_bytes('\ufeff# 我的设置\r\nname = "小李"  # 名字\r\n\r\n[slots]\r\n"项目" = "一期"\r\n'.encode())
    path.chmod(0o600)

    assert settings.remember(path, device="USB 耳麦", pause=3) == path

    text = path.read_bytes().decode()
    assert text.startswith('\ufeff# 我的设置\r\nname = "小李"  # 名字\r\n')
    assert text.endswith('[slots]\r\n"项目" = "一期"\r\n')
    found = settings.load(path)
    assert (found.device, found.pause, found.trainee, found.slots["项目"]) == ("USB 耳麦", 3.0, "小李", "一期")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_setting_written_in_chinese_is_changed_where_it_stands(tmp_path):
    path = tmp_path / "trainer.toml"
    path.write_text('"麦克风" = "旧的"  # 这一个\n', encoding="utf-8")

    settings.remember(path, device="新的")

    assert path.read_text(encoding="utf-8") == '"麦克风" = "新的"  # 这一个\n'


def test_none_takes_a_setting_out(tmp_path):
    path = tmp_path / "trainer.toml"
    path.write_text('device = "USB"\nname = "小李"\n', encoding="utf-8")

    settings.remember(path, device=None, speaker=None)

    assert path.read_text(encoding="utf-8") == 'name = "小李"\n'


def test_without_a_file_one_is_made_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(folders, "config", lambda: tmp_path / "new" / "folder")

    path = settings.remember(device="USB 耳麦")

    assert path == tmp_path / "new" / "folder" / "trainer.toml"
    assert path.read_text(encoding="utf-8") == 'device = "USB 耳麦"\n'
    assert settings.load().device == "USB 耳麦"


def test_a_file_with_mistakes_is_not_touched(tmp_path):
    path = tmp_path / "trainer.toml"
    path.write_text("name = \n", encoding="utf-8")

    with pytest.raises(SettingsError, match="读不懂"):
        settings.remember(path, device="USB")
    assert path.read_text(encoding="utf-8") == "name = \n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match="写不进去"):
        settings.remember(tmp_path / "file" / "trainer.toml", device="USB")


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "trainer.toml"
    path.write_text('name = "小李"\n', encoding="utf-8")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SettingsError, match="写不进去"):
        settings.remember(path, device="USB")

    assert path.read_text(encoding="utf-8") == 'name = "小李"\n'
    assert list(tmp_path.iterdir()) == [path]


def test_two_windows_that_set_things_at_once_lose_nothing(tmp_path):
    path = tmp_path / "trainer.toml"
    path.write_text('name = "小李"\n', encoding="utf-8")
    program = (
        "import sys\nfrom pathlib import Path\nfrom trainer import settings\n"
        "for _ in range(20): settings.remember(Path(sys.argv[1]), **{sys.argv[2]: sys.argv[3]})\n"
        "for _ in range(20):\n"
        "    settings.remember(Path(sys.argv[1]), **{sys.argv[2]: None})\n"
        "    settings.remember(Path(sys.argv[1]), **{sys.argv[2]: sys.argv[3]})\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"}
    windows = [
        subprocess.Popen([sys.executable, "-c", program, path, key, value], env=env)
        for key, value in (("device", "USB"), ("speaker", "耳机"), ("company", "海棠苑"))
    ]
    assert [window.wait(PATIENCE) for window in windows] == [0, 0, 0]

    found = settings.load(path)
    assert (found.trainee, found.device, found.speaker, found.slots["公司"]) == ("小李", "USB", "耳机", "海棠苑")
    assert list(tmp_path.iterdir()) == [path]


def test_while_another_window_writes_nothing_is_written(tmp_path, monkeypatch):
    path = tmp_path / "trainer.toml"
    path.write_text('name = "小李"\n', encoding="utf-8")
    monkeypatch.setattr(lock, "WRITING", 0.0)
    with lock.held(tmp_path / ".trainer.toml.lock"), pytest.raises(SettingsError, match="另一个窗口"):
        settings.remember(path, device="USB")
    assert path.read_text(encoding="utf-8") == 'name = "小李"\n'


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
@pytest.mark.parametrize("there", [False, True])
def test_settings_are_the_users_own_whatever_the_umask(tmp_path, monkeypatch, there):
    monkeypatch.chdir(tmp_path)
    before = os.umask(0)
    try:
        if there:
            folders.config().mkdir(parents=True)
            (folders.config() / "trainer.toml").write_text('name = "小李"\n', encoding="utf-8")
        path = settings.remember(device="USB")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_the_folder_the_user_put_the_file_in_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "trainer.toml").write_text('name = "小李"\n', encoding="utf-8")
    settings.remember(tmp_path / "trainer.toml", device="USB")
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "trainer.toml").stat().st_mode & 0o777 == 0o600
