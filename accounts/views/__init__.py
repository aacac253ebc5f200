"""Pages of accounts, by subject. `locked_out` is called by django-axes."""

from accounts.views.signin import locked_out

__all__ = ["locked_out"]
