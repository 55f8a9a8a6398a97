"""Apps of a session: services that start when somebody wants them (KRN-011 to KRN-029, AGT-025).

`catalog` knows which there are and starts them; `labels` and `definitions` read what an image says about
its own; `intrinsic` are those that every session has, and `terminal`, `ssh` and `notebook` are their
programs. All but the programs is the standard library only, because the runner imports it.
"""
