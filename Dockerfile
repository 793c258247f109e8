FROM rust:1.95-slim-bookworm AS build
WORKDIR /source
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
# git answers --since; its version is that of the distribution.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 dutylint \
    && git config --system --add safe.directory '*'
COPY --from=build /source/target/release/dutylint /usr/local/bin/dutylint
USER 10001
WORKDIR /lists
ENTRYPOINT ["dutylint"]
CMD ["check", "."]
