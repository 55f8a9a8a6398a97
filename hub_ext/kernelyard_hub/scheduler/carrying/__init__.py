"""Agents are called until their answers match the database (`carry`), many calls at once (`lines`)."""
