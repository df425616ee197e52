"""The engine: runs equations over months and draws. It knows no economics and no quantity by name."""
