"""The page (页面): from the bytes of a web page to its body, its fields and what was cut."""
