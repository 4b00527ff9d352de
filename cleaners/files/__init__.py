"""Files (附件): one reader for each kind of file."""
