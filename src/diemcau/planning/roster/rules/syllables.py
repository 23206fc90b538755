"""Whether a word can be a syllable of Vietnamese: the touchstone for letters of another time."""

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


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a composed word is spelt as a Vietnamese syllable may be, whatever its case."""
    spread = unicodedata.normalize("NFD", word.casefold())
    tones = [char for char in spread if char in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in spread if char not in _TONES))
    tone = tones[0] if tones else ""
    return any(_fits(bare[:cut], bare[cut:], tone) for cut in range(min(4, len(bare))))


def _fits(initial: str, rhyme: str, tone: str) -> bool:
    if initial not in _INITIALS or rhyme not in _RHYMES:
        # gì, gìn, giêng: the i of gi- is the vowel too
        return initial == "g" and rhyme.startswith("i") and rhyme in _RHYMES
    if initial == "qu" and rhyme[0] not in _AFTER_Q:
        return False
    # Before a stop there are only the sharp and the heavy tone.
    return not rhyme.endswith(_STOPPED) or tone in {"\u0301", "\u0323"}
