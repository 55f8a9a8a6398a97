"""What passes saw and decided: as lines (`record`), in files (`recorder`), computed again (`replay`)."""
