"""Sessions: creating, running, mounting, executing in them, apps, logs, templates, and their end."""
