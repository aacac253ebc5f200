"""Pages of licence assistance."""
