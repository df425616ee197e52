"""Draws of what is uncertain, and questions asked of them."""
