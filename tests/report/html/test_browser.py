"""Every report in a real browser: it plays the right second, asks for nothing, says no error, and axe finds nothing."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

from tests.report.html import made
from tests.report.html.hostile import HOSTILE, hostile_session
from trainer.history.class_figures import ClassFigures, Person
from trainer.history.class_rules import ClassRules, RuleCount
from trainer.history.values import Trainee
from trainer.report.html.call_report import call_report
from trainer.report.html.class_report import class_report
from trainer.report.html.overview import overview_page

playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: python3 scripts/test.py installs it")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium here: apt-get install chromium"),
]
WIDTHS = (1280, 390)
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module; it may play without a hand on the mouse and needs no sandbox of its own."""
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = driver.chromium.launch(executable_path=BROWSER, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Open]:
    """Opens a file; at the end nothing was said on the console and nothing was asked for but the file and `beside`."""
    said: list[str] = []
    asked: list[str] = []
    allowed: set[str] = set()
    contexts: list[Any] = []

    def opened(path: Path, width: int = 1280, scheme: str = "light", beside: tuple[Path, ...] = ()) -> Any:
        allowed.update(one.as_uri() for one in (path, *beside))
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("data:") and url.partition("#")[0] not in allowed] == []


def violations(page: Any) -> list[str]:
    """What axe-core finds: serious or worse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)  # how that package reads its own script
        from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")
    ]


def when_playing(page: Any, number: int) -> float:
    """The second at which that sound plays now; waits until it does."""
    page.wait_for_function(f"document.getElementById('sound-{number}').currentTime > 0")
    return float(page.evaluate(f"document.getElementById('sound-{number}').currentTime"))


@pytest.mark.parametrize(
    ("name", "example", "width", "scheme"),
    [
        ("in-hold", 4, 1280, "dark"),
        ("in-hold", 4, 390, "light"),
        ("cp-leak", 2, 390, "dark"),
        ("quiz-phone", 0, 1280, "light"),
    ],
)
def test_a_call_report_is_fit_for_everybody_and_no_wider_than_the_window(
    opened, tmp_path, name, example, width, scheme
):
    session, scenario = made.session(name, example)
    timed = any(one.speaker == "agent" and one.start is not None for one in session.card.call.utterances)
    page = call_report(session, scenario, sounds=made.sounds(session) if timed else None)
    shown = opened(made.write(tmp_path, "call.html", page.html), width, scheme)
    assert violations(shown) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("whole", "place", "press"),
    [
        (False, ".row", "click"), (False, ".row", "row"), (False, ".row", "Enter"), (False, ".said.agent", "click"),
        (False, ".said.agent", "row"), (True, ".row", "click"), (True, ".said.agent", "Enter"),
    ],
)  # fmt: skip
def test_a_verdict_and_an_utterance_play_their_second(opened, tmp_path, whole, place, press):
    session, scenario = made.session("in-hold", 4)
    page = opened(
        made.write(tmp_path, "call.html", call_report(session, scenario, sounds=made.sounds(session, whole=whole)).html)
    )
    buttons = page.locator(f"{place} .play")
    button = buttons.nth(buttons.count() - 1)
    number, start = int(button.get_attribute("data-sound")), float(button.get_attribute("data-from"))
    assert start > 0
    if press == "row":
        button.locator("xpath=..").click(position={"x": 8, "y": 8})
    elif press == "Enter":
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()
    end = float(button.get_attribute("data-to"))
    assert start <= when_playing(page, number) <= max(end, start + 1) + 0.5
    page.keyboard.press("Escape")
    assert page.evaluate(f"document.getElementById('sound-{number}').paused")


def test_what_plays_is_the_second_of_the_words_in_the_call(opened, tmp_path):
    session, scenario = made.session("in-hold", 4)
    call = session.card.call
    wanted = {
        call.utterances[e.utterance].start: v.id
        for v in session.card.verdicts
        for e in v.evidence
        if v.deducted and e.counted and e.utterance is not None
    }
    assert wanted
    page = opened(
        made.write(tmp_path, "call.html", call_report(session, scenario, sounds=made.sounds(session, whole=True)).html)
    )
    starts = [float(one.get_attribute("data-from")) for one in page.locator(".row.deducted .play").all()]
    assert any(start == pytest.approx(one) for start in starts for one in wanted)


def test_a_sound_too_long_to_embed_plays_from_the_folder(opened, tmp_path, monkeypatch):
    monkeypatch.setattr("trainer.report.html.sound.MOST_EMBEDDED", 1000)
    session, scenario = made.session("in-hold", 4)
    report = call_report(session, scenario, sounds=made.sounds(session, folder="call 声音"))
    assert "base64" not in report.html.partition("</style>")[2]
    folder = tmp_path / "call 声音"
    folder.mkdir()
    for name, opus in report.files.items():
        (folder / name).write_bytes(opus)
    page = opened(made.write(tmp_path, "call.html", report.html), beside=tuple(folder.iterdir()))
    button = page.locator(".row .play").first
    button.click()
    assert when_playing(page, int(button.get_attribute("data-sound"))) >= float(button.get_attribute("data-from"))


def test_hostile_text_is_text(opened, tmp_path):
    session, scenario = hostile_session()
    page = opened(made.write(tmp_path, "call.html", call_report(session, scenario).html))
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed, script[src]").count() == 0
    shown = page.locator("main").inner_text()
    for text in HOSTILE:
        assert text in shown
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_paper_is_a4_with_nothing_beyond_its_edge(opened, tmp_path):
    session, scenario = made.session("in-hold", 4)
    long = replace(session, title="很长的标题" * 40)
    page = opened(made.write(tmp_path, "call.html", call_report(long, scenario).html))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})  # px of A4 between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    assert page.locator(".sign dd").count() == 3
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.fixture(scope="module")
def class_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a class, one of a trainee and an index in one folder, from a store of its own."""
    from tests.report.html.test_overviews import fill, of_class
    from trainer.history.opened import opened
    from trainer.report.html.index_page import index_page
    from trainer.report.html.overview import overview_page
    from trainer.report.html.trainee_report import trainee_report

    folder = tmp_path_factory.mktemp("报告 全部")
    with opened(folder / "data") as store:
        fill(store, 12)
        made.write(folder, "class.html", overview_page(of_class(store)))
        who = store.find_trainee("小王")
        results = store.results()
        links = {one.number: "class.html" for one in results}
        trainee = trainee_report(who, store.results(trainee=who.id), store.rule_results(trainee=who.id), links)
        made.write(folder, "trainee-1.html", overview_page(trainee))
        made.write(folder, "index.html", index_page(results, links, [("班级报告", "class.html")]))
    return folder


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("class.html", 1280, "light"), ("class.html", 390, "dark"), ("trainee-1.html", 390, "light"),
        ("trainee-1.html", 1280, "dark"), ("index.html", 1280, "light"), ("index.html", 390, "dark"),
    ],
)  # fmt: skip
def test_overviews_are_fit_for_everybody_and_no_wider_than_the_window(opened, class_page, name, width, scheme):
    page = opened(class_page / name, width, scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("name", ["class.html", "trainee-1.html"])
def test_overviews_fit_on_a4(opened, class_page, name):
    page = opened(class_page / name)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})  # px of A4 between its margins
    wide = "[...document.querySelectorAll('table')].filter(one => one.getBoundingClientRect().right > 691).length"
    assert page.evaluate(wide) == 0


