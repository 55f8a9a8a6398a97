"""The image's kernels for jupyter_client and for Jupyter servers that run in the bundle's Python."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from traitlets import default

from . import kernelspecs


class ImageKernels(KernelSpecManager):
    """Kernelspecs of the image, none of the bundle's; what they call ``python`` is the image's."""

    runtime_path = ""
    """The interpreter that the image's label names; servers go by PATH alone."""

    @default("ensure_native_kernel")
    def _no_native_kernel(self) -> bool:
        return False

    @default("kernel_dirs")
    def _image_directories(self) -> list[str]:
        return [str(path) for path in kernelspecs.directories(os.environ, self.runtime_path)]

    def _get_kernel_spec_by_name(self, kernel_name: str, resource_dir: str) -> KernelSpec:
        directory = Path(resource_dir)
        if kernelspecs.BUNDLE in directory.parents:
            raise NoSuchKernel(kernel_name)
        spec: KernelSpec = super()._get_kernel_spec_by_name(kernel_name, resource_dir)
        spec.argv = kernelspecs.command(spec.argv, directory.parents[3], os.environ, self.runtime_path)
        return spec


def manager(runtime_path: str) -> KernelSpecManager:
    """The image's kernels, with what its label calls its interpreter."""
    found = ImageKernels()
    found.runtime_path = runtime_path
    return found
