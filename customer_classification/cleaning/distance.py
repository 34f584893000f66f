"""How many slips lie between two texts; the package that counts them is optional for the rest of the addon."""

try:
    from rapidfuzz.distance.OSA import distance
except ImportError:
    distance = None


def is_there() -> bool:
    return distance is not None
