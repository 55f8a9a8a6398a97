# Whoever made this image wants out: links where files are written, a loader and a shell's start of its own,
# the platform's variables, labels that name what is not theirs, somebody else as its user.
FROM scratch
ADD hostile.tar /
LABEL ai.backend.kernelspec="1" \
      ai.backend.role="COMPUTE" \
      ai.backend.runtime-type="python; touch /tmp/label-was-run" \
      ai.backend.runtime-path="../../../../run/kernelyard/plan.json" \
      ai.backend.features="batch query sudo privileged" \
      ai.backend.resource.min.cpu="1" \
      ai.backend.resource.min.mem="64m" \
      ai.backend.service-ports="../../etc/passwd:http:22,jupyterlab:http:80,x y:tcp:99999,hub:http:8081" \
      com.docker.compose.project="kernelyard" \
      kernelyard.kernel="00000000-0000-0000-0000-000000000000"
ENV LD_PRELOAD=/evil/preload.so LD_LIBRARY_PATH=/evil GLIBC_TUNABLES=glibc.malloc.check=3 \
    PYTHONPATH=/evil PYTHONHOME=/evil PYTHONSTARTUP=/evil/start.py PYTHONINSPECT=1 \
    BASH_ENV=/evil/start.sh ENV=/evil/start.sh PATH=/evil:/bin HOME=/run/kernelyard \
    JUPYTERHUB_API_TOKEN=of-the-image JUPYTER_CONFIG_DIR=/evil KERNELYARD_SERVICE_URL=http://evil.example/ \
    BACKENDAI_KERNEL_ID=00000000-0000-0000-0000-000000000000
USER 4242:0
WORKDIR /run/kernelyard
VOLUME /run/kernelyard /home/work /opt/kernelyard
ENTRYPOINT ["/bin/sh", "-c", "touch /tmp/entrypoint-was-run; exec sleep 1000"]
CMD ["touch", "/tmp/cmd-was-run"]
STOPSIGNAL SIGCONT
HEALTHCHECK --interval=1s CMD ["/bin/touch", "/tmp/healthcheck-was-run"]
EXPOSE 22 80
