"""What people answer to a question with lettered options."""

from __future__ import annotations

import pytest

from trainer.answers.read import read

CHOICES = {"A": "先致歉", "B": "先问房号", "C": "请客户稍等", "D": "转给同事"}
NUMBERS = {"A": "两声之内", "B": "三声之内", "C": "5 声之内"}
FIVE = {**CHOICES, "E": "以上都对"}

TYPED = {
    "a letter": ("B", "B"),
    "a small letter": ("b", "B"),
    "a full-width letter": ("Ｂ", "B"),
    "a letter with a mark": ("B。", "B"),
    "chosen": ("选B", "B"),
    "a sentence": ("我觉得应该选 B 吧", "B"),
    "several with 和": ("我选 A 和 C", "AC"),
    "several in a row": ("AC", "AC"),
    "several, full-width comma": ("A、C", "AC"),
    "several, comma": ("a,c,d", "ACD"),
    "each once": ("A，A", "A"),
    "from one to another": ("A到C", "ABC"),
    "from one to another, with a dash": ("b-d", "BCD"),
    "the first two": ("前两个", "AB"),
    "the last three": ("后3项都对", "BCD"),
    "not the last two": ("后两个都不对，其余的都对", "AB"),
    "more than there are": ("前四个", ""),
    "option named first": ("选项B", "B"),
    "in brackets": ("（B）", "B"),
    "with a question": ("应该是B吧？我不确定", "B"),
    "ordinal": ("第二个", "B"),
    "ordinal with a digit": ("第2項", "B"),
    "ordinals": ("第一和第三个", "AC"),
    "the last one": ("最后一个", "D"),
    "the option's words": ("先问房号", "B"),
    "its words in a sentence": ("我认为应该先问房号，再派人", "B"),
    "its words with a wrong character": ("先问访号", "B"),
    "a part of its words": ("稍等", "C"),
    "words of two": ("先致歉，再先问房号", "AB"),
    "letter and words": ("B 先问房号", "B"),
    "letter and reason": ("B，因为要记下房号", "B"),
    "a number": ("2", "B"),
    "numbers": ("1、3", "AC"),
    "all": ("全选", "ABCD"),
    "all are right": ("我觉得都对", "ABCD"),
    "all but one": ("除了D都选", "ABC"),
    "all but two": ("除A和B以外，其他的都对", "CD"),
    "not this but that": ("不是A，是B", "B"),
    "that, not this": ("B，不是A", "B"),
    "this is wrong": ("A不对，选B", "B"),
    "both are wrong": ("A和C都不对，选B", "B"),
    "corrected": ("A，不对，B", "B"),
    "corrected, in other words": ("A……说错了，还是选 C", "C"),
    "not wrong": ("B没错", "B"),
    "denied words": ("不先致歉，先问房号", "B"),
    "words that are not to be said": ("不能说先致歉，要说先问房号", "B"),
    "words that are not said": ("不说先致歉，先问房号", "B"),
    "words that must be said": ("不能不说先致歉", "A"),
    "words that are wrong": ("先致歉不对，先问房号", "B"),
    "this, not that, with spaces": ("我选 C 不选 A", "C"),
    "this, not wanting that": ("B 不要 A", "B"),
    "do not choose this": ("别选A，选B", "B"),
    "this cannot be chosen": ("不能选A，应选B", "B"),
    "should not be chosen": ("不该选A", ""),
    "cannot be": ("不会是C", ""),
    "excepted": ("A除外", ""),
    "excepted, the others right": ("A除外，其他都选", "BCD"),
    "changed one's mind": ("先选A，后来觉得A不对，选C", "C"),
    "one taken out": ("A，B，不要A", "B"),
    "denied, then chosen": ("A不对，B也不对，还是选A", "A"),
    "the last but one": ("倒数第二个", "C"),
    "not quite right": ("C 不太对，B", "B"),
    "is wrong": ("C是错的，选B", "B"),
    "a reason with another letter": ("C。因为A不好", "C"),
    "a reason that blames none": ("C，因为A没礼貌", "C"),
    "reason first": ("因为A太硬，B太软，所以选C", "C"),
    "a conclusion that denies": ("A，因为礼貌，所以不选B", "A"),
    "a reason only": ("因为B最礼貌", "B"),
    "no": ("A，不，选B", "B"),
    "oh no": ("A啊不，B", "B"),
    "both denied, letters first": ("A不选B不选，选C", "C"),
    "not this, that is": ("A不是 B是", "B"),
    "not chosen, chosen": ("A不选选C", "C"),
    "all but one are wrong": ("除了A都不对", "A"),
    "said again": ("选A，除了A其他的都不对", "A"),
    "all wrong besides": ("A以外都错", "A"),
    "none but": ("非B不可", "B"),
    "a question": ("是不是B？", "B"),
    "how about": ("要不选B吧", "B"),
    "have to": ("不得不选B", "B"),
    "I think not": ("我觉得不是A，选B", "B"),
    "probably not": ("应该不是A，是C", "C"),
    "right, though it sounds wrong": ("A错不了", "A"),
    "the wrong one is": ("选B，不对的是A", "B"),
    "both wrong and no more": ("A和B都不对", ""),
    "corrected by a denial": ("A和C，不对，不要C", "A"),
    "corrected after a denial": ("A，不对，不是C，是B", "B"),
    "taken back": ("A，不对", ""),
    "taken back for words": ("选A，不对，先问房号", "B"),
    "is it not": ("选A是不是？", "A"),
    "is it not right": ("A不对吗？", "A"),
    "in case it is wrong": ("我选B，错了别怪我", "B"),
    "a reason that speaks of mistakes": ("选A，因为记错了要道歉", "A"),
    "no to something else": ("选B，不对客户发火", "B"),
    "no, no": ("A，不对不对，选C", "C"),
    "no and at once another": ("A吧 不对 选C", "C"),
    "right ones and a wrong one": ("A到C都对，D不对", "ABC"),
    "right, the other wrong": ("B才对，A不对", "B"),
    "wrong in the middle": ("A对，B不对，C对", "AC"),
    "fault found with another": ("选B，A不礼貌", "B"),
    "fault found first": ("A有问题，选B", "B"),
    "fault found with the only one": ("A不礼貌", "A"),
    "without": ("A，C，D，没有B", "ACD"),
    "how could it be": ("怎么会是A，选B", "B"),
    "not including": ("选AC，不包括B", "AC"),
    "asked for those that are not fit": ("A和C不合适", "AC"),
    "asked for those, one by one": ("A不合适，C也不合适", "AC"),
    "not fit, so another": ("A不合适，选B", "B"),
    "may not": ("A不可以，选B", "B"),
    "a conclusion that finds fault": ("C，因为礼貌，所以A不好", "C"),
    "corrected, and nothing else named": ("A，不对，不是B", ""),
    "respectively": ("分别选A和C", "AC"),
    "nothing": ("", ""),
    "marks only": ("……", ""),
    "something else": ("不好说", ""),
    "no option": ("E", ""),
    "one is no option": ("A、E", ""),
    "no such ordinal": ("第六个", ""),
    "no such number": ("7", ""),
    "only denied": ("不选A", ""),
    "a word of letters": ("VIP客户", ""),
    "a doubled letter": ("ABBA", ""),
    "a letter beside a digit": ("A4", ""),
    "one character": ("等", ""),
    "ordinal of sentences": ("第二句", "B"),
    "ordinal of sentences in a sentence": ("我觉得第四句最客气", "D"),
    "the last sentence": ("最后一句", "D"),
    "sentences": ("第一句和第三句", "AC"),
    "not this sentence": ("第二句不对，第四句对", "D"),
    "what is said first": ("第一句说您好", ""),
    "what is said first, with a comma": ("第一句，您好", ""),
    "its words with one left out": ("问一下房号，不，先问一下房号", "B"),
    "another word for the client": ("请对方稍等", "C"),
    "loosely said and denied": ("不能先问一下房号", ""),
}


