"""The part of the agent that runs inside a session: ``python -m kernelyard_agent.runner``.

Its core is the standard library only, so that it starts in a tenth of a second in any Python of 3.11 or
newer; `execution` imports jupyter_client when the first run is near.
"""
