"""Courses: sittings, items, sites, enrolments, addresses. Owns who meets where, when and about what.

It freezes a *plan* for each sitting; from then on the classroom reads only that.
"""
