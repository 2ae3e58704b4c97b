"""The numbers that decide what counts as heard.

Tuned on one synthetic voice, reported on others: `python3 scripts/bench.py match`. `similarity` is 1 − alignment cost ÷
phrase length, over toneless syllables (align.py); nearness.py says what else must hold.
"""

SHORTEST_NEAR = 4  # characters; shorter phrases count exactly or by the same sound only (docs/MATCHING.md)
SHORTEST_LACKING = 6  # characters; a shorter phrase with a syllable less is another one (给您修 is not 给您报修)
ACCEPT = 0.83  # at least: heard (近音)
ACCEPT_LIKELIER = 0.72  # the same where the phrase is the far likelier sentence
FAR_LIKELIER = 5.0  # nats by which the phrase must be more plausible than the characters heard
LIKELIER = 2.0  # nats that outweigh a proper word among those characters
REJECT = 0.70  # below: not heard; between: 听不清·待复核
CANDIDATE = 0.45  # below: not even worth showing as the nearest

SHARED = 0.55  # of the phrase's syllables must stand in their places before a stretch is aligned in full

COST_SAME_FINAL = 0.7  # another initial, e.g. tian / qian
COST_SAME_INITIAL = 0.7  # another final, e.g. jie / jiao
COST_CONFUSABLE = 0.4  # initials or finals that speakers or engines mix up, e.g. zh / z, in / ing
COST_DIFFERENT = 1.0  # nothing in common
COST_MISSING = 1.05  # a syllable of the phrase was not heard; dearer than another one in its place
COST_EXTRA = 0.6  # a syllable heard between those of the phrase
