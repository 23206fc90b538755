"""The live sitting: registry of kinds, board, turns, accept, streams, the five screens.

Owns nothing in the office's tables. What happens goes into the journal; what people see are views
of the board, which is the fold of the journal.
"""
