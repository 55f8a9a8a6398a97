"""Tests, and what they share: `parts`, `running_site`, `feature_marks`, `features`."""