@pytest.mark.parametrize(("said", "letters"), TYPED.values(), ids=TYPED)
def test_typed(said: str, letters: str) -> None:
    answer = read([said], [False], CHOICES)
    assert "".join(sorted(answer.letters)) == letters
    assert not answer.doubtful


HEARD = {
    "a letter": ("B", "B"),
    "letters": ("a c", "AC"),
    "written 诶": ("诶", "A"),
    "written 必": ("必", "B"),
    "written 西": ("我选西。", "C"),
    "written 弟": ("选弟吧", "D"),
    "letter and sound": ("选 A 和西", "AC"),
    "traditional characters": ("選第二個", "B"),
    "the words, heard nearly": ("请客户少等", "C"),
    "the words, same sound": ("先之欠", "A"),
    "a part, same sound": ("少等", "C"),
    "pieces": ("先致歉", "A"),
    "ordinals": ("第一和第三个", "AC"),
}


@pytest.mark.parametrize(("said", "letters"), HEARD.values(), ids=HEARD)
def test_heard(said: str, letters: str) -> None:
    answer = read([said], [True], CHOICES)
    assert ("".join(sorted(answer.letters)), answer.doubtful) == (letters, False)


DOUBTFUL = {
    "sigh": "哎",
    "一 is E and the first": "一",
    "particle": "的",
    "an ordinal that may be the letter D": "第二",
    "a number": "二",
    "two readings": "系",
    "letter against words": "D 先问房号",
    "mumbling": "那个那个",
    "no option": "易",
}


