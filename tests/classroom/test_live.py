"""The live process over real HTTP: commands, receipts, refusals, views, ways in."""

import gzip
import json
import socket
from contextlib import suppress
from typing import Any

from msgspec import structs

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanSite
from diemcau.classroom import door
from diemcau.journal.log import everything, fault
from diemcau.journal.store import Store
from tests.classroom.rig import SECRET, Live, command_id, plan, token

CARDS = {
    "seat:101": {"name": "Nguyễn Văn An (MP)", "post": "Chủ tịch", "phone4": "4321"},
    "seat:102": {"name": "Trần Thị Bình (MP)"},
}


def room_code(live: Live, site: int = 1) -> dict[str, str]:
    status, code = live.get("/live/code", token(Role.HOST, site=site, province="01"))
    assert status == 200
    return code


def listen(live: Live, bearer: str) -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", live.port), 10)
    raw.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {bearer}\r\n\r\n".encode())
    raw.recv(1, socket.MSG_PEEK)
    return raw


def wait_for_the_end(raw: socket.socket) -> None:
    raw.settimeout(5)
    with suppress(ConnectionResetError):
        while raw.recv(65536):
            pass


def test_a_command_is_answered_with_its_place_and_the_same_command_again_with_the_same_place(live: Live) -> None:
    live.open()
    host, id_ = token(Role.HOST, site=1, province="01"), command_id()

    first = live.send(host, "presence.mark", {"seat": 101, "status": "co_mat"}, id_=id_)
    again = live.send(host, "presence.mark", {"status": "co_mat", "seat": 101}, id_=id_)

    assert (first["seq"], first["repeat"]) == (4, False)
    assert again == {**first, "repeat": True}


def test_one_id_with_two_contents_is_a_conflict_and_lies_in_quarantine(live: Live) -> None:
    live.open()
    host, id_ = token(Role.HOST, site=1, province="01"), command_id()
    live.send(host, "sitting.ask_help", {"trouble": "no_sound"}, id_=id_)

    refused = live.send(host, "sitting.ask_help", {"trouble": "power"}, id_=id_)["refused"]

    assert (refused["code"], refused["status"]) == ("command.conflict", 409)
    assert live.get("/live/roster", host)[1]["quarantine"] == 1


def test_what_is_wrong_gets_a_code_and_words_in_the_language_of_the_phone(live: Live) -> None:
    live.open()
    operator, phone = token(Role.OPERATOR), token(Role.PHONE, site=1, seat=101)
    refusals = {
        "command.unknown": live.send(operator, "no.such"),
        "command.not_yours": live.send(phone, "sitting.close"),
        "command.bad_body": live.send(operator, "sitting.go", {"item": "x"}),
        "command.bad_id": live.send(operator, "sitting.close", id_="1"),
        "subject.foreign": live.send(phone, "presence.check_in", {"seat": 201}),
        "item.unknown": live.send(operator, "sitting.go", {"item": 77}),
    }
    assert {code: receipt["refused"]["code"] for code, receipt in refusals.items()} == {code: code for code in refusals}

    old = token(Role.PHONE, site=1, seat=101, lasts=-1)
    forged = phone[:-2] + ("AA" if phone[-2:] != "AA" else "BB")
    answers = {
        "token.old": live.post("/live/commands", {"commands": []}, old),
        "token.bad": live.post("/live/commands", {"commands": []}, forged),
        "token.missing": live.post("/live/commands", {"commands": []}),
        "command.bad_body": live.call("POST", "/live/commands", b"not json", phone),
        "sitting.unknown": live.post(
            "/live/commands", {"commands": []}, token(Role.PHONE, site=1, seat=101, sitting=9)
        ),
        "address.unknown": live.get("/live/nothing"),
        "command.too_many": live.post("/live/commands", {"commands": [{"id": "x", "kind": "a.b"}] * 201}, phone),
    }
    assert {code: answer["code"] for code, (_, answer) in answers.items()} == {code: code for code in answers}
    assert [status for status, _ in answers.values()] == [401, 401, 401, 400, 404, 404, 413]

    english = live.call("GET", "/live/nothing", accept_language="en")[1]["words"]
    assert (english, answers["address.unknown"][1]["words"]) == ("There is no such address.", "Không có địa chỉ này.")


