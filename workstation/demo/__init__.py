"""The demo park: the first year of the Lushan station as the article tells it, and a live layer around today."""
