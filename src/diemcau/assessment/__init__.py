"""Records settled from the fold of a sitting: who attended, what each site confirmed and decided.

Settling again gives the same rows.
"""
