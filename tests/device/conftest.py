"""A virtual sound card for tests that capture and play for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pulse import SoundCard, missing

from trainer.audio.device import refresh

MakeCard = Callable[..., SoundCard]


@pytest.fixture
def make_card(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeCard]:
    """`make_card(rate=…, channels=…)`: a sound card that this process and its children see as the default one."""
    if reason := missing():
        pytest.skip(reason)
    cards: list[SoundCard] = []

    def make(rate: int = 16_000, channels: int = 1) -> SoundCard:
        card = SoundCard(rate, channels).__enter__()
        cards.append(card)
        for name, value in card.environment.items():
            monkeypatch.setenv(name, value)
        refresh()
        return card

    yield make
    if cards:
        refresh()  # closes what the test left open while there is still a server
    for card in cards:
        card.close()
    if cards:
        monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
        refresh()  # no later test in this process sees these devices


@pytest.fixture
def sound_card(make_card: MakeCard) -> SoundCard:
    """16 kHz, one channel: what is played arrives sample by sample."""
    return make_card()