@pytest.mark.parametrize("said", DOUBTFUL.values(), ids=DOUBTFUL)
def test_heard_but_not_well_enough(said: str) -> None:
    answer = read([said], [True], CHOICES)
    assert (answer.named, answer.doubtful) == ((), True)


def test_sounds_never_count_in_typed_text() -> None:
    assert read(["必"], [False], CHOICES).named == ()


def test_a_letter_that_sounds_like_none_of_the_choices_is_doubtful() -> None:
    assert read(["弟"], [True], NUMBERS).doubtful


@pytest.mark.parametrize(
    ("said", "letters"),
    [("三声", "B"), ("3声之内", "B"), ("五声之内", "C"), ("5", ""), ("第三声", ""), ("第三个", "C"), ("二", "")],
)
def test_numbers_in_options_are_no_places(said: str, letters: str) -> None:
    assert "".join(read([said], [False], NUMBERS).letters) == letters


def test_numbers_are_heard_however_they_are_written() -> None:
    assert read(["三十秒以内"], [True], {"A": "10 秒以内", "B": "30 秒以内", "C": "一分钟"}).letters == {"B"}


def test_an_option_called_all_of_them_is_meant_by_its_words() -> None:
    assert read(["以上都对"], [False], FIVE).letters == {"E"}
    assert read(["都对"], [False], FIVE).letters == {"E"}
    assert read(["我觉得全都对"], [True], {**CHOICES, "D": "以上各项都正确"}).letters == {"D"}
    assert read(["全选"], [False], FIVE).letters == set("ABCDE")


def test_several_pieces_are_one_answer() -> None:
    assert read(["选A", "和C"], [True, True], CHOICES).letters == {"A", "C"}
    assert read(["选A", "不对，选C"], [True, True], CHOICES).letters == {"C"}
    assert read(["我选A", "不对", "C"], [True] * 3, CHOICES).letters == {"C"}
    assert read(["我选A", "不，选B"], [True, True], CHOICES).letters == {"B"}
    assert read(["我选A。", "不。", "选B。"], [True] * 3, CHOICES).letters == {"B"}
    assert read(["我选B", "不要", "A"], [True] * 3, CHOICES).doubtful
    assert read(["我选A", "不对"], [True, True], CHOICES).doubtful


def test_the_place_in_a_later_piece_is_told() -> None:
    [one] = read(["我选A", "不对", "选C"], [True] * 3, CHOICES).named
    assert (one.letter, one.text, one.start, one.end) == ("C", 2, 1, 2)


def test_an_option_that_begins_like_a_denial_may_be_read_out() -> None:
    choices = {"A": "不行，我们不管", "B": "转接", "C": "记录"}
    assert read(["A 不行，我们不管"], [False], choices).letters == {"A"}
    assert read(["A 不行，选 B"], [False], choices).letters == {"B"}


def test_a_longer_option_that_holds_a_shorter_one_is_meant_alone() -> None:
    choices = {"A": "致歉", "B": "先致歉再记录", "C": "记录"}
    assert read(["我会先致歉再记录，这样好"], [False], choices).letters == {"B"}
    assert read(["致歉和记录"], [False], choices).letters == {"A", "C"}


