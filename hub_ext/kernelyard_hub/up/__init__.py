"""``kernelyard up``: one small supervisor that runs a whole site on this machine.

Start reading at `supervisor`; `programs` says what is run, `layout` where everything lies.
"""
