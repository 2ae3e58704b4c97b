"""An instant is told on the clock of this computer, whatever zone it was written down in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from trainer.output.local_time import DAY, SHORT, SHORT_DAY, local_time


def test_the_zone_it_was_written_in_does_not_matter():
    here = datetime(2026, 11, 21, 9, 30).astimezone()
    for zone in (UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=9.5))):
        assert local_time(here.astimezone(zone)) == "2026-11-21 09:30"


def test_it_can_be_told_shorter():
    at = datetime(2026, 11, 21, 9, 30).astimezone()
    assert [local_time(at, form) for form in (DAY, SHORT_DAY, SHORT)] == ["2026-11-21", "11-21", "11-21 09:30"]
