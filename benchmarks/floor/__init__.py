"""The bare-Django floor: one view, one session, one indexed query with one join, one template; and one create by POST.

What nobody can be faster than on the same tables with the same framework.
"""
