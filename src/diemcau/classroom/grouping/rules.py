"""Texts that are alike, and how groups keep their numbers. Pure; numpy does the counting.

RULES 1. What is compared are the words of a text and its pairs of words that stand side by side, folded (no marks, no
capitals), without those that every sentence has. The fewer texts have a word, the more it says: it weighs
log(1 + texts / texts with it), no more than one in a hundred texts; a pair weighs half. The likeness of two texts is
the cosine of what they have, 0..100; from ALIKE on they are alike.

Groups: the text that is most like all others that are still free gathers those that are alike to it; again, until none
is alike to another. Then each text goes to the gatherer that it is most like. A group is named by its most typical
text, the one most like all others in it. Ties go by the words, so the order of arrival changes nothing. A text that is
like no other is a group of one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from diemcau.activities.kind import Group
from diemcau.base.text import fold

RULES = 1
ALIKE = 26
MOST = 4096  # different texts that are compared; what comes after them stays by itself
MOST_WORDS = 4096  # words and pairs that are compared: those that most texts have
LONGEST = 600  # letters of a text that are compared
COMMON = 0.01  # a word of fewer texts than this share weighs no more than one of this share

# Words that say how a sentence is built and not what it is about, folded.
_BUILDING = """
a va la cac nhung nay kia thi ma cua cho voi den tu tai o trong ngoai tren duoi khi de duoc bi se da dang can phai nen
se cung rat con hoac neu vi do boi theo ve ra vao len xuong lai roi chua khong co the chung toi ta minh dong chi
luon moi
"""
EVERYWHERE = frozenset(_BUILDING.split())

Floats = NDArray[np.float32]


def words_of(text: str) -> tuple[str, ...]:
    """What a text is compared by: its words and its pairs of words, each once and in order of the alphabet."""
    words = fold(text)[:LONGEST].split()
    pairs = {f"{one} {two}" for one, two in pairwise(words) if {one, two} - EVERYWHERE}
    found = (set(words) - EVERYWHERE) | pairs or set(words)
    return tuple(sorted(found)) or (text[:LONGEST],)


class Corpus(Struct):
    """The texts of one activity, each under its place in the journal."""

    words: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def drop(self, places: Iterable[int]) -> None:
        """Texts that are no more: changed by their rooms, or erased."""
        for place in places:
            self.words.pop(place, None)

    def add(self, texts: Mapping[int, str]) -> None:
        """Texts by their places."""
        self.words |= {place: words_of(text) for place, text in texts.items()}

    def group(self) -> list[Group]:
        """All texts in groups; each has the place of its typical text as its number."""
        places: dict[tuple[str, ...], list[int]] = {}
        for place, words in sorted(self.words.items()):
            places.setdefault(words, []).append(place)
        texts = sorted(list(places)[:MOST])
        weight = np.array([len(places[words]) for words in texts], np.float32)
        alike = _likeness(texts, weight)
        found = [Group(own[0], own[0], tuple(own)) for own in list(places.values())[MOST:]]
        for members in _gathered(alike, weight):
            common = alike[np.ix_(members, members)] @ weight[members]
            typical = places[texts[members[int(np.argmax(common))]]][0]
            own = tuple(sorted(place for member in members for place in places[texts[member]]))
            found.append(Group(typical, typical, own))
        return found


def _likeness(texts: list[tuple[str, ...]], weight: Floats) -> Floats:
    """Of each text to each other one, whole numbers 0..100; 0 below ALIKE."""
    having: Counter[str] = Counter()
    for words, times in zip(texts, weight.tolist(), strict=True):
        for word in words:
            having[word] += int(times)
    total = sum(weight.tolist())
    weighs = {
        word: np.log1p(total / max(number, COMMON * total)) * (0.5 if " " in word else 1.0)
        for word, number in having.items()
    }
    shared = sorted((word for word, number in having.items() if number > 1), key=lambda word: (-having[word], word))
    column = {word: at for at, word in enumerate(shared[:MOST_WORDS])}
    table = np.zeros((len(texts), len(column)), np.float32)
    for row, words in enumerate(texts):
        length = sum(weighs[word] ** 2 for word in words) ** 0.5
        for word in words:
            if word in column:
                table[row, column[word]] = weighs[word] / length
    alike: Floats = np.rint(table @ table.T * 100)
    alike[alike < ALIKE] = 0
    np.fill_diagonal(alike, 100)
    return alike


def _gathered(alike: Floats, weight: Floats) -> list[NDArray[np.intp]]:
    """Rows in groups, those of one among them."""
    free = np.ones(len(weight), bool)
    # Sums of whole numbers below 2^24: exact in any order.
    pull = alike @ weight
    gatherers: list[int] = []
    while free.any():
        gatherer = int(np.argmax(np.where(free, pull, -1)))
        taken = np.flatnonzero(free & (alike[gatherer] > 0))
        gatherers.append(gatherer)
        free[taken] = False
        if len(taken) > 1:
            pull -= alike[:, taken] @ weight[taken]
        elif pull[gatherer] <= 100 * weight[gatherer]:  # nor will those that pull less gather any other
            gatherers += np.flatnonzero(free).tolist()
            break
    if not gatherers:
        return []
    nearest = np.argmax(alike[:, gatherers], axis=1)
    order = np.argsort(nearest, kind="stable")
    bounds = np.flatnonzero(np.diff(nearest[order])) + 1
    return np.split(order, bounds)


def renumbered(groups: Iterable[Group], before: Iterable[Group]) -> tuple[Group, ...]:
    """Groups, largest first, with the numbers of those before that they share most texts with.

    The pair that has most in common goes first, of equal ones the older number. A new group gets the lowest place of
    its texts that is no number yet, or one above all numbers.
    """
    groups, before = sorted(groups, key=lambda group: (-len(group.members), group.members[0])), list(before)
    old = {place: group.id for group in before for place in group.members}
    pairs = []
    for at, group in enumerate(groups):
        shared = Counter(old[place] for place in group.members if place in old)
        pairs += [(-number, id_, at) for id_, number in shared.items()]
    ids: dict[int, int] = {}
    kept: set[int] = set()
    for _, id_, at in sorted(pairs):
        if at not in ids and id_ not in kept:
            ids[at] = id_
            kept.add(id_)
    taken = {group.id for group in before}
    for at, group in enumerate(groups):
        if at not in ids:
            ids[at] = next((place for place in group.members if place not in taken), max(taken, default=0) + 1)
            taken.add(ids[at])
    return tuple(Group(ids[at], group.typical, group.members) for at, group in enumerate(groups))
