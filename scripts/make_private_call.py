"""Write a call full of private numbers and when they are said: `tests/data/mask/numbers.opus` and `.json`.

In the environment of `scripts/_kokoro.py`: `python scripts/make_private_call.py`. The agent is left, the customer
right. Each number is spoken on its own and put between the words around it, so that its times are known.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from _kokoro import RATE, Kokoro, noise, write_audio

ROOT = Path(__file__).resolve().parents[1]
VOICES = {"left": ("jf_nezumi", 0.95), "right": ("jm_kumo", 1.0)}
GAP, PAUSE = 0.06, 0.9  # s around a number, and between two utterances
CALL = (  # channel, and what is said; private numbers between brackets
    ("left", "您好，海棠苑售后服务中心，工号二零三一，请问有什么可以帮到您？"),
    ("right", "你好，我家热水器坏了。"),
    ("left", "很抱歉给您带来不便，请问您的联系电话是多少？"),
    ("right", "我的电话是[幺三八，幺二三四，零零零八]，白天都可以打。"),
    ("left", "跟您核对一下，您的电话是[一三八，一二三四，零零零八]，对吗？"),
    ("right", "对的，我房号是三栋二单元五零一。"),
    ("left", "请问还有别的电话吗？"),
    ("right", "还有一个，[幺五九，六六七七，二三四五]，是我爱人的。"),
    ("left", "好的，备用电话是[一五九，六六七七，二三四五]。"),
    ("right", "上次维修收了我四百三十六元，说是退到卡里，一直没有退。"),
    ("left", "我帮您查一下，请您报一下银行卡号。"),
    ("right", "卡号是[六二二二，零二一零，零一一二，三三四四]，你记好了。"),
    ("left", "好的，卡号是[六二二二，零二一零，零一一二，三三四四]，没错吧？"),
    ("right", "没错，身份证要不要？"),
    ("left", "请您报一下身份证号码。"),
    ("right", "[三三零一零六，一九八五一二一二，三三二一]，这个是我的身份证。"),
    ("left", "好的，师傅会在明天上午九点到十点之间上门，请您保持电话畅通。"),
    ("right", "好，师傅来之前打我手机，[幺三八，幺二三四，零零零八]。"),
    ("left", "没问题，感谢您的来电，再见。"),
)


def main() -> None:
    """Render the call and write what is true of it."""
    kokoro = Kokoro()
    tracks: dict[str, list[tuple[int, np.ndarray]]] = {"left": [], "right": []}
    numbers, at = [], RATE // 2
    for channel, text in CALL:
        voice, speed = VOICES[channel]
        for piece in text.replace("]", "[").split("["):
            if not any("\u4e00" <= char <= "\u9fff" for char in piece):
                continue
            sound = kokoro.speak(piece.strip("，。"), voice, speed)
            tracks[channel].append((at, sound))
            if f"[{piece}]" in text:
                numbers.append({"channel": channel, "text": piece, "start": at / RATE, "end": (at + len(sound)) / RATE})
            at += len(sound) + int(GAP * RATE)
        at += int(PAUSE * RATE)
    wave = noise(at, 2, seed=14)
    for column, channel in enumerate(tracks):
        for start, sound in tracks[channel]:
            wave[start : start + len(sound), column] += sound
    folder = ROOT / "tests" / "data" / "mask"
    write_audio(folder / "numbers.opus", wave)
    truth = {"seconds": at / RATE, "numbers": numbers}
    (folder / "numbers.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
