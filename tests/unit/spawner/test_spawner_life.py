"""`KernelyardSpawner` against a fake service: start, cancel, poll, stop, state, progress."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest
from jupyterhub.spawner import SpawnException
from spawner_fakes import URL, FakeService, FakeUser

from kernelyard_hub import protocol as p
from kernelyard_hub.client import Refused, ServiceUnreachable
from kernelyard_spawner import KernelyardSpawner

Make = Callable[..., KernelyardSpawner]


async def until(done: Callable[[], bool]) -> None:
    """Let other tasks run until something holds."""
    async with asyncio.timeout(20):
        while not done():
            await asyncio.sleep(0)


async def spawn(spawner: KernelyardSpawner, options: dict[str, Any] | None = None) -> str:
    """What `jupyterhub.user.User.spawn` does with a spawner, in its order."""
    spawner.user_options = options or {}
    spawner.clear_state()
    spawner.api_token = "the-token"
    await spawner._run_apply_user_options(spawner.user_options)
    url: str = await spawner.start()
    return url


async def pending(spawner: KernelyardSpawner, service: FakeService, **options: Any) -> asyncio.Task[str]:
    """A spawn that waits in the queue."""
    before = len(service.said("watch"))
    task = asyncio.create_task(spawn(spawner, options))
    await until(lambda: task.done() or len(service.said("watch")) > before)
    return task


async def test_a_spawn_returns_where_the_notebook_answers(make_spawner: Make, service: FakeService) -> None:
    spawner = make_spawner(user=FakeUser("ann", {"email": "ann@example.org"}))
    task = await pending(spawner, service, preset="small", mounts=["data"])
    session_id = next(iter(service.statuses))
    service.tell(session_id, status="RUNNING", ready=True, url=URL)
    assert await task == URL
    assert service.said("ensure_user") == [p.HubUser(username="ann", email="ann@example.org")]
    request = service.requests[0]
    assert request.options == p.SpawnOptions(preset="small", mounts=["data"])
    assert request.argv[0] == "jupyterhub-singleuser"
    assert request.ready_path == "/user/ann/api"
    assert spawner.get_state() == {"session_id": str(session_id), "owner": "ann"}
    assert await spawner.poll() is None


async def test_credentials_travel_beside_the_environment(make_spawner: Make, service: FakeService) -> None:
    configured = {"GREETING": "hello", "DB_PASSWORD": "hidden", "AWS_SECRET_ACCESS_KEY": "k"}
    spawner = make_spawner(environment=configured)
    task = await pending(spawner, service)
    service.tell(next(iter(service.statuses)), ready=True, url=URL)
    await task
    request = service.requests[0]
    assert request.secrets["JUPYTERHUB_API_TOKEN"] == request.secrets["JPY_API_TOKEN"] == "the-token"
    assert {"DB_PASSWORD", "AWS_SECRET_ACCESS_KEY"} <= set(request.secrets)
    assert request.environ["GREETING"] == "hello"
    assert request.environ["JUPYTERHUB_SERVICE_PREFIX"] == "/user/ann/"
    assert "the-token" not in repr(request)
    assert "the-token" not in str(request.environ) + str(request.argv)


async def test_a_failed_gpu_spawn_leaves_nothing_in_the_next_one(
    make_spawner: Make, service: FakeService
) -> None:
    """R08."""
    spawner = make_spawner()
    task = await pending(spawner, service, resources={"cuda.shares": "1"}, mounts=["data"], image="cuda")
    service.tell(next(iter(service.statuses)), ended=True, message="The GPU is gone.")
    with pytest.raises(SpawnException):
        await task
    task = await pending(spawner, service)
    service.tell(service.servers["ann", ""], ready=True, url=URL)
    await task
    assert service.requests[1].options == p.SpawnOptions()
    assert service.requests[1].environ == service.requests[0].environ
    assert "cuda" not in service.requests[1].model_dump_json()


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused(412, "over-limit", "You may run 2 sessions."), 412),
        (Refused(404, "object-not-found", "There is no preset 'x'."), 404),
        (Refused(401, "auth-failed", "bad secret"), 503),
        (Refused(503, "service-unavailable", "An agent does not answer."), 503),
    ],
)
async def test_a_refusal_is_a_sentence_and_a_status(
    make_spawner: Make, service: FakeService, refusal: Refused, status: int
) -> None:
    service.refusal = refusal
    with pytest.raises(SpawnException) as caught:
        await spawn(make_spawner())
    assert caught.value.status_code == status
    if status != 503:
        assert caught.value.message == caught.value.jupyterhub_message == refusal.message


async def test_bad_options_are_refused_before_the_service_hears_of_them(
    make_spawner: Make, service: FakeService
) -> None:
    with pytest.raises(SpawnException, match="volumes"):
        await spawn(make_spawner(), {"volumes": {"/": "/"}})
    assert service.calls == []


async def test_a_session_that_ends_while_waiting_says_why(make_spawner: Make, service: FakeService) -> None:
    task = await pending(make_spawner(), service)
    service.tell(next(iter(service.statuses)), ended=True, message="The queue is closed.", rejected="policy")
    with pytest.raises(SpawnException) as caught:
        await task
    assert (caught.value.status_code, caught.value.message) == (409, "The queue is closed.")


async def test_a_cut_watch_goes_on_where_it_was(make_spawner: Make, service: FakeService) -> None:
    task = await pending(make_spawner(), service)
    service.changes.put_nowait(ServiceUnreachable("cut"))
    await until(lambda: len(service.said("watch")) > 1)
    service.tell(next(iter(service.statuses)), ready=True, url=URL)
    assert await task == URL
    assert len(service.requests) == 1


async def test_cancel_sends_nothing_and_stop_ends_the_session(
    make_spawner: Make, service: FakeService
) -> None:
    spawner = make_spawner()
    task = await pending(spawner, service)
    calls = len(service.calls)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(service.calls) == calls
    assert await spawner.poll() is None, "the Hub only stops what polls as running"
    await spawner.stop()
    assert service.said("end_session") == [next(iter(service.statuses))]
    assert await spawner.poll() == 0


async def test_a_start_that_the_hub_cancels_and_forgets_to_stop_is_stopped(
    make_spawner: Make, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy Hub answers 500 to the stop, and would show a server that waits as running."""
    monkeypatch.setattr("kernelyard_spawner.spawner.LOOK_AGAIN", 0.001)
    stopped, forgotten = make_spawner(), make_spawner("two")
    for spawner in (forgotten, stopped):
        task = await pending(spawner, service)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        if spawner is stopped:
            await spawner.stop()
    await until(lambda: forgotten.user.stopped == ["two"])
    assert stopped.user.stopped == []


