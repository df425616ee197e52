"""One company's file: read it, check it, make scenarios of it."""
