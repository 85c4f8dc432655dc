"""The explorer: a graph store in, pages in a browser out; it asks `kg` and nothing else."""
