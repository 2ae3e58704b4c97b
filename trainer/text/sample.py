"""One wording of a phrase template as a person would say it, to show as an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ENOUGH = 6  # characters; a shorter wording gets what is optional, one piece after the other
DEEPEST = 4  # phrase lists inside phrase lists
SMALL = frozenset("请您我")  # optional words of one character that make it more natural; others (的 了 也) do not

_Piece = tuple[str, bool]  # text, may be left out


def sample(template: str, slots: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> str:
    """The first of all alternatives; a slot's value, the first wording of a list.

    Never fails: what is no template, or names what there is not, is shown as it stands.
    """
    return _Reader(template, slots, lists).alternatives()


class _Reader:
    """Recursive descent over one template."""

    def __init__(
        self, template: str, slots: Mapping[str, str], lists: Mapping[str, Sequence[str]], inside: int = 0
    ) -> None:
        self.template, self.slots, self.lists, self.inside, self.at = template, slots, lists, inside, 0

    def alternatives(self) -> str:
        """Reads up to the end of the group; the first alternative that says something."""
        found = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            found.append(self.sequence())
        return next(filter(None, found), "")

    def sequence(self) -> str:
        pieces: list[_Piece] = []
        while (char := self.peek()) not in ("", ")", "|"):
            self.at += 1
            if char == "(":
                group = self.alternatives()
                self.at += 1
                optional = self.peek() == "?"
                self.at += optional
                pieces.append((group, optional))
            else:
                pieces.append((self.named(char) if char in "{<" else char, False))
        return _joined(pieces)

    def named(self, opening: str) -> str:
        end = self.template.find("}" if opening == "{" else ">", self.at)
        if end < 0:
            return opening
        name = self.template[self.at : end].strip()
        self.at = end + 1
        if opening == "{":
            return self.slots.get(name, name)
        phrases = self.lists.get(name)
        if not phrases or self.inside >= DEEPEST:
            return name
        return _Reader(phrases[0], self.slots, self.lists, self.inside + 1).alternatives()

    def peek(self) -> str:
        return self.template[self.at : self.at + 1]


def _joined(pieces: Sequence[_Piece]) -> str:
    """What has to be said, with so much of the rest that it is long enough."""
    taken = [not optional for _, optional in pieces]
    for index, (text, optional) in enumerate(pieces):
        before, after = (
            "".join(one for (one, _), take in zip(some, flags, strict=True) if take)
            for some, flags in ((pieces[:index], taken[:index]), (pieces[index + 1 :], taken[index + 1 :]))
        )
        if optional and len(before + after) < ENOUGH:
            taken[index] = _fits(before, text, after)
    return "".join(text for (text, _), take in zip(pieces, taken, strict=True) if take)


def _fits(before: str, text: str, after: str) -> bool:
    """It says more than a particle does, and repeats nothing of what stands beside it (您您, 我们我)."""
    if not (len(text) > 1 or text in SMALL):
        return False
    return text[0] not in before[-2:] + after[:2] and text[-1] != after[:1]
