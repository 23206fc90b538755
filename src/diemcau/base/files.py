"""Files of the data folder: there whole or not at all, and for this process's user alone."""

import os
import tempfile
from pathlib import Path


def put(path: Path, data: bytes) -> None:
    """Write a file, or another content for one; its folders are made. Whoever reads meanwhile sees the old one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, coming = tempfile.mkstemp(dir=path.parent)  # made with 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(coming).replace(path)
    except BaseException:
        Path(coming).unlink(missing_ok=True)
        raise
