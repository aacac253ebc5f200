"""Excel out and in: what a list shows as a workbook, and a workbook as rows (FEATURES 15.1, 15.2).

sheets.py       a workbook written row by row: dates as dates, no formula
outgoing.py     the columns and rows of a list page
jobs.py         exports and imports that a worker does, each once
views.py        the pages
"""
