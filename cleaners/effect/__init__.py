"""Effect (效力): from when until when a document applies, and what it does to others."""
