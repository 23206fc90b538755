"""The worker process: takes jobs one after another. Jobs of a killed worker are taken up again at start."""

import os

import django
from django.core.management import call_command


def main() -> None:
    """Work until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemcau.config.settings")
    django.setup()
    from diemcau.record.tasks import requeue_lost

    requeue_lost()
    call_command("db_worker", interval=0.5, verbosity=1)


if __name__ == "__main__":
    main()
