"""A file per report, which computes its dataset, and what several of them share."""
