"""What `make` runs before anything of Kernelyard is installed. Standard library only; any Python ≥ 3.9 can
start it."""
