"""Records settled from the fold of a sitting: who attended, what each site confirmed and decided.

Owns `Settlement` (to which place of the journal), `Record` (a person in a sitting), `SiteRecord` (a site in a
sitting: roll and headcount side by side, never one from the other), `ActivityRecord` (what a site answered) and
`Incident`. What counts as attending is decided in `rules` and printed as an annex of every report.

Never judges a command, never reads a screen, holds no name and no text. Settling again gives the same rows;
late facts come with the next settling.
"""
