"""Django's SQLite backend on a safe copy of SQLite; see `diemcau.base.sqlite`."""