async def test_a_deleted_server_leaves_no_session(make_spawner: Make, service: FakeService) -> None:
    spawner = make_spawner()
    task = await pending(spawner, service)
    session_id = next(iter(service.statuses))
    spawner.clear_state()
    await spawner.delete_forever()
    assert service.said("end_session") == [session_id]
    task.cancel()


async def test_a_server_of_a_renamed_user_is_ended(make_spawner: Make, service: FakeService) -> None:
    spawner = make_spawner()
    task = await pending(spawner, service)
    session_id = next(iter(service.statuses))
    service.tell(session_id, status="RUNNING", ready=True, url=URL)
    await task
    assert await spawner.poll() is None
    state = spawner.get_state()
    spawner.user.name = "anna"
    service.down = True
    assert await spawner.poll() is None, "unknown is not dead"
    service.down = False
    spawner.load_state(state)
    assert await spawner.poll() == 0
    assert service.said("end_session") == [session_id]


async def test_stop_finds_a_session_whose_id_never_arrived(make_spawner: Make, service: FakeService) -> None:
    spawner = make_spawner("two")
    await service.create_session(
        p.SpawnRequest(username="ann", server_name="two", options=p.SpawnOptions(), argv=[])
    )
    await spawner.stop()
    assert service.said("end_session") == [service.servers["ann", "two"]]


async def test_stop_of_what_is_not_there_is_done(make_spawner: Make, service: FakeService) -> None:
    await make_spawner().stop()
    assert service.said("end_session") == []


async def test_unknown_is_not_dead(make_spawner: Make, service: FakeService) -> None:
    spawner = make_spawner()
    task = await pending(spawner, service)
    service.tell(next(iter(service.statuses)), status="RUNNING", ready=True, url=URL)
    await task
    service.down = True
    assert await spawner.poll() is None
    service.down, service.refusal = False, Refused(500, "internal-server-error", "oops")
    assert await spawner.poll() is None
    service.refusal = None
    service.tell(next(iter(service.statuses)), ended=True, exit_code=7)
    assert await spawner.poll() == 7


async def test_stopping_waits_for_the_service(make_spawner: Make, service: FakeService) -> None:
    """Were it to fail, the Hub would forget the server, and nobody would ever end the session."""
    spawner = make_spawner()
    task = await pending(spawner, service)
    task.cancel()
    service.down = True
    stopping = asyncio.create_task(spawner.stop())
    await until(lambda: len(service.said("end_session")) > 1)
    assert not stopping.done()
    service.down = False
    await stopping
    assert next(iter(service.statuses.values())).ended


