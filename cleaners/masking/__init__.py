"""What of a person is never printed (遮盖): acts on what leaves the program; what is stored stays whole."""
