"""How large the faults are: small with every build, large by the environment.

TEST_KILLS=1000        kill -9 of processes of a node (20)
TEST_DATABASE_KILLS    kill -9 and immediate restarts of a PostgreSQL server (5)
TEST_CALLS             calls to the disk that fail, spread over the kinds of calls (32)
TEST_CUTS              answers that are cut off between commit and receipt (12)
TEST_CLOCKS            phones with a wrong clock (200)
TEST_EXAMPLES          requests made up by the property tests, for each of them (150)
TEST_STREAMS           streams that nobody reads from (2000)
TEST_LORIS             connections that say nothing or half of something (1000)
TEST_WAITING           facts in an outbox that is drained over a weak line (200)
TEST_SEED              of all chance here (1); a failure names it

A test that any of these makes larger may take an hour, not five minutes: 1,000 kills take a quarter of one.
"""

import os

LARGE_SECONDS = 3600
is_large = any(name.startswith("TEST_") and name != "TEST_SEED" for name in os.environ)


def _size(name: str, small: int) -> int:
    return int(os.environ.get(name, small))


KILLS = _size("TEST_KILLS", 20)
DATABASE_KILLS = _size("TEST_DATABASE_KILLS", 5)
CALLS = _size("TEST_CALLS", 32)
CUTS = _size("TEST_CUTS", 12)
CLOCKS = _size("TEST_CLOCKS", 200)
EXAMPLES = _size("TEST_EXAMPLES", 150)
STREAMS = _size("TEST_STREAMS", 2000)
LORIS = _size("TEST_LORIS", 1000)
WAITING = _size("TEST_WAITING", 200)
SEED = _size("TEST_SEED", 1)
