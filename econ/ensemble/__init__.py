"""Ensembles: any number of futures in constant memory, on one machine or a cluster."""