class TestAfterARestartOfTheHub:
    """A new `KernelyardSpawner`; what the Hub saved is all it knows."""

    @pytest.fixture
    async def session_id(self, service: FakeService) -> Any:
        request = p.SpawnRequest(username="ann", options=p.SpawnOptions(), argv=[])
        return (await service.create_session(request)).session_id

    async def test_a_running_server_is_found_again(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        service.tell(session_id, status="RUNNING", ready=True, url="http://127.0.0.1:40077")
        spawner = make_spawner()
        spawner.load_state({"session_id": str(session_id)})
        assert await spawner.poll() is None
        assert await spawner.get_url() == "http://127.0.0.1:40077/user/ann/"

    async def test_even_when_its_state_was_never_saved(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        service.tell(session_id, status="RUNNING", ready=True, url=URL)
        spawner = make_spawner()
        spawner.load_state({})
        assert await spawner.poll() is None
        assert spawner.get_state() == {"session_id": str(session_id), "owner": "ann"}

    async def test_a_waiting_one_is_given_back_to_the_service_and_not_ended(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        spawner = make_spawner()
        spawner._check_pending = True
        assert await spawner.poll() == 0
        assert service.said("forgotten") == [session_id]
        spawner._check_pending = False
        assert await spawner.poll() == 0, "the Hub polls again before it would stop it"
        assert service.said("end_session") == []

    async def test_one_that_starts_just_now_is_waited_for(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        spawner = make_spawner()
        spawner._check_pending = True
        service.tell(session_id, status="PREPARING")
        polling = asyncio.create_task(spawner.poll())
        await until(lambda: len(service.said("server")) > 1)
        service.tell(session_id, status="RUNNING", ready=True, url=URL)
        assert await polling is None
        assert spawner.get_state() == {"session_id": str(session_id), "owner": "ann"}
        assert service.said("forgotten") == []

    async def test_a_waiting_one_that_the_hub_wants_to_stop_is_ended(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        """The Hub stops servers of blocked users without looking first."""
        spawner = make_spawner()
        assert await spawner.poll() is None, "the Hub only stops what polls as running"
        await spawner.stop()
        assert service.said("end_session") == [session_id]

    async def test_without_the_service_one_that_ran_is_not_dead(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        service.down = True
        spawner = make_spawner()
        spawner.load_state({"session_id": str(session_id)})
        spawner._check_pending = True
        assert await spawner.poll() is None
        assert await spawner.get_url() == f"{URL}/user/ann/"

    async def test_without_the_service_one_that_may_have_waited_is_asked_about_until_it_answers(
        self, make_spawner: Make, service: FakeService, session_id: Any
    ) -> None:
        service.down = True
        spawner = make_spawner()
        spawner._check_pending = True
        polling = asyncio.create_task(spawner.poll())
        await until(lambda: len(service.said("server")) > 1)
        assert not polling.done()
        service.down = False
        assert await polling == 0
        assert service.said("forgotten") == [session_id]

    async def test_a_server_that_never_ran_is_not_asked_about(
        self, make_spawner: Make, service: FakeService
    ) -> None:
        assert await make_spawner(hub_knows_it=False).poll() == 0
        assert service.calls == []


async def test_progress_tells_place_and_reason_and_ends_by_itself(
    make_spawner: Make, service: FakeService
) -> None:
    spawner = make_spawner()
    task = await pending(spawner, service)
    session_id = next(iter(service.statuses))
    watching = asyncio.create_task(collect(spawner))
    service.tell(session_id, wait=p.Wait(place=3, of=7, reason="Two people before you want the same GPU."))
    service.tell(session_id, wait=p.Wait(place=3, of=7, reason="Two people before you want the same GPU."))
    service.tell(session_id, status="PREPARING", message="Mounting folders.", progress=50)
    service.tell(session_id, status="RUNNING", ready=True, url=URL, message="Ready.", progress=100)
    await task
    async with asyncio.timeout(20):
        events = await watching
    messages = [event["message"] for event in events]
    assert "Waiting in the queue, place 3 of 7. Two people before you want the same GPU." in messages
    assert len(messages) == len(set(messages)), "nothing is said twice"
    assert messages[-2:] == ["Mounting folders.", "Ready."]
    assert all(0 < event["progress"] < 100 for event in events)
    assert await collect(spawner) == events, "who comes late sees all of it"


async def test_a_new_spawn_has_its_own_progress(make_spawner: Make, service: FakeService) -> None:
    spawner = make_spawner()
    task = await pending(spawner, service)
    service.tell(next(iter(service.statuses)), ended=True, message="The first one failed.")
    with pytest.raises(SpawnException):
        await task
    spawner.clear_state()
    watching = asyncio.create_task(collect(spawner))  # the Hub's page may come before start() does
    await asyncio.sleep(0)
    spawner.user_options = {}
    task = asyncio.create_task(spawner.start())
    await until(lambda: len(service.said("watch")) > 1)
    service.tell(service.servers["ann", ""], ready=True, url=URL, message="The second one runs.")
    await task
    async with asyncio.timeout(20):
        messages = [event["message"] for event in await watching]
    assert messages[-1] == "The second one runs."
    assert "The first one failed." not in messages


async def collect(spawner: KernelyardSpawner) -> list[dict[str, Any]]:
    async with aclosing(spawner.progress()) as events:
        return [dict(event) async for event in events]


async def test_many_spawns_wait_at_the_same_time(make_spawner: Make, service: FakeService) -> None:
    spawners = [make_spawner(user=FakeUser(f"user{n}")) for n in range(150)]
    tasks = [asyncio.create_task(spawn(spawner)) for spawner in spawners]
    await until(lambda: len(service.said("watch")) == 150)
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*(spawner.stop() for spawner in spawners))
    assert all(status.ended for status in service.statuses.values())
