"""The command `diemcau` as a person types it."""

import fcntl
import socket
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.config import cli
from diemcau.config.serve import check_port, only_one


def test_a_second_server_on_one_data_folder_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path):
        # Another process would hold its own handle: flock tells two handles apart within one process as well.
        with pytest.raises(Refused) as no, only_one(tmp_path):
            pass
        assert (no.value.code, no.value.data) == ("serve.second", {"folder": str(tmp_path)})
    with (tmp_path / "serve.lock").open("a") as free:
        fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused) as no:
            check_port("127.0.0.1", port)
    assert (no.value.code, no.value.data) == ("serve.port", {"port": port})


def test_a_refusal_ends_the_command_with_2_and_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--once"]) == 2
    said = capsys.readouterr().err
    assert said in {"Với --once cần thêm --out THƯ_MỤC.\n", "--once needs --out FOLDER.\n"}


def test_a_number_of_sites_is_a_number_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("0", "-1", "mười"):
        with pytest.raises(SystemExit) as ended:
            cli.main(["demo", "--sites", wrong])
        assert ended.value.code == 2
    capsys.readouterr()


@pytest.mark.django_db(databases=["default", "journal"])
def test_an_organiser_is_invited_by_a_link_that_opens_once(capsys: pytest.CaptureFixture[str]) -> None:
    from diemcau.people.actions import enter_by_link
    from diemcau.people.models import Account
    from tests.planning import cast

    cast.country()
    assert cli.main(["invite", "Ban tổ chức lớp"]) == 0
    secret = capsys.readouterr().out.strip().rpartition("=")[2]

    account = enter_by_link(secret, "may-1")

    assert isinstance(account, Account)
    assert account.name == "Ban tổ chức lớp"
    with pytest.raises(Refused) as again:
        enter_by_link(secret, "may-2")
    assert again.value.code == "link.bad"
