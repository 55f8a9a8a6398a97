"""Login with Kernelyard's own accounts: the service checks the password, the Hub learns name and admin
flag."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from tornado import web
from traitlets import Bool, Unicode

from .client import HubServiceClient, Refused, ServiceUnreachable
from .protocol import Login

TOO_LONG = 1024
"""Characters beyond which a password is not worth hashing."""


class KernelyardAuthenticator(Authenticator):  # type: ignore[misc]
    """Checks username (or e-mail address) and password against the platform's accounts.

    Whoever has an active platform account may log in; there is no default password and no account by default.
    """

    service_url = Unicode(
        "http://127.0.0.1:8081/services/kernelyard",
        help="The hub service's own address with its prefix, past the proxy.",
    ).tag(config=True)
    secret_file = Unicode(help="File with the Hub's secret for the service (`hub.token`, mode 0600).").tag(
        config=True
    )
    allow_all = Bool(True, help="Everybody with an active platform account may log in.").tag(config=True)

    _client: HubServiceClient | None = None

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """The user's name and admin flag; None when name or password is wrong.

        Raises 503 when the service cannot be asked: that is not the person's fault, and the page says so.
        """
        username, password = data.get("username", "").strip(), data.get("password", "")
        if not username or not password or len(password) > TOO_LONG or len(username) > TOO_LONG:
            return None
        try:
            result = await self._service().authenticate(Login(username=username, password=password))
        except ServiceUnreachable as error:
            self.log.error("Nobody can log in: the service does not answer (%s)", error)
            raise web.HTTPError(
                503,
                "No password can be checked: Kernelyard's service does not answer. Try again in a minute.",
            ) from error
        except Refused as refusal:
            self.log.error("The service refused to check a password: %s %s", refusal.status, refusal.message)
            raise web.HTTPError(503, "The password could not be checked. Tell an admin.") from refusal
        if not result.ok or not result.username:
            return None
        return {"name": result.username, "admin": result.admin}

    def _service(self) -> HubServiceClient:
        if self._client is None:
            self._client = HubServiceClient(self.service_url, Path(self.secret_file).read_text().strip())
        return self._client
