"""Recognition (认定): what notices announce about programmes, for how long, by when, and how many."""
