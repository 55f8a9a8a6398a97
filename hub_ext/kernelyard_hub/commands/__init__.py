"""Subcommands of ``kernelyard`` that are more than a few lines."""
