"""Idle checks: which sessions nobody uses, by which evidence, and what follows (SCH-032, SCH-047).

`facts` are what is known of a session, `memory` what must be remembered of it, `verdicts` decides (pure);
`loop` reads, has it decided in a thread, writes, and ends. `activity` gathers the signs of life that pass
through this service, `view` tells people.
"""
