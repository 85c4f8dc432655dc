"""Extraction: from Markdown banks to a knowledge graph of their concepts, without a trained model."""

from extract.assemble import build
from extract.survey import survey

__all__ = ["build", "survey"]
