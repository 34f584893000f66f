"""The one way into the assignments for sets: moves are written, carried out, proposed and applied later."""
