"""Hypothesis builds calls and scorecards as they may come about: every field, times with 3 decimals."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from trainer.call import Call, Clip, Utterance, Word
from trainer.scorecard import Evidence, Pace, Review, Scorecard, Verdict

texts = st.text("您好感謝1，。 😀𠮷a", max_size=12)
names = st.text("ab-一二", min_size=1, max_size=6)
seconds = st.integers(0, 10**7).map(lambda thousandths: thousandths / 1000)
ratios = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
levels = st.integers(-100_000, 0).map(lambda thousandths: thousandths / 1000)
counts = st.integers(0, 50)
points = st.integers(0, 10**5).map(lambda thousandths: Fraction(thousandths, 1000))
speakers = st.sampled_from(["agent", "caller"])

words = st.builds(Word, texts, seconds, seconds, st.none() | ratios)
utterances = st.builds(
    Utterance,
    speaker=speakers,
    text=texts,
    turn=st.none() | names,
    start=st.none() | seconds,
    end=st.none() | seconds,
    recognised=st.booleans(),
    words=st.lists(words, max_size=3).map(tuple),
    speech=st.none() | seconds,
    gate=st.none() | names,
    loudness=st.none() | levels,
    pitch=st.none() | seconds,
    audio=st.none() | st.builds(Clip, names, seconds),
    hypotheses=st.lists(texts, max_size=2).map(tuple),
)
calls = st.builds(
    Call,
    utterances=st.lists(utterances, max_size=4).map(tuple),
    path=st.lists(names, max_size=3).map(tuple),
    source=texts,
    mode=st.sampled_from(["practice", "exam", "recording", "example"]),
    engine=st.none() | names,
    model=st.none() | names,
    duration=st.none() | seconds,
    rings=st.none() | counts,
    answered=st.none() | seconds,
    attempt=st.integers(1, 9),
    hints=st.lists(names, max_size=3).map(tuple),
    note=st.none() | st.dictionaries(names, texts, max_size=3),
    trainee=st.none() | names,
    ended_by=st.none() | speakers,
    both_sides=st.booleans(),
    echo=st.booleans(),
    slots=st.dictionaries(names, texts, max_size=3),
    variant=st.none() | names,
)
evidence = st.builds(
    Evidence,
    utterance=st.none() | counts,
    phrase=st.none() | texts,
    alternative=st.none() | texts,
    said=st.none() | texts,
    how=st.none() | st.sampled_from(["exact", "sound", "near"]),
    counted=st.booleans(),
    start=st.none() | seconds,
    end=st.none() | seconds,
    char_start=st.none() | counts,
    char_end=st.none() | counts,
    similarity=st.none() | ratios,
    confidence=st.none() | ratios,
    hypothesis=counts,
)
verdicts = st.builds(
    Verdict,
    id=names,
    turn=st.none() | names,
    operator=names,
    outcome=st.sampled_from(["met", "partly", "missed", "unclear", "not_measured"]),
    why=texts,
    reason=st.none() | names,
    points=points,
    earned=points,
    deducted=points,
    evidence=st.lists(evidence, max_size=3).map(tuple),
)
reviews = st.builds(
    Review,
    kind=st.sampled_from(["meaning", "manners", "stock", "repetition"]),
    utterance=counts,
    char_start=counts,
    char_end=counts,
    said=texts,
)
totals = st.none() | st.integers(0, 1000).map(lambda tenths: Fraction(tenths, 10))
scorecards = st.builds(
    Scorecard,
    scenario_id=names,
    scenario_sha256=names,
    call=calls,
    pace=st.builds(Pace, st.none() | seconds, st.none() | seconds, counts, seconds),
    total=totals,
    first_total=totals,
    total_without_fatal=totals,
    judged=ratios,
    passed=st.none() | st.booleans(),
    verdicts=st.lists(verdicts, max_size=3).map(tuple),
    trainer_version=names,
    review=st.lists(reviews, max_size=3).map(tuple),
)