@pytest.mark.parametrize("count", [3, 24])
def test_names_and_days_are_whole_on_paper(opened, tmp_path, count):
    names = ["Christopher Wong", "阿依古丽·买买提", *(f"学员{'甲乙丙丁'[n % 4]}{n}" for n in range(2, count))]
    people = tuple(
        Person(Trainee(n, name), count - n, 50.0, 1, 0, 1, 0, "2026-11-01", "2026-11-02")
        for n, name in enumerate(names)
    )
    rule = RuleCount(
        "s", "a", "courtesy.addressed", "required", "知道客户姓什么以后，就用姓称呼", "礼貌称呼", 0, 0, count
    )
    rules = ClassRules((rule,), {}, {rule.key: dict.fromkeys(range(count), (1, 1))})
    overview = class_report(ClassFigures(people, (0,) * 10, (), 0, 0), rules, lambda one: "")
    page = opened(made.write(tmp_path, "class.html", overview_page(overview)))
    page.emulate_media(media="print")
    turned = page.locator("section.wide").count()
    assert turned == int(count > 10)
    page.set_viewport_size({"width": 1016 if turned else 690, "height": 690})  # px of A4, turned over or not
    lines = """(text) => {
        const cell = [...document.querySelectorAll("th, td")].find(one => one.textContent === text)
        const range = document.createRange(); range.selectNodeContents(cell)
        return new Set([...range.getClientRects()].map(one => Math.round(one.top))).size
    }"""
    assert page.evaluate(lines, "2026-11-02") == 1
    assert page.evaluate(lines, "学员丙2") == 1
    assert page.evaluate(lines, "Christopher Wong") <= 2  # at its space
    wide = (
        "[...document.querySelectorAll('table')].filter(one => one.getBoundingClientRect().right > innerWidth).length"
    )
    assert page.evaluate(wide) == 0


def test_the_index_searches_filters_and_leads_to_reports(opened, class_page):
    page = opened(class_page / "index.html", beside=(class_page / "class.html",))

    def shown() -> int:
        return int(page.locator("#rows tr:visible").count())

    assert shown() == 12
    page.get_by_role("searchbox").fill("小王 通话")
    assert shown() == 4
    assert page.get_by_role("status").inner_text() == "找到 4 个，共 12 个"
    page.get_by_role("searchbox").fill("没有这个人")
    assert shown() == 0
    page.get_by_role("searchbox").fill("")
    page.get_by_label("学员").select_option("未署名")
    assert shown() == 4
    page.get_by_label("学员").select_option("")
    page.get_by_label("结果").select_option("还没通过")
    assert 0 < shown() < 12
    page.get_by_label("结果").select_option("")
    page.get_by_role("searchbox").press("Enter")
    page.locator("#rows a").first.click()
    page.wait_for_url("**/class.html")
    assert page.locator("h1").inner_text() == "班级报告"
