"""The wiring of the station: settings, addresses, jobs, health. Holds no business.

Nothing is imported here: the launcher runs from this package before anything is installed.
"""
