"""Every refusal that the agent answers, as RFC 7807 problem documents. The docstring is the title.

AgentProblem             500 internal-error
├── BadRequest           400 bad-request
├── NoSuchRun            400 no-such-run
├── Unauthorized         401 unauthorized
├── NoSuchKernel         404 no-such-kernel
├── NoSuchService        404 no-such-service
├── WrongProtocol        409 wrong-protocol
├── StaleEpoch           409 stale-epoch
├── StaleGeneration      409 stale-generation
├── NotRunning           409 not-running
├── Refused              422 refused
├── ServiceSilent        502 service-silent
├── Stopping             503 stopping
└── RunnerSilent         504 runner-silent
"""

from __future__ import annotations

from typing import Any, ClassVar

PROBLEMS = "https://kernelyard.invalid/probs/agent/"


class AgentProblem(Exception):
    """The agent failed to carry out the request."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"

    def __init__(self, detail: str = "") -> None:
        self.title = (type(self).__doc__ or "").strip()
        self.detail = detail
        super().__init__(f"{self.title} {detail}".strip())

    def problem(self) -> dict[str, Any]:
        """The document; ``detail`` is safe to show to users."""
        document: dict[str, Any] = {"type": PROBLEMS + self.code, "title": self.title, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        return document


class BadRequest(AgentProblem):
    """The request is not as the agent's protocol wants it."""

    status = 400
    code = "bad-request"


class Unauthorized(AgentProblem):
    """The agent's secret is missing or wrong."""

    status = 401
    code = "unauthorized"


class NoSuchKernel(AgentProblem):
    """There is no such kernel on this node."""

    status = 404
    code = "no-such-kernel"


class NoSuchService(AgentProblem):
    """There is no such service in this session."""

    status = 404
    code = "no-such-service"


class NoSuchRun(AgentProblem):
    """There is no such run in this session."""

    status = 400
    code = "no-such-run"


class WrongProtocol(AgentProblem):
    """Agent and hub service speak different versions of their protocol."""

    status = 409
    code = "wrong-protocol"


class StaleEpoch(AgentProblem):
    """Another scheduler has taken over: this epoch is over."""

    status = 409
    code = "stale-epoch"


class StaleGeneration(AgentProblem):
    """The kernel has been started anew since."""

    status = 409
    code = "stale-generation"


class NotRunning(AgentProblem):
    """The kernel is not running."""

    status = 409
    code = "not-running"


class Refused(AgentProblem):
    """This node's engine cannot start the kernel as asked."""

    status = 422
    code = "refused"


class ServiceSilent(AgentProblem):
    """The service does not answer."""

    status = 502
    code = "service-silent"


class Stopping(AgentProblem):
    """The agent is stopping."""

    status = 503
    code = "stopping"


class RunnerSilent(AgentProblem):
    """The session does not answer."""

    status = 504
    code = "runner-silent"
