"""What is taught: topics, situations, questions, slides, open slots; drafts and frozen releases.

A programme travels as a folder of readable files; import and export are exact inverses.
"""
