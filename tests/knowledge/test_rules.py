"""What replies and proposals must have."""

import pytest

from diemcau.base.refused import Refused
from diemcau.knowledge.rules import judge_proposal, judge_reply


@pytest.mark.parametrize("kind", ["y_kien_giang_vien", "ghi_nhan"])
def test_a_view_and_a_note_need_words_only(kind: str) -> None:
    judge_reply(kind, text="Ý kiến.", number="", dated=False, body="")


def test_guidance_needs_number_and_date() -> None:
    judge_reply("huong_dan", text="Theo.", number="05/GĐ", dated=True, body="")
    with pytest.raises(Refused):
        judge_reply("huong_dan", text="Theo.", number="", dated=True, body="")


def test_a_proposal_needs_an_ability_and_evidence() -> None:
    judge_proposal("co_che", ability="phối hợp", text="Đổi lịch.", evidence=1)
    with pytest.raises(Refused) as no:
        judge_proposal("co_che", ability="phối hợp", text="Đổi lịch.", evidence=0)
    assert no.value.code == "proposal.evidence"
