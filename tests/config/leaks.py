"""What leaks out of a branch: canaries of others in any answer, and answers that change when others do."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
from django.http import HttpResponse

from diemcau.base.text import fold
from diemcau.config.permits import PERMITS
from tests.config.walk import FORMS, PAGES, ask, frameless, sample_of
from tests.config.world import ASKERS, World, canary

# Whose words an asker must never see.
OTHERS = {"01": ("19", "00"), "19": ("01", "00"), "10273": ("19", "00")}
NEW_EACH_TIME = "/vao/toi/ung-dung"  # a fresh secret for the application that makes codes
MOMENT = "docProps/core.xml"  # of an office file: when it was written
Answers = dict[str, tuple[int, bytes]]


def text_of(answer: HttpResponse) -> str:
    """Everything that an answer says, whatever it is packed in: pages, JSON, PDF, and files inside of a ZIP."""
    return f"{dict(answer.headers)} {_told(answer.content)}"


def _told(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        told = "\n".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        return told
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [name for name in packed.namelist() if name != MOMENT]
            return "\n".join(f"{name}\n{_told(packed.read(name))}" for name in names)
    return content.decode(errors="replace")


def foreign_words(text: str, branches: tuple[str, ...]) -> Iterator[str]:
    """Canaries of branches in a text, with what stands around them: words, folded or not, and telephone numbers."""
    folded = fold(text)
    digits = "".join(letter for letter in text if letter.isdecimal() or letter in '<>"&;')
    for branch in branches:
        for inside, wanted in ((folded, fold(canary(branch))), (digits, f"987{branch}0")):
            if (start := inside.find(wanted)) >= 0:
                yield inside[max(0, start - 40) : start + 60]


def looks(name: str, world: World) -> Iterator[str]:
    """Every address that one may ask a page of one's own with."""
    sample = sample_of(name, world)
    for values in ({}, *sample.also):
        address = sample.with_values(values).address(name)
        yield address
        if not values:
            yield from (f"{address}{look}" for look in sample.looks)


def answers(
    world: World, asker: str, langs: tuple[str, ...] = ("vi", "en"), *, forms: bool = True
) -> Iterator[tuple[str, str, HttpResponse]]:
    """Every page and every form that the table lets somebody use, asked for what is his own."""
    client = world.client(asker)
    held = ASKERS[asker]
    for name in PAGES:
        if PERMITS[name]["GET"].lets_in(held):
            for address in looks(name, world):
                for lang in langs:
                    yield f"GET {address} {lang}", address, ask(client, "GET", address, HTTP_ACCEPT_LANGUAGE=lang)
    for name in FORMS if forms else ():
        if PERMITS[name]["POST"].lets_in(held):
            sample = sample_of(name, world)
            address = sample.address(name)
            yield f"POST {address}", address, ask(client, "POST", address, sample.body())


def canaries(world: World, asker: str) -> list[str]:
    """Words of others in whatever somebody is told."""
    return canaries_of(world, asker, OTHERS[ASKERS[asker][0][1]])


def canaries_of(world: World, asker: str, branches: tuple[str, ...]) -> list[str]:
    """Words of branches in whatever somebody is told."""
    return [
        f"{asker}: {where}: …{words}…"
        for where, _, answer in answers(world, asker)
        for words in foreign_words(text_of(answer), branches)
    ]


def pages(world: World, asker: str) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """What every page says to somebody in Vietnamese, without what differs by itself."""
    for where, address, answer in answers(world, asker, ("vi",), forms=False):
        if NEW_EACH_TIME not in where:
            page = HttpResponse(_told(answer.content))  # files bear the moment when they were packed
            yield where, (answer.status_code, frameless(page, address, {}))


def told(world: World, asker: str) -> Answers:
    """All pages of somebody."""
    return dict(pages(world, asker))


def differences(world: World, asker: str, before: Answers) -> Iterator[str]:
    """Pages that say something else than before."""
    return (f"{asker}: {where}" for where, page in pages(world, asker) if before[where] != page)


def let_in(world: World, asker: str) -> Iterator[str]:
    """Addresses of foreign rows that answer somebody with anything but 404."""
    client: Any = world.client(asker)
    for name, methods in PERMITS.items():
        sample = sample_of(name, world)
        if sample.foreign is None:
            continue
        for method, permit in methods.items():
            if permit.lets_in(ASKERS[asker]):
                address = sample.address(name, "foreign")
                status = ask(client, method, address, sample.body("foreign")).status_code
                if status != 404:
                    yield f"{asker}: {method} {address} {status}"
