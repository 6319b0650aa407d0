"""What people show on a record: their own chronology lines and the panels of "Now"."""
