"""Virtual folders: life, files, sharing, trash, copies, snapshots, quotas, and the storage proxies."""
