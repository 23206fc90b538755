"""The ways into a class: slip and PIN, one-time link, a code that is too old, letters of a hall screen."""

import re

from tests.browser import expect
from tests.walks.way import HALL, PHONE, PHU_XUYEN, Walk, key


def test_a_slip_opens_the_desk_with_its_pin_and_on_one_device(walk: Walk) -> None:
    slip, mine = walk.a_class.slip(), walk.profile()
    host = walk.open(slip["path"], profile=mine)
    expect(host).to_have_url(re.compile(r"/site$"))  # the secret has left the address
    host.locator("#pin").fill("000000" if slip["pin"] != "000000" else "111111")
    key(host, "go").click()
    expect(host.get_by_role("alert")).to_contain_text(re.compile(r"PIN|phiếu", re.IGNORECASE))
    walk.shoot(host, "slip")
    host.locator("#pin").fill(f"{slip['pin'][:3]} {slip['pin'][3:]}")
    host.locator("#pin").press("Enter")
    expect(host.locator(".top h1")).to_have_text("xã Phú Xuyên")

    other = walk.open(slip["path"], PHONE)
    other.locator("#pin").fill(slip["pin"])
    key(other, "go").click()
    expect(other.get_by_role("alert")).to_contain_text("đã được dùng trên một thiết bị khác")
    walk.shoot(other, "slip-other-device")

    again = walk.open("/site", profile=mine)  # the same device goes on where it was, in a new window too
    expect(again.locator(".top h1")).to_have_text("xã Phú Xuyên")


def test_a_link_opens_a_desk_once(walk: Walk) -> None:
    link = walk.a_class.link("lecturer")
    first = walk.open(link)
    expect(first.locator(".top h1")).to_be_visible()
    expect(first).to_have_url(re.compile(r"/lecturer$"))
    second = walk.open(link)
    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.locator(".shell")).to_have_count(0)
    walk.shoot(second, "link-used")
    first.reload()
    expect(first.locator(".shell")).to_be_visible()
    wrong = walk.open("/control")
    expect(wrong.locator(".how")).to_be_visible()
    walk.shoot(wrong, "no-way-in")


def test_a_dead_code_says_what_to_do_and_the_typed_one_still_works(walk: Walk) -> None:
    host = walk.desk("host", PHU_XUYEN)
    code = re.search(r"\d{3} \d{3}", (walk.code(host), host.locator(".codebox").inner_text())[1])
    assert code
    phone = walk.open("/phone#3.AAAAAAAAAAAAAAAAAAAAAA", PHONE)
    expect(phone.get_by_role("alert")).to_contain_text("quét lại")
    phone.locator("#site").fill(str(PHU_XUYEN))
    phone.locator("#code").fill(code[0])
    key(phone, "go").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("xã Phú Xuyên")


def test_a_seat_that_a_phone_holds_is_not_given_to_a_second_one(walk: Walk) -> None:
    host = walk.desk("host", PHU_XUYEN)
    path = walk.code(host)
    second = walk.open(path, PHONE)
    key(second, "go").click()
    first = walk.come_in(path, "vu minh")
    second.locator("#search").fill("6")
    second.locator("button.name").click()
    key(second, "go").click()
    expect(second.get_by_role("alert")).to_be_visible()
    expect(host.locator(".claims")).to_contain_text("▲ 6. Vũ Minh Khôi (MP)")
    walk.shoot(host, "contested-site")
    walk.shoot(second, "contested-phone")
    seat = walk.a_class.facts("sitting.contested")[0]["body"]["seat"]
    key(host, f"free-{seat}").click()
    expect(host.locator(".claims")).to_have_count(0)
    expect(first.get_by_text("✕")).to_have_count(1)
    expect(first.locator("button.primary")).to_have_count(1)
    key(second, "go").click()
    expect(second.locator(".person")).to_contain_text("Vũ Minh Khôi (MP)")
    walk.shoot(first, "freed-phone")
    key(first, "leave").click()
    expect(first.locator("#site")).to_be_visible()


def test_a_hall_screen_belongs_to_a_room_once_the_host_has_typed_its_letters(walk: Walk) -> None:
    host, room = walk.desk("host", PHU_XUYEN), walk.open("/room", HALL)
    letters = room.locator(".letters")
    expect(letters).to_have_text(re.compile(r"^[A-Z]{6}$"))
    walk.shoot(room, "room-pairing")
    key(host, "tab-phones").click()
    host.locator("#pair-letters").fill(letters.inner_text().lower())
    key(host, "pair-go").click()
    expect(room.locator(".hold")).to_contain_text("quét mã để vào lớp")
