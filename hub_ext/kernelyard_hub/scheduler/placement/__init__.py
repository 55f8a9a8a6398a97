"""Where kernels go, pure: one node (`place`), all nodes (`yard`), what becomes free when (`outlook`)."""
