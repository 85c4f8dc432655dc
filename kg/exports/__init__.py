"""A graph or a study document in, text of some format out."""
