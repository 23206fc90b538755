"""What a timetable holds and how it is judged. Pure: values in, values out."""
