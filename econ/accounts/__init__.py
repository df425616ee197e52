"""An outlook read in an accountant's terms: statements, identities, ownership, exits."""
