"""The knowledge graph of a question bank: model, stores, study questions, command line."""
