"""The spawn page: what may be started, told by the service's dry run, as an HTML form."""

from .page import spawn_form

__all__ = ["spawn_form"]
