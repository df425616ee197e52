"""What the tests share: the box of assumptions, a tiny company, the parity tool."""
