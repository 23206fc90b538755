"""Texts of rooms grouped by likeness: only the process that groups, and papers while they are made, import it."""
