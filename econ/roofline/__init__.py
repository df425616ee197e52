"""The cost curves against the world: measurements, fit, error ranges."""
