"""A node on another machine than the hub service: how it joins, proves who it is, and keeps that up.

Start reading at `identity`: what a node has once it has joined. `join` gets it, `renewal` keeps it fresh,
`check` says what is wrong with it, `volumes` looks whether the site's file systems are really mounted.
"""
