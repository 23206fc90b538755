"""Nobody is left out: axe finds nothing on the screens, and the roll needs no mouse."""

from tests.browser import Remote, expect
from tests.walks.way import HALL, PHONE, PHU_XUYEN, Walk, key, violations


def tab_to(page: Remote, name: str) -> None:
    """Press Tab until the focus is on what has this key."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('data-key')") == name:
            return
    raise AssertionError(f"Tab never comes to {name}")


def test_axe_finds_nothing_on_the_phone(walk: Walk) -> None:
    lecturer = walk.a_class.begin()
    host = walk.desk("host", PHU_XUYEN)
    found = {}
    phone = walk.open(walk.code(host), PHONE)
    expect(key(phone, "go")).to_be_visible()
    found["consent"] = violations(phone)
    walk.shoot(phone, "phone-consent")
    key(phone, "go").click()
    found["names"] = violations(phone)
    phone.locator("button.name").first.click()
    found["seat"] = violations(phone)
    walk.shoot(phone, "phone-seat")
    key(phone, "go").click()
    expect(phone.locator(".did")).to_contain_text("Đã điểm danh")
    found["hold"] = violations(phone)
    lecturer.send("slides.show", {"n": 1}, "t1-slides")
    lecturer.send("poll.open", {}, "t1-q1")
    expect(phone.locator("label.choice").first).to_be_visible()
    found["poll"] = violations(phone)
    walk.shoot(phone, "phone-poll")
    for tool in ("question", "obstacle", "help"):
        key(phone, f"foot-{tool}").click()
        found[tool] = violations(phone)
        walk.shoot(phone, f"phone-{tool}")
    by_hand = walk.open("/phone", PHONE)
    expect(by_hand.locator("#site")).to_be_visible()
    found["by hand"] = violations(by_hand)
    walk.shoot(by_hand, "phone-by-hand")
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_axe_finds_nothing_on_the_site_desk(walk: Walk) -> None:
    lecturer = walk.a_class.begin()
    lecturer.send("slides.show", {"n": 1}, "t1-slides")
    lecturer.send("situation.open", {}, "t1-situation")
    host = walk.desk("host", PHU_XUYEN)
    expect(host.locator(".tasks li").first).to_be_visible()
    found = {}
    for tab in ("roll", "now", "headcount", "checklist", "question", "floor", "address", "obstacle", "phones", "help"):
        key(host, f"tab-{tab}").click()
        expect(key(host, f"tab-{tab}")).to_have_attribute("aria-pressed", "true")
        found[tab] = violations(host)
        walk.shoot(host, f"site-{tab}")
    key(host, "tab-roll").click()
    key(host, "except").click()
    found["except"] = violations(host)
    host.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found["narrow"] = violations(host)
    walk.shoot(host, "site-narrow")
    slip = walk.open(walk.a_class.slip(4)["path"])
    expect(slip.locator("#pin")).to_be_visible()
    found["slip"] = violations(slip)
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_axe_finds_nothing_on_the_hall_screen_the_lecturer_desk_and_the_control_room(walk: Walk) -> None:
    room, lecturer = walk.desk("room", PHU_XUYEN, size=HALL), walk.desk("lecturer")
    control, province = walk.desk("operator"), walk.desk("province")
    expect(room.locator("svg.qr")).to_be_visible()
    found = {"room open": violations(room), "lecturer open": violations(lecturer), "control": violations(control)}
    hand = walk.a_class.begin()
    hand.send("slides.show", {"n": 1}, "t1-slides")
    expect(room.get_by_role("heading", name="Khái quát")).to_be_visible()
    found["room slide"] = violations(room)
    found["lecturer slide"] = violations(lecturer)
    hand.send("situation.open", {}, "t1-situation")
    for no, choice in ((3, 1), (4, 2), (7, 2)):
        decision = {"choice": choice, "reason": "Đủ người."}
        walk.a_class.desk("chair", no).send("situation.decide", decision, "t1-situation")
    hand.send("situation.show", {"expert": True}, "t1-situation")
    expect(room.locator(".share-count").first).to_be_visible()
    expect(lecturer.locator("main .situation")).to_contain_text("3/8")
    found["room result"] = violations(room)
    found["lecturer situation"] = violations(lecturer)
    control.locator(".siterow", has_text="Phú Xuyên").click()
    found["control site"] = violations(control)
    key(control, "tab-run").click()
    found["control run"] = violations(control)
    walk.shoot(control, "control-run")
    for tab in ("headcount", "presence"):
        key(province, f"tab-{tab}").click()
        found[f"province {tab}"] = violations(province)
        walk.shoot(province, f"province-{tab}")
    lecturer.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    control.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found["lecturer narrow"] = violations(lecturer)
    found["control narrow"] = violations(control)
    walk.shoot(lecturer, "lecturer-narrow")
    walk.shoot(control, "control-narrow")
    pairing = walk.open("/room", HALL)
    expect(pairing.locator(".letters")).to_be_visible()
    found["pairing"] = violations(pairing)
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_the_roll_and_the_headcount_need_no_mouse(walk: Walk) -> None:
    host = walk.desk("host", PHU_XUYEN)
    expect(host.locator(".roll-row")).to_have_count(6)
    first, second = (host.locator(".roll-row").nth(n) for n in (0, 1))
    seats = [seat.get_attribute("data-key") for seat in host.locator(".roll-here").all()]

    tab_to(host, seats[0])
    host.keyboard.press("Enter")
    expect(first.locator("select")).to_have_value("co_mat")
    host.keyboard.press("Tab")  # the focus is still in the list
    expect(host.locator(".roll-row :focus")).to_have_count(1)
    tab_to(host, seats[1])
    host.keyboard.press("Tab")
    host.keyboard.type("V")
    expect(second.locator("select")).to_have_value("vang_phep")
    expect(second.locator("select")).to_be_focused()
    expect(host.locator(".roll-card .status")).to_contain_text("Đã ghi nhận")
    second.locator("select").evaluate("node => node.blur()")
    host.keyboard.press("z")  # undone by one key
    expect(second.locator("select")).to_have_value("")
    host.locator("body").press("Home")
    tab_to(host, "except")
    host.keyboard.press("Enter")
    tab_to(host, "except-save")
    host.keyboard.press("Enter")
    expect(host.locator(".roll-card h2")).to_have_text("Điểm danh 6/6")

    tab_to(host, "tab-headcount")
    host.keyboard.press("Enter")
    tab_to(host, "headcount-present")
    host.keyboard.type("6")
    expect(key(host, "enter")).to_be_enabled()
    host.keyboard.press("Enter")
    expect(host.locator(".panel .pill").first).to_contain_text("đã nhập")
    tab_to(host, "confirm")
    host.keyboard.press("Enter")
    expect(host.locator(".panel .pill").first).to_contain_text("đã chốt")
    assert [fact["kind"] for fact in walk.a_class.facts() if fact["actor"].startswith("host")] == [
        "presence.marked",
        "presence.marked",
        "presence.undone",
        "presence.all_marked",
        "headcount.entered",
        "headcount.confirmed",
    ]
