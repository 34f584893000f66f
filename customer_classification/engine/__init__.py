"""The former address of the catalogue, for other addons; gone in the next version."""
