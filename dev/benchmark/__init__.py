"""What `make bench` measures: the addon against the fewest hand-written statements that do the same, in one run."""
