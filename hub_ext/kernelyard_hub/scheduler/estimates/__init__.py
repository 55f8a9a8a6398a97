"""When a waiting session starts, pure: over possible `futures`, learned from `lifetimes`."""
