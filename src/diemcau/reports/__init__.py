"""Official papers: one file a report. Reads everything else, writes only its own snapshots."""
