"""The scheduler: pure decisions over snapshots (`passes`, `placement`), and the loop that acts on them."""
