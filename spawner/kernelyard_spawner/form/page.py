"""The HTML of the spawn page. Everything that a user or admin has named is escaped by the template."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kernelyard_hub.client import Refused, ServiceUnreachable
from kernelyard_hub.protocol import SpawnForm, SpawnOptions

from ..options import OptionError
from .view import make_view

_HERE = Path(__file__).parent


async def spawn_form(spawner: Any) -> str:
    """The form for one user; a page that says what is wrong when the service cannot be asked."""
    try:
        # The page may be the first thing that somebody who has just logged in at the Hub sees of us.
        await spawner.client.ensure_user(await spawner.account())
        form = spawner.offered(await spawner.client.form(spawner.user.name))
    except ServiceUnreachable as error:
        spawner.log.warning("No spawn page for %s: %s", spawner.user.name, error)
        return render_problem("Kernelyard's service does not answer, so nothing can be started now.")
    except Refused as refusal:
        spawner.log.warning("No spawn page for %s: %s", spawner.user.name, refusal)
        return render_problem(refusal.message)
    return render(form, last_options(spawner))


def last_options(spawner: Any) -> SpawnOptions:
    """What the user chose last time; nothing when that is not understood any more."""
    stored = spawner.orm_spawner.user_options if spawner.orm_spawner is not None else None
    try:
        options: SpawnOptions = spawner.options_of(stored or {})
        return options
    except OptionError:
        return SpawnOptions()


def render(form: SpawnForm, last: SpawnOptions) -> str:
    return _template("form.html").render(
        view=make_view(form, last),
        # These two are files of ours, not text of anybody's.
        style=Markup(_file("form.css")),  # noqa: S704
        script=Markup(_file("form.js")),  # noqa: S704
    )


def render_problem(message: str) -> str:
    return _template("problem.html").render(message=message)


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(name)


@cache
def _file(name: str) -> str:
    return (_HERE / name).read_text()
