"""What would help a session that waits, pure: the smallest change (`remedy`), and who holds what it lacks."""
