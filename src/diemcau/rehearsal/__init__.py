"""Virtual rooms that play a class against a real server over real HTTP; the demo course.

Refuses to play a course that is not marked as rehearsal.
"""
