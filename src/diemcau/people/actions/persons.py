"""Persons of rosters and their posts, in bulk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from diemcau.base.refused import Refused
from diemcau.base.text import fold, line, name_key
from diemcau.people.models import Person, Post
from diemcau.people.rules import Group, Sex, is_birth, phone_of, split_name
from diemcau.units.rules import Scope


@dataclass(frozen=True)
class NewPost:
    """A post and the position group that it counts in."""

    title: str
    group: Group = Group.KHAC


@dataclass(frozen=True)
class NewPerson:
    """A person as a roster has him. `unit` is the code of where he works; what a roster leaves out is "".

    `given_name` and `sort_key` are for names whose last word is not the given name.
    """

    unit: str
    full_name: str
    posts: tuple[NewPost, ...] = ()
    phone: str = ""
    birth: str = ""
    sex: Sex | str = ""
    given_name: str = ""
    sort_key: str = ""
    simulated: bool = False


def _person(new: NewPerson) -> Person:
    name = line(new.full_name)
    if not name:
        raise Refused("person.name", 400)
    if new.birth and not is_birth(new.birth):
        raise Refused("person.birth", 400, text=new.birth)
    given = line(new.given_name)
    # A given name by hand may stand anywhere in the name; what is left is the family's.
    family = " ".join(name.replace(given, "", 1).split()) if given else split_name(name)[0]
    return Person(
        unit_id=new.unit,
        family_name=family,
        given_name=given or split_name(name)[1],
        full_name=name,
        sort_key=new.sort_key or name_key(name),
        fold=fold(name),
        phone=phone_of(new.phone),
        birth=new.birth,
        sex=new.sex,
        simulated=new.simulated,
    )


@transaction.atomic
def add_people(people: Iterable[NewPerson]) -> list[tuple[Person, list[Post]]]:
    """Persons with their posts, in the order given. About 60 µs each on SQLite.

    Refuses: person.name, person.birth, person.phone; then nobody is added.
    """
    people = list(people)
    added = Person.rows.bulk_create([_person(new) for new in people])
    posts = Post.rows.bulk_create(
        [
            Post(person=person, unit_id=new.unit, title=line(post.title), group=post.group)
            for new, person in zip(people, added, strict=True)
            for post in new.posts
        ]
    )
    following = iter(posts)
    return [(person, [next(following) for _ in new.posts]) for new, person in zip(people, added, strict=True)]


def set_phones(numbers: Mapping[int, str]) -> None:
    """Give persons, by their ids, other telephone numbers.

    Refuses: person.phone; then nothing is changed.
    """
    read = {person: phone_of(text) for person, text in numbers.items()}
    for person, phone in read.items():
        Person.rows.of(Scope.everything()).filter(pk=person).update(phone=phone)
