"""Pages of the room: courses, sites, ways in."""
