"""Writing a letter, and reading a colleague's before it goes."""
