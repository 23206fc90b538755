"""The timetable of a course as values: what it says, what is wrong with it, how two releases of it differ."""
