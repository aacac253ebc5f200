"""Forms of accounts, by page: own account, invitations and links, people, set-up of an empty station."""
