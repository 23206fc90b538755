"""The docs, held to the code: what they name is there, and what is there is named."""

import re
from pathlib import Path

import pytest

import diemcau
from diemcau.activities.registry import NAMES
from diemcau.config import cli

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.vi.md")
PAGES = sorted(
    str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/*/*.md")]
)
# Who reads settings: those of a server, and those of the door for developers.
SERVER = (
    "src/diemcau/config/settings.py",
    "src/diemcau/config/serve.py",
    "src/diemcau/config/demo.py",
    "src/diemcau/config/cli.py",
    "src/diemcau/config/worker.py",
    "src/diemcau/base/keys.py",
    *(f"src/diemcau/classroom/live/{name}.py" for name in ("node", "server", "accept", "boards", "stream", "writer")),
)
DEVELOPERS = ("run", "tests/conftest.py")
VARIABLE = re.compile(r"\b(?:DIEMCAU_[A-Z_]+|DATABASE_URL|DJANGO_SETTINGS_MODULE)\b")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# `src/diemcau/journal/store.py` (`begin`, `append`)
PLACE = re.compile(r"`((?:src|tests|tools|bench|docs|requirements)/[^`\s<>*]+)`(?: \(((?:`\w+`(?:, )?)+)\))?")
COMMAND = re.compile(r"\./run ([a-z][^`\n|]*)")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def variables(files: tuple[str, ...]) -> set[str]:
    return {name for file in files for name in VARIABLE.findall(text(file))}


def is_defined(name: str, source: str) -> bool:
    """Whether a module of Python or for the browser defines a function, a class, a method or a constant."""
    word = rf"(?:async |export )*(?:def|class|function|const) {name}\b"
    method = rf"(?:async )?{name}\(.*\) {{$"
    return bool(re.search(rf"^\s*(?:{word}|{method}|{name} = )", source, re.MULTILINE))


def commands_of_diemcau(capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    return set(re.findall(r"^    ([a-z]+)\b", capsys.readouterr().out, re.MULTILINE))


# --- places --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page):
    assert [path for path, _ in PLACE.findall(text(page)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_links_to_or_shows_exists(page):
    links = [link for link in LINK.findall(text(page)) if "://" not in link]
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_every_name_that_the_tour_finds_in_a_file_is_defined_there():
    named = [(path, name) for path, names in PLACE.findall(text("docs/tour.md")) for name in re.findall(r"\w+", names)]
    assert len(named) > 40
    assert [f"{path}: {name}" for path, name in named if not is_defined(name, text(path))] == []


def test_the_tour_goes_through_every_layer_from_screen_to_report():
    named = {path for path, _ in PLACE.findall(text("docs/tour.md"))}
    rooms = {Path(path).parts[2] for path in named if path.startswith("src/diemcau/")}
    assert rooms >= {"activities", "assessment", "classroom", "journal", "knowledge", "planning", "reports"}


# --- what must be told ---------------------------------------------------------------------------------


def test_every_kind_has_a_page_and_no_page_is_left_over():
    assert {path.stem for path in (ROOT / "docs/kinds").glob("[a-z]*.md")} == set(NAMES)


def test_every_setting_of_a_server_is_told_where_it_is_run():
    assert variables(SERVER) - set(VARIABLE.findall(text("docs/operate.md"))) == set()


def test_no_setting_is_told_that_nobody_reads():
    told = set(VARIABLE.findall(text("docs/operate.md")))
    assert told - variables(SERVER) == set()


def test_every_setting_of_the_door_for_developers_is_told_where_it_is_used():
    told = {name for page in ("CONTRIBUTING.md", "docs/operate.md") for name in VARIABLE.findall(text(page))}
    assert variables(DEVELOPERS) - told == set()


def test_every_command_is_told(capsys):
    told = set(re.findall(r"`diemcau ([a-z]+)`", text("docs/operate.md")))
    assert told == commands_of_diemcau(capsys)


def test_every_decision_is_in_the_list_by_its_title():
    records = sorted(path for path in (ROOT / "docs/decisions").glob("*.md") if path.name != "README.md")
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", text("docs/decisions/README.md"), re.MULTILINE)
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in records]
    assert rows == [
        (path.name[:4], path.name, re.sub(r"^# \d{4} ", "", title)) for path, title in zip(records, titles, strict=True)
    ]


def test_decisions_are_numbered_without_a_gap_and_have_their_four_parts():
    records = sorted(path for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith("## ")] == [
            "## Context",
            "## Decision",
            "## Rejected",
            "## Consequences",
        ], path.name


def test_every_word_of_the_vocabulary_is_a_word_of_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/diemcau").rglob("*.py"))
    known = set(re.findall(r"\w+", code))
    rows = [line.split("|")[1] for line in text("docs/words.md").splitlines() if line.startswith("| ")]
    assert [word for cell in rows for word in re.findall(r"`(\w+)`", cell) if word not in known] == []


def test_the_changelog_begins_with_the_present_version():
    assert re.findall(r"^## (\S+)$", text("CHANGELOG.md"), re.MULTILINE)[0] == diemcau.__version__


# --- the front page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", READMES)
def test_a_readme_shows_the_commands_of_the_door_and_where_the_others_are_listed(page):
    assert {command.split()[0] for command in COMMAND.findall(text(page))} == {"demo", "test", "check", "bench"}
    assert re.findall(r"^\./run .*$", text(page), re.MULTILINE) == ["./run demo", "./run test"]
    assert ".venv/bin/diemcau --help" in text(page)


@pytest.mark.parametrize("page", READMES)
def test_every_way_to_start_the_demo_that_a_readme_shows_is_understood(page):
    for command in COMMAND.findall(text(page)):
        if command.startswith("demo"):
            assert cli._parser().parse_args(command.split()).command == "demo"


def test_the_door_knows_the_commands_of_developers():
    assert re.findall(r"^(\w+)\)$", text("run"), re.MULTILINE) == ["test", "check", "bench"]


def test_both_readmes_show_the_same_pictures_in_the_same_order():
    english, vietnamese = (re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text(page)) for page in READMES)
    assert english == vietnamese


def test_both_readmes_lead_to_each_other_and_to_the_same_pages():
    english, vietnamese = (set(LINK.findall(text(page))) for page in READMES)
    assert english - vietnamese == {"README.vi.md"}
    assert vietnamese - english == {"README.md"}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("README.md", "Not a product of, nor endorsed by, any institution."),
        ("README.vi.md", "không được cơ quan, tổ chức nào xác nhận hay bảo trợ"),
    ],
)
def test_a_readme_claims_no_endorsement(page, words):
    assert words in text(page)
