"""What the tests of the class file share: who asks, and how a document is brought."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemcau.people.rules import OfficeRole
from diemcau.planning.models import ClassDocument
from diemcau.units.rules import Scope
from tests.planning import cast, pictures

EVERYWHERE = Scope.everything()
CANARY = "Hoàng Thị Chim Yến"
ROOT = "/office/lop/lop-1/ho-so"


def signed_in(username: str, role: OfficeRole, unit: str = "00") -> Client:
    client = Client()
    client.force_login(cast.account(username, role, unit))
    return client


def upload(client: Client, path: str, data: bytes | None = None, name: str = "quet.pdf", **fields: str) -> Any:
    file = SimpleUploadedFile(name, pictures.pdf() if data is None else data)
    return client.post(f"{ROOT}/{path}", {"kind": "plan", "title": "", "file": file, **fields})


def the_document() -> ClassDocument:
    return ClassDocument.rows.of(EVERYWHERE).latest("id")
