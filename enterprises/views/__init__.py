"""Pages of enterprises, by what they are about."""
