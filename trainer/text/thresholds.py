"""Every number that decides what counts as heard, said, innocent or doubtful.

`similarity` is 1 − alignment cost ÷ length of the phrase, over syllables without tones (`alignment.py`). Each group
says which measurement sets it. `bench.py match`: tuned on one synthetic voice (`jm_kumo`) and reported on others.
"By hand": chosen from single sentences, kept by the tests named, never tuned. What an author may change, and the
standards that a rule's manual page states (pace, silence, courtesy …), stand with the rule; what differs from one
speech engine to the next, in `engine_thresholds.py`.
"""

from __future__ import annotations

from fractions import Fraction

# Near sound of a phrase: nearness.py, find.py, search.py. Set by `bench.py match`.
SHORTEST_NEAR = 4  # characters; shorter phrases count exactly or by the same sound only
SHORTEST_LACKING = 6  # characters; a shorter phrase with a syllable less is another one (给您修 is not 给您报修)
ACCEPT = 0.83  # similarity from which a phrase was heard
ACCEPT_LIKELIER = 0.72  # similarity that is enough where the phrase is the far likelier sentence
FAR_LIKELIER = 5.0  # nats by which the phrase must be more plausible than the characters heard
LIKELIER = 2.0  # nats that outweigh a proper word among those characters
REJECT = 0.70  # similarity below which it was not heard; between this and ACCEPT it cannot be told
CANDIDATE = 0.45  # similarity below which a place is not even worth showing as the nearest
SHARED = 0.55  # share of the phrase's syllables in their places before a stretch is aligned in full

# How far two syllables are apart: sounds.py, alignment.py. Set by `bench.py match`.
COST_SAME_FINAL = 0.7  # another initial, e.g. tian / qian
COST_SAME_INITIAL = 0.7  # another final, e.g. jie / jiao
COST_CONFUSABLE = 0.4  # initials or finals that speakers or engines mix up, e.g. zh / z, in / ing
COST_DIFFERENT = 1.0  # nothing in common
COST_MISSING = 1.05  # a syllable of the phrase was not heard; dearer than another one in its place
COST_EXTRA = 0.6  # a syllable heard between those of the phrase

# How plausible a run of characters is: lexicon.py, nearness.py. By hand; kept by `bench.py match`.
PLAUSIBLE_AROUND = 2  # characters on both sides that help to judge a stretch
COMMON_WORD = 200  # uses from which a word of two characters may have been heard in place of another
UNKNOWN_CHARACTER = 0.5  # uses that are assumed of a character which the frequency list lacks
EVERYDAY_WORD = 100  # uses from which `trainer check` warns that a word sounds like a short phrase

# Short wordings and marks: find.py. By hand; kept by tests/text/test_find.py and test_short_phrases.py.
ONE_CLAUSE = 3  # characters; a wording as short does not reach over a mark (往上报，领导定了 is not 报领导),
SHORTEST_MISSPELT = 4  # characters; a shorter wording is misspelt only as a word of the lexicon (抱谦 for 抱歉),
ONE_CLAUSE_MISSPELT = 4  # and misspelt none of this length (充电位，您问问 is not 为您问问)
SHORT_NAME = 2  # characters; a name as short must sound confusingly alike, of a longer one a syllable may be similar

# What stands around a phrase: meaning.py. By hand; kept by tests/text/test_meaning.py.
CLAUSE_PAUSE = 0.3  # s; a longer pause ends the clause, so a negator before it belongs to what came before
REFUSAL_REACH = 10  # characters from a word of refusal to what is refused, within the clause
TURNING_REACH = 16  # characters on each side of a phrase that may turn its meaning

# A phrase in parts (今天…上报): template.py, find.py. By hand; kept by tests/text/test_gap.py.
GAP_PART = 2  # characters; a shorter part stands in too many sentences
GAP_LONGEST = 8  # characters as they are spoken between two parts
GAP_PAUSE = 0.6  # s; over a longer pause nobody holds two parts for one phrase

# What was said in spite of a doubt: call.py, rules/filler.py, scoring/scope.py. By hand.
HESITATION_PAUSE = 0.3  # s after a word from which it hangs in the air (tests/rules/test_filler.py)
MUTTERED_SECONDS = 1.0  # s; a mere sound (嗯, 哦) is shorter (tests/rules/test_muttered.py)
PASTED_REPLY = 20  # characters; a shorter reply may well be said twice (tests/scoring)

