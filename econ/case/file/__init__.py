"""How a case file is read: its tables, the rules they must meet, and the parts of a case that are made of them."""
