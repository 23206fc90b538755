"""What an author learns of a situation before any room sees it: when it comes in, on its page, when he tries it."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemcau.programme.actions import import_folder
from diemcau.programme.packing import pack
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.programme.folders import CASE, SITUATION, files
from tests.programme.test_editor import ROOT, country, fields, organiser, text

__all__ = ["country", "organiser"]  # fixtures


DRY = "thu/soan/1/tinh-huong/1/chay-thu"


class Trial:
    """A situation walked alone: each press sends the form of the page before."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = client.get(f"{ROOT}{DRY}")

    def press(self, **typed: Any) -> str:
        found = re.search(r'name="moves" value="([^"]*)"', self.page.content.decode())
        moves = html.unescape(found[1]) if found else "[]"
        self.page = self.client.post(f"{ROOT}{DRY}", {"moves": moves, **typed})
        return text(self.page)


def test_an_author_walks_a_situation_alone_by_the_rules_of_the_class(organiser: Client) -> None:
    import_folder({**files(), SITUATION: CASE.encode()})
    trial = Trial(organiser)
    said = text(trial.page)
    assert "mọi diễn biến, quyết định và kết cục đều có đường đến" in said
    assert "Lúc này: phút 0 Hồ sơ tồn (bộ) 40 Sự yên tâm · phòng không thấy -1 Quyết định 1" in said
    assert "Hồ sơ tồn (bộ) 40" in trial.press(turn="1", choice="2")  # to wait moves nothing
    said = trial.press(time="")
    assert "Thời gian trôi đến phút 5 Diễn biến 2 Hệ thống chậm." in said
    said = trial.press(turn="2", share=["5", "5"])
    assert trial.page.status_code == 400
    assert "Các phần chia phải cộng lại đúng bằng 12 người." in said
    assert "Hồ sơ tồn (bộ) 30" in trial.press(turn="2", share=["12", "0"])
    assert "Quyết định 3" in trial.press(time="")
    trial.press(turn="3")
    trial.press(time="")
    said = trial.press(turn="4", choice=["1", "3"])
    assert "Kết cục: Kịp hẹn Trả đủ." in said
    assert "Quyết định 4: A; C" in said
    assert "Câu hỏi rút kinh nghiệm Ai quyết định?" in said
    assert "Kết cục: Kịp hẹn" not in trial.press(back="")
    assert "Giảng viên đưa ra diễn biến 1 Diễn biến 1 Giảng viên kể thêm." in trial.press(hand="1")
    assert "Đã đi qua" not in trial.press(again="")
    assert AuditEntry.rows.of(Scope.everything()).count() == 0


@pytest.mark.parametrize("moves", ["nonsense", '[{"turn": 3}]', "{}", "[" + ",".join(["{}"] * 200) + "]"])
def test_steps_that_nobody_made_are_refused(organiser: Client, moves: str) -> None:
    import_folder({**files(), SITUATION: CASE.encode()})
    assert organiser.post(f"{ROOT}{DRY}", {"moves": moves, "time": ""}).status_code == 400
    assert organiser.get(f"{ROOT}thu/soan/1/tinh-huong/7/chay-thu").status_code == 404


def test_what_is_odd_in_a_situation_is_said_when_it_is_saved_and_when_it_is_tried(organiser: Client) -> None:
    odd = CASE.replace("khi ho-so ≥ 30 và 1 = B;", "khi ho-so ≥ 100 và 1 = A;")
    import_folder({**files(), SITUATION: odd.encode()})
    page = "thu/soan/1/tinh-huong/1"
    answer = organiser.post(f"{ROOT}{page}", {**fields(organiser, page), "minutes": "15"}, follow=True)
    assert "Tình huống “Ngày đầu tháng” có 2 điều cần xem lại" in text(answer)
    said = text(organiser.get(f"{ROOT}{DRY}"))
    assert "Diễn biến 2: Không đường đi nào đến được diễn biến này." in said
    assert "Tình huống “Ngày đầu tháng” có 2 điều" in text(organiser.get(f"{ROOT}thu/phat-hanh")).replace(
        "tình huống", "Tình huống"
    )


def test_an_import_says_what_is_odd_with_its_file_and_line(organiser: Client) -> None:
    odd = CASE.replace("khi ho-so ≥ 30 và 1 = B;", "khi ho-so ≥ 100 và 1 = A;")
    sent = SimpleUploadedFile("thu.zip", pack({**files(), SITUATION: odd.encode()}))
    answer = organiser.post(f"{ROOT}nhap", {"zip": sent}, follow=True)
    line = odd.split("\n").index("## Diễn biến 2 [sau 5 phút; khi ho-so ≥ 100 và 1 = A; mở quyết định 2]") + 1
    assert f"{SITUATION}, dòng {line}: Diễn biến 2: Không đường đi nào" in text(answer)
    spoiled = CASE.replace("tin +1", "xe +1")
    line = spoiled.split("\n").index("1. Mở thêm bàn [ho-so -10; xe +1]") + 1
    broken = SimpleUploadedFile("thu.zip", pack({**files(), SITUATION: spoiled.encode()}))
    answer = organiser.post(f"{ROOT}nhap", {"zip": broken})
    assert answer.status_code == 400
    assert f"tinh-huong-1.md , dòng {line} Quyết định 1, phương án 1: Tác động đến biến số “xe”" in text(answer)


def test_a_simple_situation_shows_one_screen_and_folds_the_rest(organiser: Client) -> None:
    import_folder(files())
    page = organiser.get(f"{ROOT}thu/soan/1/tinh-huong/1").content.decode()
    assert '<details class="more"><summary>Thêm diễn biến, biến số, quyết định tiếp theo…</summary>' in page
    shown, folded = page.split('<details class="more">')
    assert 'name="choice_4"' in shown
    assert 'name="variables"' in folded
    import_folder({**files(), SITUATION: CASE.encode()})
    assert '<details class="more" open>' in organiser.get(f"{ROOT}thu/soan/1/tinh-huong/1").content.decode()
