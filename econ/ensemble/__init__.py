"""Any number of futures in constant memory, in blocks, on one machine or a cluster."""
