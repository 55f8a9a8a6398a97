"""What lists show of accounts, sessions, folders, agents and images: pages, filters, orders."""
