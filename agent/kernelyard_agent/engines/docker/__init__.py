"""The docker engine: a session is a container without ports, kept from others by the kernel's means.

Start reading at `engine`; `config` says what a container is made of, `settings` what a node decides.
"""