def test_options_that_sound_alike_are_told_apart_by_characters_only() -> None:
    choices = {"A": "记录", "B": "纪录", "C": "转接"}
    assert read(["写记录单"], [True], choices).letters == {"A"}
    assert read(["写济录单"], [True], choices).doubtful


def test_two_options_heard_nearly_are_doubtful() -> None:
    choices = {"A": "先安抚客户情绪再办事", "B": "先安抚客户情绪再派人", "C": "转接"}
    assert read(["先按户客户情须再"], [True], choices).doubtful
    assert read(["先安抚客户情绪再派人"], [True], choices).letters == {"B"}


def test_the_place_of_the_words_is_told() -> None:
    [one] = read(["嗯，我选Ｂ。"], [False], CHOICES).named
    assert (one.letter, one.text, one.start, one.end, one.how) == ("B", 0, 4, 5, "exact")
    [one] = read(["", " 先问访号，好吧"], [False, False], CHOICES).named
    assert (one.letter, one.text, one.start, one.end, one.how) == ("B", 1, 1, 5, "sound")
    [one] = read([" 稍等 "], [False], CHOICES).named
    assert (one.start, one.end) == (1, 3)


LOOSE = {
    "以内 for 之内": ("三声以内", "B"),
    "in a sentence": ("应该在三声以内接起来", "B"),
    "without either": ("三声内", "B"),
    "another number": ("十三声以内", ""),
    "not within": ("三声以外", ""),
    "a digit": ("五声以内", "C"),
}


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("said", "letters"), LOOSE.values(), ids=LOOSE)
def test_words_that_make_no_difference(said: str, letters: str, heard: bool) -> None:
    assert "".join(read([said], [heard], NUMBERS).letters) == letters


def test_options_that_are_loosely_the_same_need_their_own_words() -> None:
    choices = {"A": "查好后回电", "B": "查好以后回电", "C": "转接"}
    assert read(["查好之后回电"], [False], choices).named == ()
    assert read(["查好以后回电"], [False], choices).letters == {"B"}


def test_a_question_with_one_right_option_is_not_read_part_by_part() -> None:
    assert read(["先致歉，稍等"], [False], CHOICES).letters == {"A"}
    assert read(["先致歉，稍等"], [False], CHOICES, several=True).letters == {"A", "C"}


def test_a_list_of_letters_may_hold_an_options_own_words() -> None:
    assert read(["A、转给同事"], [False], CHOICES, several=True).letters == {"A", "D"}
    assert read(["A、稍等"], [False], CHOICES, several=True).letters == {"A"}
    assert read(["A，不是转给同事"], [False], CHOICES, several=True).letters == {"A"}
    assert read(["A、转给同事"], [False], CHOICES).letters == {"A"}


def test_of_a_list_that_is_heard_nearly_every_option_counts() -> None:
    choices = {"A": "先安抚客户情绪", "B": "马上派维修人员", "C": "转接"}
    said = "先按户客户情须，转接"
    assert read([said], [True], choices, several=True).letters == {"A", "C"}
    assert read([said], [True], choices).letters == {"C"}


ALL_BUT = {
    "but": ("除了先致歉都要", "BCD"),
    "but, with a comma": ("除了先致歉，其他都选", "BCD"),
    "excepted": ("转给同事除外，别的都对", "ABC"),
    "but, and one is named": ("先问房号，除了先致歉", "B"),
    "but, and no more": ("除了先致歉", ""),
    "denied, and all know it": ("不能说先致歉，大家都懂", ""),
    "none but": ("除了先致歉都不对", "A"),
}


@pytest.mark.parametrize(("said", "letters"), ALL_BUT.values(), ids=ALL_BUT)
def test_all_options_but_the_one_whose_words_are_said(said: str, letters: str) -> None:
    assert "".join(sorted(read([said], [False], CHOICES, several=True).letters)) == letters


def test_the_place_of_a_part_is_told() -> None:
    answer = read(["先致歉", "再稍等，等会儿见"], [False, False], CHOICES, several=True)
    assert [(one.letter, one.text, one.start, one.end) for one in answer.named] == [("A", 0, 0, 3), ("C", 1, 0, 3)]
    assert answer.unread == ("等会儿见",)
