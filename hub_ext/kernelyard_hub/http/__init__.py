"""What every route of the service shares: who is asking, whether they may, how requests are read and
errors said.
"""
