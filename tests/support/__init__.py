"""Tools that tests share: points in the box of assumptions, a tiny case, a driver of the app, and the parity tool."""
