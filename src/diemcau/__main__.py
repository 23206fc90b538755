"""`python -m diemcau`: the same as the command `diemcau`."""

from diemcau.config.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
