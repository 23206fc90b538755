"""`Refused`: the one way in which this software says no."""

from typing import Any


class Refused(Exception):
    """A command, a file or a form that cannot be taken, with what a person needs to know.

    `code` is stable ("poll.closed"); its words stand in a `words.json` under
    "refused.<code>", in Vietnamese and English, with `data` as their fields.
    `status` is the HTTP status of the answer (400, 401, 403, 404, 409, 413, 429).
    """

    def __init__(self, code: str, status: int = 400, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.data = data
