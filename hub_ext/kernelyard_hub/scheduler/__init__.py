"""The scheduler: pure decisions over snapshots (`order`, `admit`, `place`, `explain`), and the loop that acts
on them.
"""
