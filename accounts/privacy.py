"""The privacy notice (DOMAIN §12.2) and its version, which is kept with the account that accepted it."""

VERSION = "2026-11"
