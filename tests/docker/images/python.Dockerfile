# Debian with its Python, and Jupyter in an environment of its own: labelled as the original's images are.
ARG BASE
FROM ${BASE}
ADD venv.tar /
ADD python3.tar /
LABEL ai.backend.kernelspec="1" \
      ai.backend.role="COMPUTE" \
      ai.backend.runtime-type="python" \
      ai.backend.runtime-path="/opt/venv/bin/python" \
      ai.backend.base-distro="debian" \
      ai.backend.features="batch query uid-match user-input" \
      ai.backend.envs.corecount="OPENBLAS_NUM_THREADS,OMP_NUM_THREADS,NPROC" \
      ai.backend.resource.min.cpu="1" \
      ai.backend.resource.min.mem="64m" \
      ai.backend.service-ports="jupyter:http:8081,ipython:pty:3000"
ENV LANG=C.UTF-8 PATH=/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["jupyterhub-singleuser"]