def test_a_body_that_is_too_large_or_a_bomb_is_refused_early(live: Live) -> None:
    live.open()
    phone = token(Role.PHONE, site=1, seat=101)
    bomb = gzip.compress(b'{"commands":[' + b" " * 5_000_000 + b"]}")

    assert live.call("POST", "/live/commands", bomb, phone, content_encoding="gzip")[1]["code"] == "command.too_large"
    assert (
        live.call("POST", "/live/commands", b"no gzip", phone, content_encoding="gzip")[1]["code"] == "command.bad_body"
    )
    with socket.create_connection(("127.0.0.1", live.port), 5) as raw:
        raw.sendall(b"POST /live/commands HTTP/1.1\r\ncontent-length: 300000\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection(("127.0.0.1", live.port), 5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nx: " + b"y" * 20_000 + b"\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection(("127.0.0.1", live.port), 5) as raw:
        raw.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_call_from_another_web_site_is_refused(live: Live) -> None:
    status, answer = live.call("GET", "/live/health", sec_fetch_site="cross-site")
    assert (status, answer["code"]) == (403, "address.foreign")


def test_a_stream_gives_whole_views_at_once_and_again_when_they_change(live: Live) -> None:
    live.open()
    bearer = token(Role.HOST, site=1, province="01")
    with socket.create_connection(("127.0.0.1", live.port), 20) as raw, raw.makefile("rb") as lines:
        raw.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {bearer}\r\n\r\n".encode())

        def next_view() -> dict[str, Any]:
            while not (line := lines.readline()).startswith(b"data: "):
                assert line
            view: dict[str, Any] = json.loads(line[6:])
            return view

        first: dict[str, Any] = {}
        while first.keys() != {"all", "site:1"}:  # the same one may come twice: asked for, and published just then
            view = next_view()
            first[view["topic"]] = view["view"]
        assert first["all"]["sitting"]["item"]["id"] == 1
        live.send(token(Role.OPERATOR), "sitting.go", {"item": 2})
        while (changed := next_view())["pos"] == 3:
            pass
    assert (changed["topic"], changed["pos"], changed["view"]["sitting"]["item"]["id"]) == ("all", 4, 2)


def test_polling_gives_only_what_changed_after_a_position(live: Live) -> None:
    live.open()
    phone = token(Role.PHONE, site=1, seat=101)

    everything = live.get("/live/view", phone)[1]
    nothing = live.get(f"/live/view?after={everything['pos']}", phone)[1]
    live.send(token(Role.OPERATOR), "sitting.go", {"item": 2})
    changed = live.get(f"/live/view?after={everything['pos']}", phone)[1]

    assert sorted(view["topic"] for view in everything["views"]) == ["phones", "seat:101"]
    assert nothing == {"pos": 3, "views": []}
    assert [view["topic"] for view in changed["views"]] == ["phones"]


def test_a_phone_comes_in_by_the_code_of_its_room_and_its_number_in_the_list(live: Live) -> None:
    live.open(cards=CARDS)
    code = room_code(live)

    status, door = live.post("/live/enter", {"site": code["site_no"], "code": code["typed"]})
    taken = live.post(
        "/live/claim", {"id": command_id(), "ticket": door["ticket"], "device": "d1", "no": 1, "digits": "4321"}
    )[1]

    assert status == 200
    assert door["free"][0] == {"seat": 101, "no": 1, "name": "Nguyễn Văn An (MP)"}
    assert (taken["seat"], taken["evidence"]) == (101, "code_digits")
    assert live.get("/live/view", taken["token"])[0] == 200


def test_a_seat_that_another_phone_holds_waits_for_the_host(live: Live) -> None:
    live.open(cards=CARDS)
    code = room_code(live)
    ticket = live.post("/live/enter", {"site": code["site_no"], "code": code["path"].rpartition(".")[2]})[1]["ticket"]
    live.post("/live/claim", {"id": command_id(), "ticket": ticket, "device": "d1", "seat": 101})

    second = live.post("/live/claim", {"id": command_id(), "ticket": ticket, "device": "d2", "seat": 101})
    host = token(Role.HOST, site=1, province="01")
    waiting = live.get("/live/view", host)[1]["views"]
    live.send(host, "sitting.free_seat", {"seat": 101})
    third = live.post("/live/claim", {"id": command_id(), "ticket": ticket, "device": "d2", "seat": 101})

    assert (second[0], second[1]["code"]) == (409, "seat.taken")
    assert next(v for v in waiting if v["topic"] == "site:1")["view"]["acts"]["sitting"]["contested"] == [101]
    assert third[0] == 200


def test_wrong_codes_are_refused_and_soon_cost_a_minute(live: Live) -> None:
    live.open()
    codes = [live.post("/live/enter", {"site": 101, "code": "000000"})[1]["code"] for _ in range(12)]
    assert codes == ["code.wrong"] * 10 + ["code.too_many"] * 2


def test_a_topic_without_phones_shows_no_code_and_sends_phones_nothing(live: Live) -> None:
    live.open()
    live.send(token(Role.OPERATOR), "sitting.go", {"item": 2})

    host, phone = token(Role.HOST, site=1, province="01"), token(Role.PHONE, site=1, seat=101)

    assert live.get("/live/code", host)[1]["code"] == "phones.not_here"
    views = {view["topic"]: view["view"] for view in live.get("/live/view", phone)[1]["views"]}
    assert (views["phones"]["acts"], views["phones"]["sitting"]["item"]["phones"]) == ({}, False)


def test_desks_above_the_rooms_call_the_helper_of_their_own_room_and_ask_for_help(live: Live) -> None:
    centre = PlanSite(9, 109, "00", "centre", "trung_uong", "Trung ương")
    whole = plan()
    cards = {"site:9": {"name": "Kỹ thuật viên (MP)", "phone": "0500 000 001"}}
    live.open(structs.replace(whole, sites=(centre, *whole.sites)), cards)
    lecturer = token(Role.LECTURER)

    roster = live.get("/live/roster", lecturer)[1]
    asked = live.send(lecturer, "sitting.ask_help", {"trouble": "no_sound", "site": roster["own_site"]})
    control = {view["topic"]: view["view"] for view in live.get("/live/view", token(Role.OPERATOR))[1]["views"]}[
        "control"
    ]

    assert (roster["own_site"], roster["contacts"]) == (9, cards["site:9"])
    assert "seq" in asked
    assert control["acts"]["sitting"]["sites"]["9"]["help"] == "no_sound"


def test_a_sitting_without_phones_shows_no_code_before_its_first_item_either(live: Live) -> None:
    whole = plan()
    items = tuple(structs.replace(item, phones=False) for item in whole.items)
    live.send_plan(structs.replace(whole, items=items))

    assert live.get("/live/code", token(Role.HOST, site=1, province="01"))[1]["code"] == "phones.not_here"


def test_a_room_screen_is_paired_by_the_letters_that_it_shows(live: Live) -> None:
    live.open()
    screen = live.post("/live/pair", {})[1]
    host = token(Role.HOST, site=2, province="01")

    before = live.post("/live/pair/poll", {"secret": screen["secret"]})[1]["token"]
    wrong = live.post("/live/pair/confirm", {"letters": "QQQQQQ"}, host)[1]["code"]
    live.post("/live/pair/confirm", {"letters": screen["letters"].lower()}, host)
    room = live.post("/live/pair/poll", {"secret": screen["secret"]})[1]["token"]

    assert (before, wrong) == ("", "pair.unknown")
    assert [view["topic"] for view in live.get("/live/view", room)[1]["views"]] == ["all", "site:2"]
    assert live.get("/live/roster", room)[1]["code"] == "command.not_yours"
    assert live.post("/live/pair/poll", {"secret": screen["secret"]})[1]["code"] == "pair.unknown"


def test_rights_that_end_close_the_open_stream_and_the_token(live: Live) -> None:
    live.open()
    bearer = token(Role.HOST, site=1, province="01", epoch=1)
    with listen(live, bearer) as raw:
        live.post("/live/office/revoke", {"actor": "host:1", "epoch": 2}, token(Role.OFFICE))
        wait_for_the_end(raw)
    assert live.get("/live/view", bearer)[1]["code"] == "token.revoked"
    live.kill()
    live.start()
    assert live.get("/live/view", bearer)[1]["code"] == "token.revoked"


def test_the_phone_that_a_seat_was_taken_from_hears_nothing_more_of_it(live: Live) -> None:
    live.open(cards=CARDS)
    host = token(Role.HOST, site=1, province="01")
    code = room_code(live)
    ticket = live.post("/live/enter", {"site": code["site_no"], "code": code["typed"]})[1]["ticket"]

    def come(device: str) -> str:
        body = {"id": command_id(), "ticket": ticket, "device": device, "seat": 101}
        return str(live.post("/live/claim", body)[1]["token"])

    def may_listen(bearer: str) -> bytes:
        with listen(live, bearer) as raw:
            return raw.recv(12)

    first = come("d1")
    with listen(live, first) as raw:
        live.send(host, "sitting.free_seat", {"seat": 101})
        wait_for_the_end(raw)
    assert live.get("/live/view", first)[1]["code"] == "seat.freed"
    assert may_listen(first) == b"HTTP/1.1 410"
    second = come("d2")
    assert (live.get("/live/view", second)[0], live.get("/live/view", first)[0]) == (200, 410)
    assert (may_listen(second), may_listen(first)) == (b"HTTP/1.1 200", b"HTTP/1.1 410")
    live.kill()
    live.start()
    assert (may_listen(second), may_listen(first)) == (b"HTTP/1.1 200", b"HTTP/1.1 410")


def test_names_reach_only_the_desk_of_their_own_room(live: Live) -> None:
    live.open(cards=CARDS)
    own = live.get("/live/roster", token(Role.HOST, site=1, province="01"))[1]
    other = live.get("/live/roster", token(Role.HOST, site=2, province="01"))[1]

    assert own["seats"]["101"]["name"] == "Nguyễn Văn An (MP)"
    assert "Nguyễn" not in json.dumps(other, ensure_ascii=False)
    for topic_token in (token(Role.OPERATOR), token(Role.PHONE, site=1, seat=101), token(Role.LECTURER)):
        assert "Nguyễn" not in json.dumps(live.get("/live/view", topic_token)[1], ensure_ascii=False)


def test_the_live_process_stops_cleanly_with_open_streams_and_goes_on_after_a_kill(live: Live) -> None:
    live.open()
    bearer = token(Role.HOST, site=1, province="01")
    with listen(live, bearer):
        assert live.stop() == 0
    live.start()
    live.send(token(Role.OPERATOR), "sitting.go", {"item": 2})
    live.kill()
    live.start()
    assert live.get("/live/view", token(Role.OPERATOR))[1]["pos"] == 4
    store = Store(live.journal)
    facts, links, head = store.facts("sitting:1"), store.links("sitting:1"), store.head("sitting:1")
    store.close()
    assert fault(facts, links, *head) == ""


def test_a_real_course_refuses_to_have_its_clock_set(live: Live) -> None:
    live.open(plan(rehearsal=False))
    receipt = live.send(token(Role.OFFICE), "sitting.set_clock", {"real": 0, "shown": 0, "rate": 2.0})
    assert receipt["refused"]["code"] == "clock.real_course"


def test_the_office_s_revocation_and_erasure_go_through_its_own_door(live: Live, settings: Any) -> None:
    settings.SECRET_KEY, settings.LIVE_URL = SECRET, f"http://127.0.0.1:{live.port}"
    live.open()
    host = token(Role.HOST, site=1, province="01", epoch=1)
    live.send(host, "question.ask", {"text": "Câu hỏi có tên riêng"})
    store = Store(live.journal, read_only=True)
    ((text,),) = store.run("SELECT id FROM journal_text WHERE words <> ''")

    door.erase_text(1, text)
    shown = live.get("/live/view", host)[1]["views"]
    door.revoke("host:1", 2)

    assert [topic["topic"] for topic in shown if "tên riêng" in json.dumps(topic, ensure_ascii=False)] == []
    assert live.get("/live/view", host)[1]["code"] == "token.revoked"
    kept = everything(store, "sitting:1")
    store.close()
    assert fault(kept.facts, kept.links, *kept.head) == ""
