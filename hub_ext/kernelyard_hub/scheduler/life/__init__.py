"""The life of sessions: its `states`, what agents report (`observe`), what time brings (`sweep`)."""
