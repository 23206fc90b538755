"""Texts of rooms grouped by likeness: only the process that groups imports what is in here."""
