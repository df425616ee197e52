"""The roofline against published measurements: predictions, fit, error ranges and curves."""