# Forbidden words: stages.py, reported.py, inquiry.py and unless.py of rules. By hand; kept by tests/rules,
# tests/library and tests/data/natural.
SHORTEST_SAME_SOUND = 3  # characters; of fewer, written with others of their sound, nobody can tell (没们)
REPORT_REACH = 12  # characters from 业主说 to the words reported
ORDER_REACH = 4  # characters from 他让 or 他骂 to what the caller was told (他骂了您一句)
ABOUT_REACH = 40  # characters after somebody's words in which the agent says what he thinks of them (这话太伤人了)
SNEER = 2  # characters in quotation marks that may be a sneer (您可真“忙”)
QUESTION_REACH = 8  # characters from the words to the mark or particle that makes them a question
INQUIRY_SHORTEST = 4  # characters of a question after 不知道 that does not name the listener
UNLESS_REACH = 24  # characters on both sides of the words in which a polite context is looked for
UNLESS_LONG = 4  # characters of a polite context beside the words, from which those alone may decide

# The caller's name: rules/addressed.py. By hand; kept by tests/rules/test_addressed.py.
SURNAME_APART = COST_SAME_INITIAL  # at most: one of initial and final is the same
SURNAME_SIMILARITY = 0.9  # that is reported for a title after a surname of a similar sound

# Facts with numbers: facts.py, wrong_facts.py, garbled_facts.py. By hand; kept by their tests.
GAP_IN_FACT = 6  # characters between two numbers of one fact, e.g. 栋的2单元
LONG_NUMBER = 7  # digits; where a single number this long is broken does not matter (138 0013 8000) …
LONG_NUMBERS = 10  # … nor in a fact of several numbers without 栋, 单元 and the like (138-0013-8000)
FACT_CONTEXT = 40  # characters before a value, of its clause, that may say whose it is
CORRECTION_REACH = 10  # characters from 不对 or 说错了 to the number that is right
SHORTEST_TAIL = 3  # digits of a number's end that put it right without a word about it
DIGITS_NEARLY = Fraction(7, 10)  # of a number's digits, in order, from which it was nearly heard
FACT_SOUNDS_NEARLY = 0.5  # similarity of the sounds of a fact with numbers
LONG_FACT = 5  # characters of a fact with numbers of which some may be wrong
NUMERALS_HEARD = Fraction(1, 2)  # of a long fact's numerals, by their very sound
NUMERALS_HEARD_OF_LONG = Fraction(1, 3)  # the share that is enough of LONG_NUMBER numerals or more

# What a sentence reads like: text/sentence_reader.py. Log odds, set by bench.py fair.
READS_LIKE = -0.8  # from which a sentence performs an act in words that are on no list
READS_UNLIKE = -3.5  # below which a sentence that holds the words of a list, and is not KIND, does something else
WORDS_AROUND = 3  # characters of that sentence beside the words at least: 好，谢谢啊 is too short to read
KIND = -2.0  # to be rude, below which a sentence reads kind

# What is left to a person: text/sentence_reader.py, scoring/marks.py. The first two are set by scripts/train_manners.py
# --measure, the rest by hand; kept by tests/scoring/test_marks.py.
RUDE = 1.5  # log odds from which a sentence is marked: of good calls that it was not trained on, 1 sentence in 250
THIN_GRAMS = 30  # n-grams, of some ten characters; of fewer the weights count for less (a change: train anew)
THIN_PAIRS = 50  # pairs of characters apart, of as many
SHORTEST_REPEATED = 4  # characters of a sentence that may not be said REPEATED times in one reply (对不起 may)
LONG_REPEATED = 10  # characters of one that may not be said in as many replies (好的，我记下了 may)
REPEATED = 3  # times
SUBSTANCE = 12  # characters of a line with something in it, and of a reply that owes an answer to it
STOCK_LISTS = 3  # phrase lists that a reply of stock phrases matches at least
LONGEST_STOCK = 200  # characters of such a reply; a longer one says the same again and is marked for that
STOCK_LEFT = Fraction(1, 10)  # of its characters that belong to none of their wordings

# Quiz answers in own words: answers/own_words.py, answers/option_words.py. By hand; kept by tests/answers.
SHORTEST_ANSWER = 2  # characters that may stand for an option
LEAST_OF_OPTION = 4  # times; no option is longer, compared with the answer that stands for it
LEAST_OF_OPTION_IN_LIST = 0.4  # share of an option's characters in a part of a list that stands for it
MOST_LEFT_OUT = 2  # characters inside an option, with the rest of it said

# Which turn a clause of a recording answers: batch/align_turns.py. By hand; kept by tests/batch.
LINE_WEIGHT = 3.0  # evidence: the caller said this turn's line just before
LINE_LIKE = 0.6  # likeness from which a caller's words are taken for the line
PHRASE_UNCLEAR = 0.4  # evidence of a phrase heard unclearly, against 1 for one heard
TURN_SKIPPED = 0.3  # cost of a turn on the way without any clause
DETOUR = 0.3  # cost of a way that a condition guards
SIDE_MORE = 2.0  # phrases by which the two sides of a call must fit a scenario better exchanged: batch/agent_side.py
SIDE_TIMES = 1.5  # and how many times as well
STAY = 0.05  # a clause without evidence rather stays where the talk is,
STAY_IN_UTTERANCE = 0.3  # and rather still where the rest of its utterance is
