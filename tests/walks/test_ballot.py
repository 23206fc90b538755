"""A secret ballot in the hand: chosen, handed in, kept over a reload, and in the box after the close."""

import re

from tests.browser import Remote, expect
from tests.walks.way import PHU_XUYEN, TOPIC, Walk, key, violations

POLL = "t1-q3"
SOON = "Math.random = () => 0.1"  # every wait is near its shortest
# What is kept on the device, of which nobody else may have a word.
KEPT = """() => new Promise((resolve, reject) => {
  const opened = indexedDB.open("diemcau");
  opened.onerror = () => reject(opened.error);
  opened.onsuccess = () => {
    const asked = opened.result.transaction("sends").objectStore("sends").getAll();
    asked.onsuccess = () => resolve(asked.result.filter((one) => one.owner.startsWith("ballot:")));
  };
})"""


def smallest(page: Remote) -> float:
    """The smallest text in the poll's card, px."""
    return float(
        page.evaluate(
            "() => Math.min(...[...document.querySelectorAll('.poll *')].filter((node) => node.textContent.trim())"
            ".map((node) => parseFloat(getComputedStyle(node).fontSize)))"
        )
    )


def test_a_secret_ballot_goes_from_the_phone_into_the_box_without_a_name(walk: Walk) -> None:
    host, lecturer = walk.desk("host", PHU_XUYEN), walk.a_class.begin(TOPIC)
    mine, bodies = walk.profile(), []
    mine.add_init_script(SOON)
    phone = walk.come_in(walk.code(host), "nguyen van an", profile=mine)
    phone.on("request", lambda request: bodies.append((request.url, request.headers, request.post_data or "")))
    lecturer.send("poll.open", activity=POLL)

    card = phone.locator(".poll")
    expect(card).to_contain_text("không ai biết đồng chí chọn gì")
    walk.shoot(phone, "ballot-1-choose")
    assert violations(phone) == []
    phone.locator("label.choice", has_text="Không").click()
    expect(phone.locator(".poll button")).to_have_count(1)
    assert smallest(phone) >= 18
    key(phone, f"{POLL}-send").click()
    expect(card).to_contain_text("✓ Đã nộp phiếu kín")
    assert smallest(phone) >= 18
    walk.shoot(phone, "ballot-2-handed")
    assert [(one["state"], one["ballot"]) for one in phone.evaluate(KEPT)] == [("handed", {"choice": 2})]

    phone.reload()
    expect(card).to_contain_text("✓ Đã nộp phiếu kín")
    assert walk.a_class.facts("poll.cast") == []

    lecturer.send("poll.close", activity=POLL)
    expect(card).to_contain_text("Phiếu còn trên máy này")
    walk.shoot(phone, "ballot-3-going")
    lecturer.send("sitting.go", {"item": walk.a_class.item(3)["id"]})  # the question leaves the screen, the ballot goes
    expect(phone.locator(".did")).to_contain_text("Còn 1 phiếu kín")
    walk.shoot(phone, "ballot-4-pending")
    expect(phone.locator(".did")).not_to_contain_text("phiếu kín", timeout=40_000)
    lecturer.send("sitting.go", {"item": walk.a_class.item(TOPIC)["id"]})
    expect(card).to_contain_text("✓ Phiếu của đồng chí đã vào hòm phiếu")
    walk.shoot(phone, "ballot-5-cast")

    (handed,), (cast,) = walk.a_class.facts("poll.handed_in"), walk.a_class.facts("poll.cast")
    assert handed["actor"].startswith("seat:")
    assert (cast["actor"], cast["subject"], cast["body"]) == ("ballot", "", {"choice": 2, "group": ""})
    (kept,) = phone.evaluate(KEPT)
    assert {name: kept[name] for name in kept if name not in {"id", "owner"}} == {
        "activity": POLL, "state": "cast", "words": "",
    }  # fmt: skip
    (ballot,) = [(headers, body) for url, headers, body in bodies if url.endswith("/live/ballot")]
    assert "authorization" not in ballot[0]
    assert re.sub(r'"(ticket|proof)":"[0-9a-f]+"', r'"\1":""', ballot[1]) == (
        f'{{"sitting":{walk.a_class.sitting},"activity":"{POLL}","ticket":"","proof":"","ballot":{{"choice":2}}}}'
    )

    phone.reload()
    expect(card).to_contain_text("✓ Phiếu của đồng chí đã vào hòm phiếu")
    lecturer.send("poll.show", activity=POLL)
    expect(card).to_contain_text("1 phiếu kín, trong 1 phiếu đã nộp.")
    walk.shoot(phone, "ballot-6-shown")
