"""Records settled from the fold of a sitting: who attended, what each site confirmed and decided.

Owns `Settlement` (to which place of the journal), `Record` (a person in a sitting), `SiteRecord` (a site in a
sitting: roll and headcount side by side, never one from the other), `ActivityRecord` (what a site answered) and
`Incident`; `MarksRecord` (what a person knew in a test), `Paper` (a bài thu hoạch and what was said of it), and in a
settlement the summaries of tests, surveys and papers. What counts as attending is decided in `rules` and printed as an
annex of every report; intervals, gain and what is hidden stand beside it.

Never judges a command, never reads a screen, holds no name and no text. Settling again gives the same rows;
late facts come with the next settling.
"""
