"""The only writers of this room: drafts and their releases, files of slides and documents, proposals for open slots."""

from diemcau.programme.actions.drafts import (
    add_topic,
    import_folder,
    move_thing,
    new_programme,
    release,
    remove_thing,
    save_draft,
    save_thing,
)
from diemcau.programme.actions.files import deck_of, put_deck, put_document, replace_deck
from diemcau.programme.actions.proposals import approve, decline, propose, withdraw

__all__ = [
    "add_topic",
    "approve",
    "deck_of",
    "decline",
    "import_folder",
    "move_thing",
    "new_programme",
    "propose",
    "put_deck",
    "put_document",
    "release",
    "remove_thing",
    "replace_deck",
    "save_draft",
    "save_thing",
    "withdraw",
]
