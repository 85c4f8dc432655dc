"""The knowledge graph of a question bank: model, stores, study questions, command line."""

__version__ = "0.1.0"
