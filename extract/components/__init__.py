"""Components of the spaCy pipeline; extract/pipeline.py lists them in order."""
