"""The standing nets: they find new pages, models and declarations by themselves."""
