"""Pass 1, the bank's own terms: questions and a lexicon come in, new concepts and names of known ones go out."""

from extract.discovery.terms import Discovery, discover

__all__ = ["Discovery", "discover"]
