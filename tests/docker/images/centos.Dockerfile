# The layout of CentOS: libraries in /lib64, no Python, no dpkg.
FROM scratch
ADD centos.tar /
LABEL ai.backend.kernelspec="1" \
      ai.backend.role="COMPUTE" \
      ai.backend.runtime-type="app" \
      ai.backend.base-distro="centos7" \
      ai.backend.resource.min.cpu="1" \
      ai.backend.resource.min.mem="64m"
CMD ["/bin/bash"]
