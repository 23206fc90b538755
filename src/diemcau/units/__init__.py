"""The tree of units: centre, provinces, communes; each with its versions in time; former units; scopes.

Owns what a unit is called on a day, what it belongs to, and which unit of today took a former one over.
Never knows who works there or what happens there. Units are public: no scope guards them.

Words: a *unit* is a code that lives as long as the unit; a *version* is its kind, name and parent over a span of
days; a *former unit* is a commune of the time before 1/7/2025; a *scope* is the part of the tree that somebody may see.
"""
