"""The official document (公文): its header, its parts, who issued it, and what kind of document it is."""
