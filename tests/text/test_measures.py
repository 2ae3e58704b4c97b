from __future__ import annotations

from trainer.text.measures import items


def test_numbers_have_units() -> None:
    found = [(item.digits, item.unit) for item in items("3号楼2单元501号，8月6号，三楼，两个小时，上周天，2.6元，8")]
    assert found == [
        ("3", "栋"), ("2", "单元"), ("501", "室"), ("8", "月"), ("6", "日"),
        ("3", "层"), ("2", "小时"), ("7", "周"), ("2.6", "元"), ("8", ""),
    ]  # fmt: skip


def test_a_unit_after_a_building_makes_a_floor_one() -> None:
    found = [(item.unit, item.start, item.end) for item in items("住3楼2单元")]
    assert found == [("栋", 1, 3), ("单元", 3, 6)]
