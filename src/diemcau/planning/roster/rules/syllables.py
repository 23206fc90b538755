"""Whether a word can be a syllable of Vietnamese: the touchstone for letters of another time."""

import re
import unicodedata
from functools import lru_cache

from diemcau.planning.roster.rules.lexicon import words

_INITIALS = words("b c d đ g h k l m n p r s t v x ch gh gi kh ng ngh nh ph qu th tr") | {""}
_RHYMES = words(
    """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê
    êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang
    oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi
    ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên
    uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y ych yêm yên yêng yêt yêu yn
    ynh yp yt"""
)
# The glide of qu- is written with the initial, so its rhymes begin with another vowel.
_AFTER_Q = {"a", "ă", "â", "e", "ê", "i", "ơ", "y", "ô"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPPED = ("c", "ch", "p", "t")


_VOWELS = re.compile("[aăâeêioôơuưy]+")
_MARKED = re.compile("[ăâêôơư]")
_EITHER = {"oa", "oe", "uy"}  # hoà and hòa, khoẻ and khỏe, quỹ apart: thuý and thúy


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a composed word is spelt as a Vietnamese syllable may be, whatever its case."""
    letters, tone, at = "", "", 0
    for char in word.casefold():
        spread = unicodedata.normalize("NFD", char)
        marks = [mark for mark in spread if mark in _TONES]
        if (marks and tone) or len(marks) > 1:
            return False
        if marks:
            tone, at = marks[0], len(letters)
        letters += unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in _TONES))
    return any(_fits(letters[:cut], letters[cut:], tone, at - cut) for cut in range(min(4, len(letters))))


def _fits(initial: str, rhyme: str, tone: str, at: int) -> bool:
    """`at` is the place of the tone in the rhyme."""
    # gì, gìn, giêng: the i of gi- is the vowel too
    if rhyme not in _RHYMES or (initial not in _INITIALS and not (initial == "g" and rhyme.startswith("i"))):
        return False
    if initial == "qu" and rhyme[0] not in _AFTER_Q:
        return False
    # Before a stop there are only the sharp and the heavy tone.
    if rhyme.endswith(_STOPPED) and tone not in {"\u0301", "\u0323"}:
        return False
    return not tone or at in _tone_places(rhyme)


@lru_cache(maxsize=500)
def _tone_places(rhyme: str) -> frozenset[int]:
    """Where the tone of a rhyme may sit: on its marked vowel, else by the two rules that are in use."""
    found = _VOWELS.match(rhyme)
    vowels = found[0] if found else ""
    if marked := list(_MARKED.finditer(vowels)):
        return frozenset({marked[-1].start()})
    if len(vowels) == 2 and vowels == rhyme:
        return frozenset({0, 1} if rhyme in _EITHER else {0})
    return frozenset({0 if len(vowels) == 1 else 1})
