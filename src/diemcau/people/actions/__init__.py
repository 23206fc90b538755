"""The only writers of the room: accounts and roles, persons and posts, ways in."""

from diemcau.people.actions.accounts import add_account, grant
from diemcau.people.actions.persons import NewPerson, NewPost, add_people
from diemcau.people.actions.ways import (
    SlipAsked,
    SlipIssued,
    end_session,
    enter_by_link,
    enter_by_slip,
    invite_organiser,
    issue_slips,
    make_link,
    revoke,
    session_of,
)

__all__ = [
    "NewPerson",
    "NewPost",
    "SlipAsked",
    "SlipIssued",
    "add_account",
    "add_people",
    "end_session",
    "enter_by_link",
    "enter_by_slip",
    "grant",
    "invite_organiser",
    "issue_slips",
    "make_link",
    "revoke",
    "session_of",
]
