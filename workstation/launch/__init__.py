"""Sets the station up and runs it: `make run`, `make test` and the chores around them.

`__main__` must parse on an old Python, so that it can say in one sentence which one is needed; everything
else may use what Python 3.11 offers. Nothing is imported here.
"""
