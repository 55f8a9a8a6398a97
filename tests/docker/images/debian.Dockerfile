# Debian without a Python: what a session brings along is all that it has.
FROM scratch
ADD base.tar /
LABEL ai.backend.kernelspec="1" \
      ai.backend.role="COMPUTE" \
      ai.backend.runtime-type="app" \
      ai.backend.runtime-path="/bin/bash" \
      ai.backend.base-distro="debian" \
      ai.backend.features="batch uid-match" \
      ai.backend.resource.min.cpu="1" \
      ai.backend.resource.min.mem="64m"
ENV LANG=C.UTF-8
CMD ["/bin/bash"]
