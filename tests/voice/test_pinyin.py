"""The pinyin that espeak is given: the only place where a polyphone can go wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import PATIENCE

from trainer.scenario.load import Loaded
from trainer.text.template import fill
from trainer.voice.lines import lines_of
from trainer.voice.pinyin import pinyin

POLYPHONES = [
    ("银行", "yin2 hang2"),
    ("建行行长行不行", "jian4 hang2 hang2 zhang3 xing2 bu5 xing2"),
    ("行走", "xing2 zou3"),
    ("重新", "chong2 xin1"),
    ("重要", "zhong4 yao4"),
    ("重拨一次", "chong2 bo1 yi2 ci4"),
    ("还款日到了，还没还", "huan2 kuan3 ri4 dao4 le5, hai2 mei2 huan2"),
    ("还有", "hai2 you3"),
    ("赔还是不赔", "pei2 hai2 shi4 bu4 pei2"),
    ("还了吗", "huan2 le5 ma5"),
    ("跑得快", "pao3 de5 kuai4"),
    ("我得走了", "wo3 dei3 zou3 le5"),
    ("觉得", "jue2 de5"),
    ("得等多久", "dei3 deng3 duo1 jiu3"),
    ("慢慢地", "man4 man4 de5"),
    ("地上", "di4 shang4"),
    ("地漏", "di4 lou4"),
    ("着急", "zhao2 ji2"),
    ("等着", "deng3 zhe5"),
    ("好不了", "hao3 bu4 liao3"),
    ("不了，谢谢", "bu4 le5, xie4 xie4"),
    ("了解一下", "liao3 jie3 yi2 xia4"),
    ("长大", "zhang3 da4"),
    ("长度", "chang2 du4"),
    ("单元", "dan1 yuan2"),
    ("单先生", "shan4 xian1 sheng5"),
    ("我姓单", "wo3 xing4 shan4"),
    ("我是曾女士", "wo3 shi4 zeng1 nv3 shi4"),
    ("曾经", "ceng2 jing1"),
    ("空调没空", "kong1 tiao2 mei2 kong4"),
    ("干等着", "gan1 deng3 zhe5"),
    ("干什么", "gan4 shen2 me5"),
    ("一会儿", "yi2 hui4 er5"),
    ("在哪儿", "zai4 na3 er5"),
    ("女儿", "nv3 er2"),
    ("绿色略微", "lv4 se4 lve4 wei1"),
    ("誒", "ei2"),
    ("國語電話", "guo2 yu3 dian4 hua4"),
]
SANDHI = [
    ("一个", "yi2 ge4"),
    ("一样", "yi2 yang4"),
    ("一直", "yi4 zhi2"),
    ("一起", "yi4 qi3"),
    ("一点儿", "yi4 dian3 er5"),
    ("第一", "di4 yi1"),
    ("一月一号", "yi1 yue4 yi1 hao4"),
    ("看一看", "kan4 yi5 kan4"),
    ("一百一十一", "yi4 bai3 yi1 shi2 yi1"),
    ("星期一", "xing1 qi1 yi1"),
    ("不是", "bu2 shi4"),
    ("不行", "bu4 xing2"),
    ("要不要", "yao4 bu5 yao4"),
    ("不", "bu4"),
]
NUMBERS = [
    ("工号1008", "gong1 hao4 yao1 ling2 ling2 ba1"),
    ("13812345678", "yao1 san1 ba1, yao1 er4 san1 si4, wu3 liu4 qi1 ba1"),
    ("3-2-501", "san1, er4, wu3 ling2 yao1"),
    ("2个24户", "liang3 ge4 er4 shi2 si4 hu4"),
    ("二〇二六", "er4 ling2 er4 liu4"),
]
MARKS = [
    ("喂！你好。", "wei4! ni3 hao3."),
    ("喂，哪位？", "wei2, na3 wei4?"),
    ("……您好！！？", "nin2 hao3!"),
    ("（房号：“三”）", "fang2 hao4, san1"),
    ("您\n好 吗", "nin2 hao3 ma5"),
    ("APP", "ei1 pi1 pi1"),
    ("A座wifi", "ei1 zuo4 da2 bu5 liu5 ai4 ai2 fu5 ai4"),
    ("😀……", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "said"), POLYPHONES + SANDHI + NUMBERS + MARKS)
def test_how_a_line_is_read(text, said):
    assert pinyin(text) == said


def test_a_character_nobody_can_read_is_left_out():
    assert pinyin("您\U000323af好") == "nin2 hao3"
    assert pinyin("\U000323af") == ""


SYLLABLE = re.compile(r"[a-z]+[1-5][,.!?;]?")


@given(st.text(st.one_of(st.characters(), st.sampled_from("一不得地着了还行重长，。1234567890A")), max_size=30))
def test_nothing_but_pinyin_comes_out(text):
    assert all(SYLLABLE.fullmatch(syllable) or syllable in ("m2", "n2") for syllable in pinyin(text).split())


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
def test_espeak_takes_every_syllable_of_the_shipped_scenarios_as_one(loaded_library: Mapping[Path, Loaded]):
    syllables = set()
    for scenario in (one.scenario for one in loaded_library.values() if one.scenario is not None):
        for line in lines_of(scenario):
            syllables |= set(re.sub("[,.!?;]", "", pinyin(fill(line.template, scenario.slots()))).split())
    ordered = sorted(syllables)

    out = subprocess.run(
        ["espeak-ng", "-v", "cmn-latn-pinyin", "-q", "-x"],
        input="".join(f"{syllable}.\n" for syllable in ordered),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=PATIENCE,
    ).stdout
    phonemes = [part for part in out.splitlines() if part.strip()]

    assert len(phonemes) == len(ordered) > 50
    assert [part for part in phonemes if len(part.split()) != 1] == []
