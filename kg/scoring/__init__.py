"""How right a graph is: a graph and annotations by hand (JSONL) come in, precision, recall and faults go out."""
