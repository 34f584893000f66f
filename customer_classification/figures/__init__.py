"""What each customer did: sources of documents, windows, the catalogue of measures, scores."""

from . import measures, scheme_scores
