# Validation: the roofline beside what was measured.

no-large-misses = No point of the fit is missed by more than a tenth.
