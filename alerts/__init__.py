"""The alerts (报): what happened, told once to those who asked."""
