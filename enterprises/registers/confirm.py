"""Rows of a section that are said to be still true, all at once."""

from enterprises.registers.register import of_section


def confirm_rows(enterprise, section, by, on):
    """All rows of a section are still true, in the caller's act; one statement for each of its registers."""
    for register in of_section(section):
        rows = register.in_section(register.model.objects.filter(enterprise=enterprise).live(), section)
        rows.update(confirmed_on=on, confirmed_by=by)
