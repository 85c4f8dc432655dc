"""What a person preparing for an interview asks of a graph: pure functions over one index of it."""
