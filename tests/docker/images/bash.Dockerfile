# A Jupyter kernel that runs no Python: its cells are bash.
ARG BASE
FROM ${BASE}
ADD venv.tar /
ADD bash.tar /
LABEL ai.backend.kernelspec="1" \
      ai.backend.role="COMPUTE" \
      ai.backend.runtime-type="bash" \
      ai.backend.runtime-path="/bin/bash" \
      ai.backend.base-distro="debian" \
      ai.backend.features="batch query uid-match" \
      ai.backend.resource.min.cpu="1" \
      ai.backend.resource.min.mem="64m"
ENV LANG=C.UTF-8
CMD ["/bin/bash"]
