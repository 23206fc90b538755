"""The command `diemcau`: a thin door to actions. Words for people come from `words.json`."""

import argparse
import fcntl
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import diemcau
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.config.checks import check_sqlite
from diemcau.planning.roster.doors import add_roster
from diemcau.programme.doors import add_programme

LANG = "en" if os.environ.get("LANG", "").lower().startswith("en") else "vi"


def _setup(data: Path | None = None) -> None:
    check_sqlite()
    os.umask(0o077)  # names and answers are nobody else's on this machine
    if data:
        os.environ["DIEMCAU_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemcau.config.settings")
    import django

    django.setup()


def _setup_kept(data: Path | None = None) -> None:
    """For what reads what a server has kept. Refuses: data.none, mostly a forgotten `--data`."""
    _setup(data)
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "postgresql" and not (Path(settings.DATA) / "journal.db").exists():
        raise Refused("data.none", 404, folder=Path(settings.DATA).absolute())


def migrate() -> None:
    """Bring both stores to the present schema and load the units. Refuses: serve.secret."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from diemcau.config.serve import alone_in, check_secret
    from diemcau.units.actions import load_units

    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "migrate.lock").open("a") as lock, alone_in(connections["default"]):
        fcntl.flock(lock, fcntl.LOCK_EX)  # `invite` beside a `serve` that has just begun waits for it
        for alias, schema in (("default", "office"), ("journal", "journal")):
            if connections[alias].vendor == "postgresql":
                with connections[alias].cursor() as cursor:
                    cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        check_secret(connections["journal"], settings.SECRET_KEY)
        load_units()


def _serve(args: argparse.Namespace) -> int:
    if args.public_url.startswith("https://"):
        os.environ.setdefault("DIEMCAU_TLS", "1")
    _setup(args.data)
    from django.conf import settings
    from django.db import connections

    from diemcau.config import checks
    from diemcau.config.serve import Supervisor, check_port, only_one
    from diemcau.journal.log import target

    data = Path(settings.DATA)
    with only_one(data):
        check_port(args.host, args.port)
        files = checks.raise_files()
        size = checks.sizes(checks.cores(), files, args.phones, args.accepts, args.streams)
        found = checks.look(settings, connections["default"], args.host, args.public_url, size, args.phones)
        for one in found:
            words = say(f"cli.check.{one.code}", LANG, **one.data)
            print(say("cli.check.stops" if one.stops else "cli.check.warns", LANG, words=words), file=sys.stderr)
        if any(one.stops for one in found):
            raise Refused("serve.checks", 409)
        migrate()
        connections.close_all()  # the children open their own
        supervisor = Supervisor(data, args.host, args.port, args.public_url, size, office=not args.no_office)
        supervisor.prepare(journal=target(), secret=settings.SECRET_KEY)
        supervisor.start_all()
        print(say("cli.carries", LANG, accepts=size.accepts, streams=size.streams, phones=size.carries(files)))
        print(say("cli.serving", LANG, url=args.public_url or f"http://{args.host}:{args.port}"), flush=True)
        try:
            supervisor.watch()
        finally:
            supervisor.stop()
    return 0


def _invite(args: argparse.Namespace) -> int:
    _setup(args.data)
    from diemcau.people.actions import invite_organiser

    migrate()
    print(say("cli.invite.link", LANG, url=args.url.rstrip("/") + invite_organiser(args.name)))
    return 0


def _migrate(args: argparse.Namespace) -> int:
    _setup(args.data)
    migrate()
    return 0


def _verify(args: argparse.Namespace) -> int:
    if args.head and not args.sitting:
        raise Refused("verify.head_alone", 400)
    _setup_kept(args.data)
    from django.conf import settings

    from diemcau.classroom.verifying import Known, verify, verify_store
    from diemcau.journal.log import reader, stream_of

    known = [Known(int(position), link) for position, _, link in (head.partition(":") for head in args.head)]
    bad = 0
    with reader() as store:
        for fault in verify_store(store):
            bad += 1
            print(fault.say(LANG))
        streams = [name for name, _, _ in store.streams() if not args.sitting or name == stream_of(args.sitting)]
        if args.sitting and not streams:
            raise Refused("sitting.unknown", 404)
        for stream in streams:
            faults = list(verify(store, stream, Path(settings.DATA) / "snapshots", known))
            bad += len(faults)
            for fault in faults:
                print(say("cli.verify.bad", LANG, stream=stream, fault=fault.say(LANG)))
            if not faults:
                print(say("cli.verify.good", LANG, stream=stream))
    return 1 if bad else 0


def _backup(args: argparse.Namespace) -> int:
    _setup_kept(args.data)
    from django.conf import settings
    from django.db import connection

    from diemcau.base import clock
    from diemcau.config.backup import back_up, forget

    if connection.vendor == "postgresql":
        raise Refused("backup.postgres", 409)
    made = back_up(Path(settings.DATA), settings.SECRET_KEY, args.to, clock.now())
    if args.keep:
        forget(args.to, args.keep)
    print(say("cli.backup.made", LANG, path=made))
    return 0


def _carry_out(args: argparse.Namespace) -> int:
    _setup_kept(args.data)
    from diemcau.classroom.actions import carry_out

    print(say("cli.carry.written", LANG, commands=carry_out(args.sitting, args.file), path=args.file))
    return 0


def _carry_in(args: argparse.Namespace) -> int:
    os.environ["DIEMCAU_LIVE_URL"] = f"http://127.0.0.1:{args.port}"
    _setup_kept(args.data)
    from diemcau.classroom.actions import carry_in

    taken = carry_in(args.file)
    print(say("cli.carry.taken", LANG, new=taken.new, known=taken.known, conflicts=taken.conflicts))
    return 1 if taken.conflicts else 0


def _demo(args: argparse.Namespace) -> int:
    from diemcau.config.demo import Wish, run

    if args.once and args.out is None:
        raise Refused("demo.no_out", 400)
    data = args.data or Path(os.environ.get("DIEMCAU_DATA", "var")) / "demo"
    host = "0.0.0.0" if args.lan else "127.0.0.1"  # noqa: S104 asked for with --lan
    sites = 0 if args.sites == "all" else int(args.sites)
    return run(
        Wish(
            data,
            host,
            args.port,
            args.seed,
            sites,
            args.learners,
            LANG,
            args.out if args.once else None,
            args.kill_live,
        )
    )


def _rehearse(args: argparse.Namespace) -> int:
    os.environ["DIEMCAU_LIVE_URL"] = f"http://127.0.0.1:{args.port}"
    _setup_kept(args.data)
    from diemcau.config.demo import play
    from diemcau.config.progress import Bar
    from diemcau.planning.queries import course_of
    from diemcau.rehearsal.practice import CODE

    if args.course == CODE:  # it would close the rooms in which people practise today
        raise Refused("rehearsal.practice", 409)
    migrate()
    sittings = course_of(args.course).sittings.order_by("no")
    chosen = list(sittings.filter(no=args.sitting) if args.sitting else sittings)
    if not chosen:
        raise Refused("rehearsal.no_sitting", 404, no=args.sitting)
    bar = Bar(LANG)
    played = [play(sitting, args.seed, args.port, bar) for sitting in chosen]
    return 0 if all(played) else 1


def _practice(args: argparse.Namespace) -> int:
    os.environ["DIEMCAU_LIVE_URL"] = f"http://127.0.0.1:{args.port}"
    _setup_kept(args.data)
    from diemcau.base import clock
    from diemcau.rehearsal.practice import make

    migrate()
    print(say("cli.practice.open", LANG, sites=make(clock.local(clock.now_ms()).date())))
    return 0


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(say("cli.count.bad", LANG))
    return int(text)


def _head(text: str) -> str:
    if not re.fullmatch(r"\d+:[0-9a-f]{8,64}", text):
        raise argparse.ArgumentTypeError(say("cli.verify.head.bad", LANG))
    return text


def _sites(text: str) -> str:
    if text != "all" and not (text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(say("cli.demo.sites.bad", LANG))
    return text


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help=say("cli.serve", LANG))
    serve.add_argument("--host", default="127.0.0.1", help=say("cli.serve.host", LANG))
    serve.add_argument("--port", type=int, default=8000, help=say("cli.port", LANG))
    serve.add_argument("--data", type=Path, help=say("cli.data", LANG))
    serve.add_argument("--public-url", default="", help=say("cli.serve.public_url", LANG))
    serve.add_argument("--phones", type=_count, default=0, help=say("cli.serve.phones", LANG))
    serve.add_argument("--accepts", type=_count, default=0, help=say("cli.serve.accepts", LANG))
    serve.add_argument("--streams", type=_count, default=0, help=say("cli.serve.streams", LANG))
    serve.add_argument("--no-office", action="store_true", help=say("cli.serve.no_office", LANG))
    serve.set_defaults(run=_serve)


def _add_carry(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    carry = commands.add_parser("carry", help=say("cli.carry", LANG))
    ways = carry.add_subparsers(dest="way", metavar=say("cli.command", LANG), required=True)
    out = ways.add_parser("out", help=say("cli.carry.out", LANG))
    out.add_argument("sitting", type=_count, help=say("cli.carry.sitting", LANG))
    out.set_defaults(run=_carry_out)
    into = ways.add_parser("in", help=say("cli.carry.in", LANG))
    into.add_argument("--port", type=int, default=8000, help=say("cli.port", LANG))
    into.set_defaults(run=_carry_in)
    for way in (out, into):
        way.add_argument("file", type=Path, help=say("cli.carry.file", LANG))
        way.add_argument("--data", type=Path, help=say("cli.data", LANG))


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help=say("cli.demo", LANG))
    demo.add_argument("--once", action="store_true", help=say("cli.demo.once", LANG))
    demo.add_argument("--out", type=Path, help=say("cli.demo.out", LANG))
    demo.add_argument("--sites", type=_sites, default="all", help=say("cli.demo.sites", LANG))
    demo.add_argument("--learners", type=int, default=20, help=say("cli.demo.learners", LANG))
    demo.add_argument("--seed", type=int, default=1, help=say("cli.seed", LANG))
    demo.add_argument("--port", type=int, default=8000, help=say("cli.port", LANG))
    demo.add_argument("--lan", action="store_true", help=say("cli.demo.lan", LANG))
    demo.add_argument("--data", type=Path, help=say("cli.data", LANG))
    demo.add_argument("--kill-live", action="store_true", help=say("cli.demo.kill_live", LANG))
    demo.set_defaults(run=_demo)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="diemcau", description=say("cli.about", LANG))
    parser.add_argument("--version", action="version", version=f"diemcau {diemcau.__version__}")
    commands = parser.add_subparsers(dest="command", metavar=say("cli.command", LANG), required=True)

    _add_serve(commands)
    bring = commands.add_parser("migrate", help=say("cli.migrate", LANG))
    bring.add_argument("--data", type=Path, help=say("cli.data", LANG))
    bring.set_defaults(run=_migrate)

    invite = commands.add_parser("invite", help=say("cli.invite", LANG))
    invite.add_argument("name", help=say("cli.invite.name", LANG))
    invite.add_argument("--url", default="http://127.0.0.1:8000", help=say("cli.invite.url", LANG))
    invite.add_argument("--data", type=Path, help=say("cli.data", LANG))
    invite.set_defaults(run=_invite)

    backup = commands.add_parser("backup", help=say("cli.backup", LANG))
    backup.add_argument("to", type=Path, help=say("cli.backup.to", LANG))
    backup.add_argument("--keep", type=_count, default=0, help=say("cli.backup.keep", LANG))
    backup.add_argument("--data", type=Path, help=say("cli.data", LANG))
    backup.set_defaults(run=_backup)

    _add_carry(commands)

    _add_demo(commands)

    rehearse = commands.add_parser("rehearse", help=say("cli.rehearse", LANG))
    rehearse.add_argument("course", help=say("cli.rehearse.course", LANG))
    rehearse.add_argument("--sitting", type=int, default=0, help=say("cli.rehearse.sitting", LANG))
    rehearse.add_argument("--seed", type=int, default=1, help=say("cli.seed", LANG))
    rehearse.add_argument("--port", type=int, default=8000, help=say("cli.port", LANG))
    rehearse.add_argument("--data", type=Path, help=say("cli.data", LANG))
    rehearse.set_defaults(run=_rehearse)

    practice = commands.add_parser("practice", help=say("cli.practice", LANG))
    practice.add_argument("--port", type=int, default=8000, help=say("cli.port", LANG))
    practice.add_argument("--data", type=Path, help=say("cli.data", LANG))
    practice.set_defaults(run=_practice)

    add_programme(commands, LANG, _setup_kept)
    add_roster(commands, LANG)

    verify = commands.add_parser("verify", help=say("cli.verify", LANG))
    verify.add_argument("--sitting", type=int, default=0, help=say("cli.verify.sitting", LANG))
    verify.add_argument("--head", type=_head, action="append", default=[], help=say("cli.verify.head", LANG))
    verify.add_argument("--data", type=Path, help=say("cli.data", LANG))
    verify.set_defaults(run=_verify)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 2 for a refusal, with its words on the error output."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except Refused as refused:
        print(say(f"refused.{refused.code}", LANG, **refused.data), file=sys.stderr)
        return 2
