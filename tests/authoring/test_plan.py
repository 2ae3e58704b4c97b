"""Points near the plan: whole, never nothing, together what is asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.authoring.plan import HINTS, NAMES, SLOTS, WEIGHTS, by_group, spread
from trainer.scenario.library import default_library
from trainer.scenario.load import load_pack

GROUPS = st.lists(st.sampled_from(list(WEIGHTS)), min_size=1, max_size=40)


def test_the_plan_itself_comes_out_where_every_part_is_there():
    groups = ["opening", "opening", "calming", "checking", "checking", "checking", "next", "closing", "closing"]

    assert spread(groups, 90) == (8, 7, 20, 9, 8, 8, 15, 8, 7)


def test_what_is_not_there_leaves_its_share_to_the_others():
    assert spread(["opening", "closing"], 90) == (45, 45)
    assert spread(["calming", "checking"], 90) == (40, 50)
    assert spread([], 90) == ()


@given(GROUPS, st.integers(0, 100))
def test_everything_brings_something_and_all_of_it_the_total(groups, total):
    points = spread(groups, total)

    assert min(points) >= 1
    assert sum(points) == max(total, len(groups))


@given(GROUPS)
def test_a_part_of_the_call_brings_its_share(groups):
    points = spread(groups, 1000)
    whole = sum(WEIGHTS[group] for group in set(groups))
    for group in set(groups):
        share = sum(one for one, of in zip(points, groups, strict=True) if of == group)
        assert abs(share - 1000 * WEIGHTS[group] / whole) < 1


def test_every_name_offered_is_in_the_intents_pack():
    lists = load_pack(default_library() / "packs" / "intents.yaml").file.lists

    assert {name for name in HINTS if name not in SLOTS} <= set(lists)
    assert set(SLOTS) <= set(HINTS)
    assert all(len(hint) <= 24 for _, hint in HINTS.values())
    assert set(NAMES) == set(WEIGHTS)


def test_only_what_is_there_is_offered():
    assert by_group(["致歉"]) == {
        "opening": ("单位", "姓名", "工号"),
        "calming": ("致歉",),
        "checking": (),
        "next": (),
        "closing": (),
    }
