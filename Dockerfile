# syntax=docker/dockerfile:1

FROM rust:1-bookworm AS builder
WORKDIR /build
COPY . .
# The caches outlive the layer, so that a change of one line does not build the dependencies again;
# the program is copied out because the target folder is such a cache.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked \
    && cp target/release/tonghop /usr/local/bin/tonghop

FROM debian:bookworm-slim
# The same number everywhere, so that a volume can be given to it.
RUN groupadd --gid 10001 tonghop \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/tonghop --shell /usr/sbin/nologin tonghop \
    && install -d -o tonghop -g tonghop -m 750 /var/lib/tonghop
COPY --from=builder /usr/local/bin/tonghop /usr/local/bin/tonghop
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/tonghop/

USER tonghop
WORKDIR /var/lib/tonghop
# Inside a container the port is published or it is not; the default of 127.0.0.1 would reach nobody.
ENV TONGHOP_LISTEN=0.0.0.0:8080
EXPOSE 8080
VOLUME /var/lib/tonghop
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["tonghop", "healthcheck"]
ENTRYPOINT ["tonghop"]
CMD ["serve"]
