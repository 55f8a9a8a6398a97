"""What a node decides about its containers, as traits: ``c.DockerSettings.network = "…"``."""

from __future__ import annotations

from traitlets import Int, List, Unicode
from traitlets.config import Configurable


class DockerSettings(Configurable):
    """Containers of a node, with `Agent.engine` = ``docker``."""

    socket = Unicode("/var/run/docker.sock", help="Socket of the Docker engine.").tag(config=True)
    bundle = Unicode(
        help="Directory that is mounted into every session at /opt/kernelyard: a Python with the runner that"
        " needs nothing of the image. [default: made in state_dir at the first start]"
    ).tag(config=True)
    runner_image = Unicode(
        help="Image that holds a bundle at /opt/kernelyard; empty makes one of this node's own Python."
    ).tag(config=True)
    network = Unicode(
        "kernelyard",
        help="Network of the containers; made where it is missing, as a bridge on which containers do not"
        " reach each other. 'none' leaves them without one.",
    ).tag(config=True)
    pids_limit = Int(4096, min=64, help="Processes and threads of one session at the most.").tag(config=True)
    capabilities = List(
        Unicode(),
        ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
        help="Capabilities of a container's first steps as root, which prepare it (users, the image's"
        " bootstrap.sh); a session's own processes have none.",
    ).tag(config=True)
    sudo_capabilities = List(
        Unicode(),
        ["AUDIT_WRITE", "FSETID", "KILL", "NET_BIND_SERVICE", "SETFCAP", "SYS_CHROOT"],
        help="Capabilities that root in a session whose user may sudo has beside those.",
    ).tag(config=True)
    runtime = Unicode(help="OCI runtime (runsc, kata, …); empty is Docker's default.").tag(config=True)
    unlabelled_images = List(
        Unicode(),
        help="Images without Kernelyard's labels that may run all the same: patterns such as 'debian:*'.",
    ).tag(config=True)
    raw_volumes = List(
        Unicode(),
        help="Directories of this node, and names of Docker volumes ('jupyterhub-user-*'), that the Hub's"
        " configuration may mount into sessions beside their folders (DockerSpawner's volumes).",
    ).tag(config=True)
    extra_host_config = List(
        Unicode(),
        help="Fields of Docker's HostConfig that the Hub's configuration may set (DockerSpawner's"
        " extra_host_config): Dns, ExtraHosts, Ulimits, … Some of them break the isolation.",
    ).tag(config=True)
    temporary_size = Int(
        2**30, min=2**20, help="Bytes of /tmp, and of /run, in sessions with a read-only root; memory."
    ).tag(config=True)
    root_size = Int(
        0,
        min=0,
        help="Bytes that a session may write outside of its home and folders; 0 for no limit. Docker refuses"
        " it where its storage driver cannot (overlay2 needs XFS with project quotas).",
    ).tag(config=True)
    log_size = Int(
        2**20, min=2**16, help="Bytes that Docker keeps of what a container prints before its log is open."
    ).tag(config=True)
