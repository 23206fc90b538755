"""How a roster is read: pure decisions from cells to persons, repairs and questions.

Nothing here knows a file, a clock or a database. The order of the work is told in `sheet.py`.
"""
