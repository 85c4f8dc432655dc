"""The parts of the bank reader: files, pages, layouts, outline, lists, the choice of titles, and the cut of answers."""
