"""What to show: each module turns values into a table or a page, and writes nothing."""
