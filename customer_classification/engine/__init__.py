"""The classification engine: plain Python that composes SQL, and no models.

A run goes through these files in order: ``windows`` (which days), ``catalogue``, ``sources``, ``measures`` and
``figures`` (what each customer did), ``decision`` (which rule holds first), ``moves`` and ``assignments`` (what is
written), ``attributes`` (what is known of those who move). ``specs`` are the plain values that go in.
"""

from . import measures
