"""What comes over the line before a phone or a site desk can be used, counted by a real browser at a real server."""

import json
import re
from importlib import resources
from typing import Any

import pytest
from msgspec.structs import replace

from bench.first_view import SIZES, USABLE, first_view
from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.activities.registry import NAMES
from diemcau.base.words import live_words
from diemcau.classroom.live import needs, static
from tests.activities.written import WRITTEN
from tests.browser import Remote
from tests.classroom.rig import Live, plan, token
from tests.classroom.test_screens import CARDS, on_air

MOST = 60 * 1024
SESSIONS: dict[str, dict[str, Any]] = {
    "phone": {"role": "phone", "site": 1, "seat": 101, "name": "Nguyễn Văn An (MP)"},
    "site": {"role": "host", "site": 1},
}


def measured(page: Remote, live: Live, screen: str, usable: str) -> dict[str, float]:
    session = SESSIONS[screen]
    who = token(Role(session["role"]), site=1, seat=session.get("seat", 0), province="01")
    kept = json.dumps(json.dumps(session | {"sitting": 1, "token": who}))
    page.add_init_script(f"sessionStorage.setItem('diemcau:session:/{screen}', {kept})")
    page.set_viewport_size(SIZES[screen])
    return first_view(page, f"http://127.0.0.1:{live.port}/{screen}", usable)


RATED = {"text": "Nội dung có sát việc không?", "choices": ["Không", "Có"]}
ASKED: dict[str, PlanActivity] = {
    "poll": PlanActivity("q1", "poll", 1, WRITTEN["poll"][2]),
    "situation": PlanActivity("t1", "situation", 1, WRITTEN["situation"][1]),
    "survey": PlanActivity("s1", "survey", 1, {"title": "Về lớp", "questions": [RATED, {"text": "?", "form": "text"}]}),
}
COUNTRY = 3356  # sites


@pytest.mark.parametrize("screen", ["phone", "site"])
def test_the_first_view_comes_in_sixty_kilobytes(page: Remote, live: Live, screen: str) -> None:
    live.open(plan(), CARDS)
    assert measured(page, live, screen, USABLE[screen])["bytes"] <= MOST


def loaded(page: Remote) -> list[str]:
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    return list(names)


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("screen", ["phone", "site"])
def test_what_is_on_in_the_whole_country_comes_in_sixty_kilobytes(
    page: Remote, live: Live, screen: str, kind: str
) -> None:
    live.open(replace(plan(COUNTRY), activities=(ASKED[kind],)), CARDS)
    assert live.send(token(Role.LECTURER), f"{kind}.open", {}, ASKED[kind].id)["seq"]
    assert measured(page, live, screen, f".{kind}")["bytes"] <= MOST
    assert [name for name in loaded(page) if "urn.js" in name or (screen == "site" and "ballots.js" in name)] == []


def test_the_page_before_the_list_comes_in_sixty_kilobytes(page: Remote, live: Live) -> None:
    on_air(live)
    _, code = live.get("/live/code", token(Role.HOST, site=1, province="01"))
    seen = first_view(page, f"http://127.0.0.1:{live.port}{code['path']}", "[data-key=go]")
    assert seen["bytes"] <= MOST


def test_a_phone_gets_no_code_of_those_who_steer(page: Remote, live: Live) -> None:
    on_air(live)
    measured(page, live, "phone", ".poll .choice")
    page.wait_for_selector("[data-key=foot-question]")
    page.wait_for_timeout(4500)  # what waits behind buttons comes then
    names = loaded(page)
    assert "/static/kinds/question.js" in names
    assert [name for name in names if re.search(r"\.desk\.|\.site\.|lecturer|control|screens/desk", name)] == []


# --- what is read from the modules -----------------------------------------------------------------------------


def raw() -> dict[str, bytes]:
    return {path: file.body for path, file in static.load().items()}


def test_every_word_of_a_screen_stands_in_a_file_that_some_screen_or_kind_loads() -> None:
    keys = live_words("vi")
    stands = {key for path, body in raw().items() if path.startswith("/static/words/vi/") for key in json.loads(body)}
    others = re.compile(r"live\.(app|carry)\.")  # manifests; the page of who carries for others has all words
    begun = tuple(f"{name}." for name in (*NAMES, "live"))
    assert sorted(key for key in keys if key.startswith(begun) and not others.match(key) and key not in stands) == []


def test_imports_are_followed_over_their_lines() -> None:
    made = {
        "/static/live/a.js": b'import { x } from "./b.js";\nimport {\n  y,\n} from "../kinds/c.js";\n'
        b'export { z } from "./d.js";\n',
        "/static/live/b.js": b'import "./e.js";\nconst from = "./f.js";\n',
    }
    assert needs.modules(made, "/static/live/a.js") == [
        f"/static/{name}.js" for name in ("live/a", "live/b", "kinds/c", "live/d")
    ]


def test_a_key_is_said_by_name_or_by_its_beginning() -> None:
    made = {"/a.js": b'say("live.one"); say(`live.two.${x}`); say(`${kind}.title`); "live.three"'}
    keys = ["live.one", "live.two.b", "live.two", "live.three", "live.four", "poll.title"]
    assert needs.said(made, ["/a.js"], keys) == {"live.one", "live.two.b", "live.three"}


def test_the_place_of_a_kind_is_read_from_its_line() -> None:
    assert needs.places(b'export const place = { site: "tools", phone: "foot" };\n') == {
        "site": "tools",
        "phone": "foot",
    }
    assert needs.places(b"export function phone() {}\n") == {}


def test_comments_are_not_sent_and_texts_are() -> None:
    lean = static._lean("a(1); // said\n  // said\n/* said\n said */\nb = 'x // y'; // it's kept\nc(\"a://b\");")
    assert lean == "a(1);\n\n\n\nb = 'x // y'; // it's kept\nc(\"a://b\");"


def test_no_text_of_a_script_or_sheet_runs_over_the_end_of_a_line_and_no_code_follows_a_comment() -> None:
    # What is served has its comments taken out line by line.
    package = resources.files("diemcau")
    folders = [
        package / "classroom/static/live",
        package / "classroom/static/live/screens",
        package / "base/static/base",
    ]
    folders += [package / "activities" / name for name in NAMES]
    wrong = []
    for folder in folders:
        for file in folder.iterdir():
            if not file.name.endswith((".js", ".css")):
                continue
            for n, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
                bare = re.sub(r"/\*.*?\*/|(?<!:)//.*$|\"[^\"]*\"|/\[[^/]*/", "", line)
                if bare.count("`") % 2 or (line.strip().startswith("/*") and line.partition("*/")[2].strip()):
                    wrong.append(f"{file.name}:{n}")
    assert wrong == []
