"""Rules of the extraction: records, each with an example that a test runs, and the functions that apply them."""
