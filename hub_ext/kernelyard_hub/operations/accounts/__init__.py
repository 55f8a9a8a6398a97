"""Accounts: users, keypairs, projects, domains, policies, logins, and who acts for whom."""
