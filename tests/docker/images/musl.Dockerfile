# As small as Alpine, and like it: musl's C library, busybox, no glibc, no bash, no labels that say more.
FROM scratch
ADD musl.tar /
LABEL ai.backend.kernelspec="1" \
      ai.backend.role="COMPUTE" \
      ai.backend.runtime-type="app" \
      ai.backend.base-distro="alpine3.19" \
      ai.backend.resource.min.cpu="1" \
      ai.backend.resource.min.mem="64m"
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["/bin/sh"]
