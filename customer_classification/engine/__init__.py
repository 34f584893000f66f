"""The classification engine: plain Python that composes SQL, and no models.

A run goes through these files in order: ``windows`` (which days), ``catalogue`` and ``figures`` (what each customer
did), ``decision`` (which rule holds first), ``moves`` (what is written). ``specs`` are the plain values that go in.
"""
