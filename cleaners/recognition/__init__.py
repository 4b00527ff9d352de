"""Recognition (认定): what notices announce of programmes and their holders, and what follows on a day."""
