"""Every guard of the journal and the turn holds, and catches each bug that is planted for it."""

from typing import Any

import pytest

from tests.classroom import guards
from tests.classroom.planting import REAL, Bug, planted

# Each guard, and the bugs that it must catch.
GUARDS: dict[guards.Guard, tuple[Bug, ...]] = {
    guards.a_repeat_is_answered_before_it_is_judged: (
        Bug(
            "classroom.turns",
            "                if before := known.get(command.id):\n",
            "                self.board.decide(command, sent.who, sent.received_at, lambda _: Text('', ''))\n"
            "                if before := known.get(command.id):\n",
        ),
        Bug(
            "classroom.turns",
            "Receipt(command.text, before.seq, before.late",
            "Receipt(command.text, seq=position",
        ),
    ),
    guards.one_id_is_one_fact_also_in_one_batch: (Bug("classroom.turns", "known[command.id] = accepted", "pass"),),
    guards.one_id_with_two_contents_is_a_conflict_that_is_kept_aside: (
        Bug("classroom.turns", "if before.digest != command.digest:", "if False:"),
        Bug("classroom.turns", "if refused.code in SUSPICIOUS:", 'if refused.code == "subject.foreign":'),
        Bug("journal.store", "return not (self.commands or self.suspects)", "return not self.commands"),
        Bug("journal.rules", "canonical([kind, activity, sender]) + body", "canonical([kind, activity, sender])"),
        Bug("journal.rules", "canonical([kind, activity, sender]) + body", "canonical([kind, activity]) + body"),
    ),
    guards.nothing_is_acknowledged_that_is_not_on_disk_and_nothing_of_it_shows: (
        Bug(
            "journal.store",
            "        except self.broken as error:\n            self.rollback()\n"
            "            raise StoreBroken(str(error)) from error\n        return head\n",
            "        except self.broken as error:\n            self.rollback()\n        return head\n",
        ),
        Bug(
            "classroom.turns",
            "            self.store.append(self.stream, turn, head)\n",
            "            with suppress(StoreBroken):\n                self.store.append(self.stream, turn, head)\n",
        ),
        Bug(
            "classroom.turns",
            "            self.fresh = False\n            with suppress(StoreBroken):  # then the next turn, or the next"
            " view, tries again\n                self.recover()\n            raise",
            "            self.store.reopen()\n            raise",
        ),
    ),
    guards.what_was_kept_though_its_answer_was_lost_is_told_with_the_repeat: (
        Bug(
            "classroom.turns",
            "known = self.store.repeats(self.stream, [sent.command.id for sent in batch if sent.command.id])",
            "known: dict[bytes, Accepted] = {}",
        ),
        Bug("journal.store", '        self._put("journal_command", LINK, rows)\n', ""),
    ),
    guards.who_follows_is_told_what_he_missed_while_the_store_was_gone: (
        Bug("classroom.fold", "if fact.seq > self.told:", "if False:"),
        Bug(
            "classroom.fold", "topics, self.untold, self.told = self.untold,", "topics, self.untold, self.told = set(),"
        ),
        Bug(
            "classroom.fold", "self.untold, set(), self.board.position", "self.untold, self.untold, self.board.position"
        ),
        Bug(
            "classroom.fold",
            "            self.fresh = False\n            raise\n        topics,",
            "            raise\n        topics,",
        ),
    ),
    guards.words_that_were_erased_while_the_store_was_gone_are_told_of: (
        Bug(
            "classroom.fold",
            "        self.words = {}\n        self.board = ",
            "        self.erased = self.store.standing(self.stream)[2]\n        self.board = ",
        ),
    ),
    guards.erased_words_are_forgotten_by_who_follows: (
        Bug("classroom.fold", "            self.words.pop(text, None)\n", ""),
        Bug("classroom.fold", "self.board.reach.moved_all = self.board.position + 1", "pass"),
        Bug(
            "classroom.fold",
            "            self.untold |= self.board.reach.topics(READERS",
            "            (self.board.reach.topics)(READERS",
        ),
        Bug("classroom.fold", "            if erased > self.erased:\n", "            if erased > self.erased + 1:\n"),
        Bug("classroom.fold", "        self.erased = erased\n", ""),
        Bug(
            "journal.store",
            "UPDATE journal_stream SET erased = erased + 1",
            "UPDATE journal_stream SET erased = erased",
        ),
    ),
    guards.a_commit_waits_for_the_disk: (
        Bug("journal.reading", "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"),
        Bug("journal.reading", "PRAGMA journal_mode=WAL", "PRAGMA journal_mode=DELETE"),
        Bug("journal.reading", "-c synchronous_commit=on", ""),
    ),
    guards.a_stream_has_one_turn_at_a_time: (
        Bug("journal.store", '"BEGIN IMMEDIATE"', '"BEGIN"'),
        Bug("journal.store", '" FOR UPDATE" if self.postgres', '"" if self.postgres'),
    ),
    guards.a_rewritten_command_breaks_the_chain_after_it: (
        Bug("journal.rules", "        previous + _encode(", "        _encode("),
        Bug("journal.chain", "made = link(self.chain, here", "made = link(GENESIS, here"),
        Bug("journal.chain", "self.chain = here.link", "self.chain = link(self.chain, here.command, facts)"),
        Bug("journal.chain", "yield fault if sure else", "yield fault if not sure else"),
    ),
    guards.a_changed_column_is_found: (
        *(
            Bug("journal.rules", "command.late, facts)", f"command.late, [{columns} for f in facts])")
            for columns in (
                "f.body",
                "(f.seq, f.actor, f.device, f.subject, f.at, f.claimed_at, f.received_at, f.late)",
                "(f.seq, f.actor, f.device, f.subject, f.at, f.claimed_at, f.late, f.body)",
            )
        ),
        Bug("journal.rules", "_encode((command.command_id, command.digest, ", "_encode((command.command_id, "),
        Bug("journal.rules", "_encode((command.command_id, command.digest, ", "_encode((command.digest, "),
        Bug("journal.rules", "command.seq, command.late, facts", "command.seq, facts"),
        Bug("journal.chain", "        if len(facts) != here.command.facts and", "        if False and"),
        Bug("journal.chain", "        if made == here.link:\n", "        if made:\n"),
    ),
    guards.a_removed_fact_and_one_put_in_are_found: (
        Bug("journal.chain", "            missing.append(self.seq)\n", ""),
        Bug("journal.chain", "        while self.fact is not None:\n", "        while False:\n"),
        Bug("journal.chain", "            if here.no != self.no + 1:\n", "            if not here.no:\n"),
        Bug("journal.chain", "        if self.head.commands > self.no:\n", "        if False:\n"),
        Bug("journal.chain", "        if self.head.position > self.seq:\n", "        if False:\n"),
        Bug(
            "journal.chain",
            "elif self.head != Head(self.seq, self.no, self.chain)",
            "elif self.head.position != self.seq",
        ),
    ),
    guards.the_walk_along_the_chain_sees_one_moment: (
        Bug("journal.log", "    with store.one_moment():\n", "    if True:\n"),
        Bug("journal.reading", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "BEGIN READ ONLY"),
    ),
    guards.a_fact_holds_no_free_text: (
        Bug("classroom.turns", "return Text(texts[-1][0], text_digest(salt, words))", "return Text(words, '')"),
        Bug("classroom.turns", "turn.texts += texts", "pass"),
    ),
    guards.equal_words_cannot_be_told_from_their_digests: (
        Bug("journal.rules", "return hmac.new(salt, ", "return hmac.new(b'', "),
        Bug("classroom.turns", "secrets.token_bytes(16)", "bytes(16)"),
    ),
    guards.nobody_speaks_for_another: (
        Bug(
            "classroom.board",
            "if (site and site != who.site) or (seat and seat != who.seat):",
            "if site and site != who.site:",
        ),
        Bug(
            "classroom.board",
            "if (site and site != who.site) or (seat and seat != who.seat):",
            "if seat and seat != who.seat:",
        ),
        Bug("classroom.board", "if seat not in self.places.seats:", "if False:"),
        Bug("classroom.board", "if site and site not in self.places.sites:", "if False:"),
        Bug("classroom.board", "if who.site and site != who.site:", "if False:"),
        Bug("classroom.board", "if seat and self.places.seats[seat].site != site:", "if False:"),
        Bug("classroom.board", "if who.province and site and self.places", "if False and self.places"),
    ),
    guards.a_role_sends_only_what_is_its_own: (
        Bug("classroom.board", "if who.role not in way.rule.roles:", "if not way.rule.roles:"),
    ),
    guards.a_command_that_breaks_does_not_stop_the_others: (
        Bug(
            "classroom.turns",
            "Exception as fault:\n            log.exception(BROKEN, sent.command.kind)\n            raise Refused",
            "StoreBroken as fault:\n            log.exception(BROKEN, sent.command.kind)\n            raise Refused",
        ),
        Bug("classroom.turns", "        check_columns(fact)\n", ""),
        Bug("classroom.board", "if not CLAIMED_FROM <= command.claimed_at <= CLAIMED_TO:", "if False:"),
    ),
    guards.an_act_after_the_close_is_kept_and_marked: (
        Bug("classroom.board", 'act and sitting.phase == "closed"', "False"),
        Bug("classroom.board", "            command.claimed_at or at,\n", "            at,\n"),
    ),
    guards.two_nodes_fold_each_other_s_facts_first: (
        Bug(
            "classroom.turns",
            "            self.board.fold(fact)\n        return head",
            "            pass\n        return head",
        ),
    ),
    guards.a_reader_cannot_write: (
        Bug("journal.reading", 'mode = "ro" if', 'mode = "rw" if'),
        Bug("journal.reading", "-c default_transaction_read_only=on", "-c default_transaction_read_only=off"),
    ),
    guards.a_plan_is_what_its_digest_says: (
        Bug("journal.reading", "if sha256(body).hexdigest() != digest:", "if not digest:"),
    ),
    guards.a_revocation_stays: (Bug("journal.store", " WHERE excluded.epoch > journal_revocation.epoch", ""),),
    guards.a_code_lives_for_35_seconds_in_its_own_room: (
        Bug("classroom.codes", "ALIVE_MS = 35_000", "ALIVE_MS = 60_000"),
        Bug("classroom.codes", "ALIVE_MS = 35_000", "ALIVE_MS = 30_000"),
        Bug("classroom.codes", 'f"{sitting}/{site}/{number}"', 'f"{sitting}/{number}"'),
        Bug("classroom.codes", 'f"{sitting}/{site}/{number}"', 'f"{site}/{number}"'),
    ),
}
ONLY_SQLITE = ("PRAGMA", '"BEGIN IMMEDIATE"', 'mode = "ro"')
ONLY_POSTGRES = ("synchronous_commit", "FOR UPDATE", "ISOLATION", "read_only")


def name_of(value: Any) -> str:
    return value.__name__ if callable(value) else str(value)


@pytest.mark.parametrize("guard", GUARDS, ids=name_of)
def test_guard(guard: guards.Guard, journal: str) -> None:
    ground = guards.Ground(REAL, journal)
    guard(ground)
    ground.close()


@pytest.mark.parametrize(
    ("guard", "bug"),
    [
        pytest.param(guard, bug, id=f"{guard.__name__}-{place}")
        for guard, bugs in GUARDS.items()
        for place, bug in enumerate(bugs)
    ],
)
def test_guard_catches_a_planted_bug(guard: guards.Guard, bug: Bug, journal: str) -> None:
    elsewhere = ONLY_SQLITE if journal.startswith("postgres") else ONLY_POSTGRES
    if bug.good.startswith(elsewhere) or any(word in bug.good for word in elsewhere):
        pytest.skip("a bug of the other store")
    ground = guards.Ground(planted(bug), journal)
    with pytest.raises(AssertionError):
        guard(ground)
    ground.close()
