"""``/config`` and ``/acl``: what this site has, for clients that draw forms."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from pydantic import BaseModel

from kernelyard_agent import slots
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations import registries, resources, site_settings
from kernelyard_hub.store.vfolders import HOST_PERMISSIONS

ICONS = {"cpu": "cpu", "mem": "cpu", "cuda": "gpu1"}


def _details(
    slot: str, name: str, description: str, human: str, unit: str, digits: int = 0
) -> dict[str, Any]:
    return {
        "slot_name": name,
        "description": description,
        "human_readable_name": human,
        "display_unit": unit,
        "number_format": {"binary": slot == "mem", "round_length": digits},
        "display_icon": ICONS.get(slot.partition(".")[0], "gpu1"),
    }


DETAILS = {
    "cpu": _details("cpu", "cpu", "CPU", "CPU", "Core"),
    "mem": _details("mem", "ram", "Memory", "RAM", "GiB"),
    "cuda.device": _details("cuda.device", "cuda.device", "CUDA-capable GPU", "GPU", "GPU"),
    "cuda.shares": _details("cuda.shares", "cuda.shares", "CUDA-capable GPU (fractional)", "fGPU", "fGPU", 2),
}
"""How a slot is shown (golden 032)."""


async def resource_slots(call: Call) -> web.StreamResponse:
    """Slot -> its type, of all agents."""
    return answer(await resources.resource_slots(call.site))


async def resource_slot_details(call: Call) -> web.StreamResponse:
    known = await resources.resource_slots(call.site)
    return answer(
        {slot: DETAILS.get(slot) or _details(slot, slot, slot, slot, slot) for slot in slots.names(known)}
    )


class SettingKey(BaseModel):
    key: str
    prefix: bool = False


class SettingValue(BaseModel):
    key: str
    value: Any


async def get_setting(call: Call) -> web.StreamResponse:
    body = await call.read(SettingKey)
    return answer({"result": await site_settings.get(call.site, body.key, prefix=body.prefix)})


async def set_setting(call: Call) -> web.StreamResponse:
    body = await call.read(SettingValue)
    await site_settings.put(call.site, call.who, body.key, body.value)
    return answer({"result": "ok"})


async def delete_setting(call: Call) -> web.StreamResponse:
    body = await call.read(SettingKey)
    await site_settings.delete(call.site, call.who, body.key, prefix=body.prefix)
    return answer({"result": "ok"})


async def docker_registries(call: Call) -> web.StreamResponse:
    """Registries of images: host -> URL."""
    return answer(await registries.addresses(call.site))


async def vfolder_types(call: Call) -> web.StreamResponse:
    return answer(list(call.site.config.folder_types))


async def acl(call: Call) -> web.StreamResponse:
    """The permissions that exist on storage hosts (golden 037)."""
    return answer({"vfolder_host_permission_list": list(HOST_PERMISSIONS)})


ROUTES = [
    Route("GET", "/config/resource-slots", "config.resource-slots", resource_slots),
    Route("GET", "/config/resource-slots/details", "config.resource-slots", resource_slot_details),
    Route("GET", "/config/docker-registries", "config.docker-registries", docker_registries),
    Route("GET", "/config/vfolder-types", "config.vfolder-types", vfolder_types),
    Route("POST", "/config/get", "config.get", get_setting),
    Route("POST", "/config/set", "config.set", set_setting),
    Route("POST", "/config/delete", "config.delete", delete_setting),
    Route("GET", "/acl", "acl.get", acl),
]
