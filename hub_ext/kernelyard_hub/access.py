"""The one access table: which operation needs which role, and over whose objects. What is not listed is
denied.

Routes and GraphQL fields name an operation; `allow` is asked before anything else happens. Ownership of
single objects is part of each operation's query (a foreign object is *not found*, so that names cannot be
guessed).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import AuthFailed, Forbidden
from .principal import Principal, Role, ServicePrincipal


class Need(StrEnum):
    ANYBODY = "anybody"  # no credentials at all
    USER = "user"  # any account, over its own objects
    ADMIN = "admin"  # the domain's admin, over the domain's objects; superadmins over all
    SUPERADMIN = "superadmin"
    HUB = "hub"  # the Hub's process
    AGENT = "agent"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Rule:
    need: Need
    impersonate: bool = False
    """Whether admins may act for another keypair (``owner_access_key``, REST-072)."""
    hub: bool = False
    """Whether the Hub's process may, too, and so whoever can read its secret on the Hub's own machine. It
    gains nothing by that: it can make itself an API token of any admin.
    """
    metrics: bool = False
    """Whether a monitoring system may, too."""


_ANYBODY = Rule(Need.ANYBODY)
_USER = Rule(Need.USER)
_OWN = Rule(Need.USER, impersonate=True)
_ADMIN = Rule(Need.ADMIN)
_SUPERADMIN = Rule(Need.SUPERADMIN)
_SITE = Rule(Need.SUPERADMIN, hub=True)
_FIGURES = Rule(Need.SUPERADMIN, metrics=True)
_HUB = Rule(Need.HUB)
_AGENT = Rule(Need.AGENT)

TABLE: dict[str, Rule] = {
    # operation -> rule; grouped by noun. GraphQL fields are called ``gql.<field>``.
    # What needs no credentials. `console.page` is files of the build; its index asks for the Hub's login.
    "version.get": _ANYBODY,
    "manager.status": _ANYBODY,
    "manager.announcement": _ANYBODY,
    "auth.authorize": _ANYBODY,
    "auth.update-password-no-auth": _ANYBODY,  # asks for the password itself
    "server.login": _ANYBODY,
    "server.logout": _ANYBODY,
    "server.login-check": _ANYBODY,
    "console.page": _ANYBODY,
    "console.callback": _ANYBODY,
    # the service
    "manager.announce": _SUPERADMIN,
    "manager.set-status": _SUPERADMIN,
    "manager.scheduler-operation": _SUPERADMIN,
    "auth.test": _USER,
    "auth.role": _USER,
    "auth.ssh-keypair": _USER,
    "auth.ssh-keypair-renew": _USER,
    "auth.ssh-keypair-upload": _USER,
    "auth.update-password": _USER,
    "acl.get": _USER,
    "config.resource-slots": _USER,
    "config.vfolder-types": _USER,
    "config.docker-registries": _SUPERADMIN,
    "config.get": _SUPERADMIN,
    "config.set": _SUPERADMIN,
    "config.delete": _SUPERADMIN,
    "console.overview": _USER,
    "console.session": _USER,
    "console.session-key": _USER,
    "console.stream": _USER,
    "console.logout": _USER,
    "graphql.query": _USER,  # each field has its own row
    # resources
    "scaling-group.list": _USER,
    "resource.presets": _USER,
    "resource.check-presets": _USER,
    "resource.recalculate": _SUPERADMIN,
    "resource.usage": _ADMIN,
    "resource.stats-own": _USER,
    "resource.stats-all": _SUPERADMIN,
    "watcher.status": _SUPERADMIN,
    "watcher.control": _SUPERADMIN,
    # sessions
    "session.create": _OWN,
    "session.match": _OWN,
    "session.explain": _OWN,
    "session.estimate": _OWN,
    "session.snooze": _OWN,
    "session.idleness": _OWN,
    "session.priority": _ADMIN,
    "queue.list": _ADMIN,
    "usage.list": _ADMIN,
    "usage.own": _USER,
    "metrics.get": _FIGURES,
    "budget.list": _USER,
    "budget.set": _ADMIN,
    "budget.delete": _ADMIN,
    "resource-group.options": _USER,
    "session.info": _OWN,
    "session.destroy": _OWN,
    "session.rename": _OWN,
    "session.restart": _OWN,
    "session.mounts": _OWN,
    "session.mount": _OWN,
    "session.unmount": _OWN,
    "session.mount-holders": _OWN,
    "session.end-mount-holders": _OWN,
    "vfolder.holders": _OWN,
    "vfolder.end-holders": _OWN,
    "session.execute": _OWN,
    "session.interrupt": _OWN,
    "session.complete": _OWN,
    "session.logs": _OWN,
    "session.apps": _OWN,
    "session.start-service": _OWN,
    "session.shutdown-service": _OWN,
    "session.proxy": _OWN,
    "session.pty": _OWN,
    "session.app-open": _OWN,
    "session.app-address": _ANYBODY,  # asks for what `session.start-service` gave
    "session.upload": _OWN,
    "session.files": _OWN,
    "session.download": _OWN,
    "session.status-history": _OWN,
    "background.events": _USER,  # each of what he himself has begun
    "session.events": _OWN,
    "session.create-from-template": _OWN,
    "session.task-logs": _OWN,
    "session.abusing-report": _OWN,
    "session.dependency-graph": _OWN,
    "session.commit": _OWN,
    "session.commit-status": _OWN,
    # what people bring into their sessions
    "template.create": _OWN,
    "template.list": _USER,
    "template.get": _OWN,
    "template.replace": _OWN,
    "template.delete": _OWN,
    "dotfile.read": _OWN,
    "dotfile.write": _OWN,
    "dotfile.project-read": _USER,
    "dotfile.project-write": _ADMIN,
    "dotfile.domain-read": _USER,
    "dotfile.domain-write": _ADMIN,
    "bootstrap-script.get": _OWN,
    "bootstrap-script.set": _OWN,
    # virtual folders
    "vfolder.create": _OWN,
    "vfolder.list": _OWN,
    "vfolder.delete": _OWN,
    "vfolder.hosts": _OWN,
    "vfolder.all-hosts": _SUPERADMIN,
    "vfolder.types": _USER,
    "vfolder.info": _OWN,
    "vfolder.rename": _OWN,
    "vfolder.update-options": _OWN,
    "vfolder.files": _OWN,
    "vfolder.mkdir": _OWN,
    "vfolder.upload": _OWN,
    "vfolder.download": _OWN,
    "vfolder.rename-file": _OWN,
    "vfolder.move-file": _OWN,
    "vfolder.delete-files": _OWN,
    "vfolder.trash": _OWN,
    "vfolder.restore": _OWN,
    "vfolder.purge": _OWN,
    "vfolder.clone": _OWN,
    "vfolder.snapshots": _OWN,
    "vfolder.snapshot-create": _OWN,
    "vfolder.snapshot-delete": _OWN,
    "vfolder.snapshot-restore": _OWN,
    "vfolder.usage": _OWN,
    # volumes, and whose bytes are on them
    "storage.performance": _SUPERADMIN,
    "storage.mounts": _SUPERADMIN,
    "storage.quotas": _SUPERADMIN,
    "storage.report": _SUPERADMIN,
    "storage.check": _SITE,
    "storage.repair": _SITE,
    "vfolder.invite": _OWN,
    "vfolder.invitations": _OWN,
    "vfolder.invitations-sent": _OWN,
    "vfolder.invitation-accept": _OWN,
    "vfolder.invitation-delete": _OWN,
    "vfolder.invitation-update": _OWN,
    "vfolder.shared": _OWN,
    "vfolder.change-share": _OWN,
    "vfolder.shares": _OWN,
    "vfolder.share": _OWN,
    "vfolder.unshare": _OWN,
    "vfolder.leave": _OWN,
    "vfolder.change-ownership": _ADMIN,
    # the Hub's own process
    "hub.authenticate": _HUB,
    "hub.users": _HUB,
    "hub.form": _HUB,
    "hub.session-create": _HUB,
    "hub.session": _HUB,
    "hub.session-end": _HUB,
    "hub.session-forgotten": _HUB,
    "hub.session-watch": _HUB,
    "hub.server": _HUB,
    # agents
    "agent.heartbeat": _AGENT,
    "agent.event": _AGENT,
    "agent.authority": _ANYBODY,  # at the door for nodes only, as the next two
    "agent.join": _ANYBODY,  # asks for the token itself
    "agent.certificate": _AGENT,
    # nodes on other machines
    "node.list": _SITE,
    "node.add": _SITE,
    "node.remove": _SITE,
    # GraphQL root fields; within a field each listing narrows to what the caller may see
    "gql.alias_image": _SUPERADMIN,
    "gql.clear_images": _SUPERADMIN,
    "gql.container_registries": _SUPERADMIN,
    "gql.container_registry": _SUPERADMIN,
    "gql.create_container_registry": _SUPERADMIN,
    "gql.dealias_image": _SUPERADMIN,
    "gql.delete_container_registry": _SUPERADMIN,
    "gql.forget_image": _SUPERADMIN,
    "gql.modify_container_registry": _SUPERADMIN,
    "gql.modify_domain": _SUPERADMIN,
    "gql.modify_image": _SUPERADMIN,
    "gql.preload_image": _SUPERADMIN,
    "gql.rescan_images": _SUPERADMIN,
    "gql.unload_image": _SUPERADMIN,
    "gql.associate_scaling_group_with_domain": _SUPERADMIN,
    "gql.associate_scaling_group_with_keypair": _SUPERADMIN,
    "gql.associate_scaling_group_with_user_group": _SUPERADMIN,
    "gql.create_domain": _SUPERADMIN,
    "gql.create_keypair_resource_policy": _SUPERADMIN,
    "gql.create_project_resource_policy": _SUPERADMIN,
    "gql.create_resource_preset": _SUPERADMIN,
    "gql.create_scaling_group": _SUPERADMIN,
    "gql.create_user_resource_policy": _SUPERADMIN,
    "gql.delete_domain": _SUPERADMIN,
    "gql.delete_keypair_resource_policy": _SUPERADMIN,
    "gql.delete_project_resource_policy": _SUPERADMIN,
    "gql.delete_resource_preset": _SUPERADMIN,
    "gql.delete_scaling_group": _SUPERADMIN,
    "gql.delete_user_resource_policy": _SUPERADMIN,
    "gql.disassociate_all_scaling_groups_with_domain": _SUPERADMIN,
    "gql.disassociate_all_scaling_groups_with_group": _SUPERADMIN,
    "gql.disassociate_scaling_group_with_domain": _SUPERADMIN,
    "gql.disassociate_scaling_group_with_keypair": _SUPERADMIN,
    "gql.disassociate_scaling_group_with_user_group": _SUPERADMIN,
    "gql.modify_agent": _SUPERADMIN,
    "gql.modify_keypair_resource_policy": _SUPERADMIN,
    "gql.modify_project_resource_policy": _SUPERADMIN,
    "gql.modify_resource_preset": _SUPERADMIN,
    "gql.modify_scaling_group": _SUPERADMIN,
    "gql.modify_user_resource_policy": _SUPERADMIN,
    "gql.purge_domain": _SUPERADMIN,
    "gql.quota_scope": _SUPERADMIN,
    "gql.set_quota_scope": _SUPERADMIN,
    "gql.unset_quota_scope": _SUPERADMIN,
    # a domain's admins over what is in their domain and below them
    "gql.create_group": _ADMIN,
    "gql.create_keypair": _ADMIN,
    "gql.create_user": _ADMIN,
    "gql.delete_group": _ADMIN,
    "gql.delete_keypair": _ADMIN,
    "gql.delete_user": _ADMIN,
    "gql.modify_group": _ADMIN,
    "gql.modify_keypair": _ADMIN,
    "gql.modify_user": _ADMIN,
    "gql.purge_group": _ADMIN,
    "gql.purge_user": _ADMIN,
    "gql.agent": _SUPERADMIN,
    "gql.agent_list": _SUPERADMIN,
    "gql.agent_summary": _USER,
    "gql.agent_summary_list": _USER,
    "gql.agents": _SUPERADMIN,
    "gql.compute_container": _USER,
    "gql.compute_container_list": _USER,
    "gql.compute_session": _USER,
    "gql.compute_session_list": _USER,
    "gql.domain": _USER,
    "gql.domains": _SUPERADMIN,
    "gql.group": _USER,
    "gql.groups": _USER,
    "gql.groups_by_name": _USER,
    "gql.image": _USER,
    "gql.images": _USER,
    "gql.keypair": _USER,
    "gql.keypair_list": _USER,
    "gql.keypair_resource_policies": _USER,
    "gql.keypair_resource_policy": _USER,
    "gql.keypairs": _USER,
    "gql.legacy_compute_session": _USER,
    "gql.legacy_compute_session_list": _USER,
    "gql.project_resource_policies": _USER,
    "gql.project_resource_policy": _USER,
    "gql.resource_preset": _USER,
    "gql.resource_presets": _USER,
    "gql.scaling_group": _SUPERADMIN,
    "gql.scaling_groups": _SUPERADMIN,
    "gql.scaling_groups_for_domain": _SUPERADMIN,
    "gql.scaling_groups_for_keypair": _SUPERADMIN,
    "gql.scaling_groups_for_user_group": _SUPERADMIN,
    "gql.storage_volume": _SUPERADMIN,
    "gql.storage_volume_list": _SUPERADMIN,
    "gql.user": _USER,
    "gql.user_from_uuid": _USER,
    "gql.user_list": _ADMIN,
    "gql.user_resource_policies": _USER,
    "gql.user_resource_policy": _USER,
    "gql.users": _ADMIN,
    "gql.vfolder": _USER,
    "gql.vfolder_host_permissions": _USER,
    "gql.vfolder_invited_list": _USER,
    "gql.vfolder_list": _USER,
    "gql.vfolder_own_list": _USER,
    "gql.vfolder_permission_list": _USER,
    "gql.vfolder_project_list": _USER,
    "gql.vfolders": _USER,
}


PAUSED = frozenset(
    {
        "vfolder.create",
        "vfolder.delete",
        "vfolder.rename",
        "vfolder.update-options",
        "vfolder.restore",
        "vfolder.purge",
        "vfolder.clone",
        "vfolder.snapshot-create",
        "vfolder.snapshot-delete",
        "vfolder.snapshot-restore",
        "vfolder.invite",
        "vfolder.invitation-accept",
        "vfolder.invitation-update",
        "vfolder.change-share",
        "vfolder.share",
        "vfolder.change-ownership",
        "auth.ssh-keypair-renew",
        "auth.ssh-keypair-upload",
        "config.set",
        "config.delete",
        "template.create",
        "template.replace",
        "template.delete",
        "dotfile.write",
        "dotfile.project-write",
        "dotfile.domain-write",
        "bootstrap-script.set",
        "budget.set",
        "budget.delete",
        "session.mount",
    }
)
"""What is refused while the service is frozen (REST-062), beside new sessions and all mutations but those
that take rights away (`graphql.frozen`). What takes rights away or ends something, work inside of sessions
and folders, and what is done to nodes goes on.
"""


def allow(operation: str, who: Principal | ServicePrincipal | None) -> None:
    """Raise `AuthFailed` or `Forbidden` unless ``who`` may do ``operation``. An unlisted operation is
    denied.
    """
    rule = TABLE.get(operation)
    if rule is None:
        raise Forbidden("This operation is not in the access table.")
    if rule.need is Need.ANYBODY:
        return
    if who is None:
        raise AuthFailed("Unauthorized access", title="Unauthorized access")
    if isinstance(who, ServicePrincipal):
        also = {"hub": rule.hub, "metrics": rule.metrics}
        if rule.need.value != who.name and not also.get(who.name):
            raise Forbidden()
        return
    if rule.need is Need.USER:
        return
    if rule.need is Need.ADMIN and who.role in (Role.ADMIN, Role.SUPERADMIN):
        return
    if rule.need is Need.SUPERADMIN and who.role is Role.SUPERADMIN:
        return
    raise Forbidden()
