"""The figure kit: constant specifications, and the data they are drawn from."""
