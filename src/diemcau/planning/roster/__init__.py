"""Rosters as they really come: a messy sheet becomes rows that are ready, repaired, asked about or refused.

`checking.check` is the door. `rules/` reads and decides and knows neither files nor clocks; the other modules open the
file in a child process with limits, tell what was found, and give the sheet back.
"""
