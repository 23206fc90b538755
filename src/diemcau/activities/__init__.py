"""Every kind of thing that can happen live, pure Python, one folder a kind.

To add a kind: one folder with `content.py`, `rules.py`, `screen.js`, `words.json`, and its word in `registry.NAMES`.
"""
