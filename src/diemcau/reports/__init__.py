"""Official papers: one file a report. Reads everything else, writes only its own snapshots.

`ground` reads a course once, `queries` counts numbers by place, `figures` sums them for a level and checks that
levels add up. A report is a `paper` built by its own module (`course_report`, `news`, `quick`) from words and
figures; every number on it bears the key of its figure, and `pages` opens a key down to its rows (`leaves`).
`figures` are equal for equal facts; what depends on the hour is kept apart under `run`.

Never composes praise or judgement, never ranks, never fills in number, date, signer or seal.
"""
