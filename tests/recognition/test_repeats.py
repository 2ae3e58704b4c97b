from __future__ import annotations

import pytest

from trainer.recognition.repeats import cut_repeats


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("请稍等谢谢大家谢谢大家谢谢大家谢谢大家", "请稍等谢谢大家"),
        ("再见，再见，再见，再见。", "再见。"),
        ("好的好的", "好的好的"),
        ("谢谢谢谢", "谢谢谢谢"),
        ("对对对", "对对对"),
        ("请稍等请稍等请稍等", "请稍等请稍等请稍等"),
        ("电话幺三八八八八八八八八", "电话幺三八八八八八八八八"),
        ("嗯嗯嗯嗯嗯嗯嗯", "嗯"),
        ("工号1111111", "工号1111111"),
        ("", ""),
        ("您好，请问有什么可以帮您？", "您好，请问有什么可以帮您？"),
    ],
)
def test_only_unnatural_repeats_at_the_end_go(text, cut):
    assert cut_repeats(text) == cut
