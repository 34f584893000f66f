"""The one way into the assignments for sets: moves are written, carried out, foreseen and applied later.

In: a table of decisions or choices. Out: changes and assignments, and what follows them by the registry.
Its files hold no models; it knows no runs and no pages.
"""
