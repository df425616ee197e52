"""Reading of a case file: its tables, the rules they must meet, and the parts of a case made from them."""
