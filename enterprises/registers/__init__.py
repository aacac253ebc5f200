"""The registers of the quality archive: what there is to fill in, and what follows from it (DOMAIN §2)."""

from enterprises.registers import of_products, of_records, of_things
from enterprises.registers.register import REGISTERS, Dated, Group, Register, of_section

__all__ = ["REGISTERS", "Dated", "Group", "Register", "of_products", "of_records", "of_section", "of_things"]
