"""An outlook in an accountant's terms: statements, identities, ownership, exits."""
