"""The command `diemcau` as a person types it."""

import fcntl
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.config import cli
from diemcau.config.serve import check_port, only_one
from diemcau.journal.store import Store


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


def test_every_option_of_serve_is_told_where_it_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    page = (Path(__file__).resolve().parents[2] / "docs/operate.md").read_text(encoding="utf-8")
    table = page.partition("Options of `serve`:")[2].partition("\n\n")[2].partition("\n\n")[0]
    told = {name for row in table.splitlines() for name in re.findall(r"`(--[a-z-]+)`", row.split("|")[1])}
    assert told == options


def test_a_number_of_processes_is_a_whole_number(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("-1", "two", "1.5"):
        with pytest.raises(SystemExit) as ended:
            cli.main(["serve", "--streams", wrong])
        assert ended.value.code == 2
    capsys.readouterr()


def test_a_journal_is_verified_and_a_known_head_with_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def diemcau(*arguments: str) -> tuple[int, str]:
        clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        code = subprocess.run(
            [sys.executable, "-m", "diemcau", *arguments],
            env=clean | {"LANG": "en_GB.UTF-8", "DIEMCAU_DATA": str(tmp_path)},
            check=False,
        ).returncode
        heard = capfd.readouterr()
        return code, heard.out + heard.err

    assert diemcau("migrate") == (0, "")
    store = Store(str(tmp_path / "journal.db"))
    store.make_stream("sitting:3")
    store.close()
    assert diemcau("verify") == (0, "sitting:3: the chain is whole\n")
    assert diemcau("verify", "--sitting", "3") == (0, "sitting:3: the chain is whole\n")
    code, said = diemcau("verify", "--sitting", "3", "--head", "5:0123456789ab")
    assert (code, said.startswith("sitting:3: the chain does NOT fit: ")) == (1, True)
    assert diemcau("verify", "--head", "5:0123456789ab") == (2, "--head needs --sitting.\n")
    assert diemcau("verify", "--sitting", "4") == (2, say("refused.sitting.unknown", "en") + "\n")
